"""hygiene.py finds what it looks for, and lets look-alikes pass.

The planted words are put together here, so that this file does not hold them itself.
"""

from fixture import CheckTest


class Hygiene(CheckTest):
    check_name = "hygiene"
    files = {
        "core/src/bytes/hex.cpp": "// fine\n",
        "docs/page.md": "See https://example.org/home/page and http://json-schema.org/draft-07.\n"
                        "Run ./build/tmp/x with ${TMPDIR}/" "work/y or /usr/bin/env.\n",
        "vectors/hkdf-v1.json": '{"okm": "' + "ab" * 4000 + '"}\n' * 700,
    }

    def fault(self, text, expected, name="docs/page.md"):
        self.plant(name, text + "\n", expected)

    def test_long_source(self):
        self.fault("int a;\n" * 601, "602 lines", "core/tests/bytes/hex_test.cpp")

    def test_long_script_without_a_suffix(self):
        self.fault("#!/bin/sh\n" + ":\n" * 600, "602 lines", "ci/run")

    def test_median(self):
        self.fault("int a;\n" * 400, "median", "core/src/bytes/hex.cpp")

    def test_marks(self):
        for mark in ("TO" + "DO: later", "FIX" + "ME", "// XX" + "X", "HA" + "CK"):
            with self.subTest(mark):
                self.write("docs/page.md", mark)
                self.assertIn("unfinished", self.problems()[0])

    def test_switched_off_tests(self):
        for text in ("TEST(A, DISABLED" + "_B)", "GTEST_" + "SKIP()", "test.sk" + "ip('x')"):
            with self.subTest(text):
                self.write("docs/page.md", text)
                self.assertIn("switched-off", self.problems()[0])

    def test_swallowed_failure(self):
        self.fault("make || " + "true", "swallowed")

    def test_private_key(self):
        self.fault("-----BEGIN EC PRIVATE " + "KEY-----", "private key")

    def test_credential(self):
        self.fault("gh" + "p_" + "a1B2" * 9, "credential")

    def test_path_of_one_machine(self):
        for text in ("/ho" + "me/someone/x", '"/tm' + 'p/out"', "cd /wo" + "rk/main"):
            with self.subTest(text):
                self.write("docs/page.md", text)
                self.assertIn("path of one machine", self.problems()[0])

    def test_host_of_one_machine(self):
        for host in ("localhost:8080", "10.1.2.3", "buildbox/x", "cache.internal/x"):
            with self.subTest(host):
                self.write("docs/page.md", "http:/" + "/" + host)
                self.assertIn("host of one machine", self.problems()[0])

    def test_registry(self):
        self.fault("from py" + "pi.org", "package registry")
