"""shares.py: perf's report by library adds up in our columns."""

import tempfile
import unittest
from pathlib import Path

import sample
import shares
import table

REPORT = """# To display the perf.data header info
#
# Overhead  Shared Object
# ........  ....................
#
    63.69%  libcrypto.so.3
    21.43%  smx-bench
    11.35%  libc.so.6
     2.36%  libsodium.so.23.3.0
     0.91%  [kernel.kallsyms]
     0.25%  ld-linux-x86-64.so.2
     0.01%  libbenchmark.so.1.7.1
"""


class Shares(unittest.TestCase):
    def test_libraries_are_summed_by_column(self):
        self.assertEqual(shares.parse(REPORT), {"OpenSSL": 63.7, "ours": 21.4, "C library": 11.6,
                                                "libsodium": 2.4, "kernel": 0.9, "other": 0.0})

    def test_row_of_the_page(self):
        row, = table.shares_rows({"encrypt/64": shares.parse(REPORT)})
        self.assertEqual(row, ["encrypt 64 B", "21 %", "64 %", "2 %", "12 %", "", "1 %", ""])

    def test_program_that_fails_has_none(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(shares.of_work(Path(folder) / "absent", "ours/a", Path(folder)), {})


class Sample(unittest.TestCase):
    def test_sample_has_what_a_run_has(self):
        source = (sample.TOOLS / "measure.py").read_text(encoding="utf-8")
        for key in sample.document([]):
            self.assertIn(f'"{key}": ', source)
