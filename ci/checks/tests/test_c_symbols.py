"""c_symbols.py notices a function too many or too few in the library, the header and the list."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import fixture  # noqa: F401  (puts the checks on the path)
import c_symbols

HEADER = "/* SMX_API int smx_never(void); */\nSMX_NODISCARD SMX_API smx_status smx_a(void);\n" \
         "SMX_API const char* smx_b(int x);\ntypedef int (*smx_sink)(int);\n"


class CSymbols(unittest.TestCase):
    def exported(self, text):
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder, "lib.so")
            subprocess.run(["gcc", "-shared", "-fPIC", "-x", "c", "-o", library, "-"], input=text, text=True,
                           check=True)
            return c_symbols.exported(library)

    def problems(self, text, header=HEADER, listed=("smx_a", "smx_b")):
        return c_symbols.problems(self.exported(text), c_symbols.declared(header), set(listed))

    def test_as_it_should_be(self):
        self.assertEqual(self.problems("int smx_a; int smx_b(int x) { return x; }"), [])

    def test_exported_beside(self):
        found = self.problems("int smx_a; int smx_b; int helper(void) { return 1; }")
        self.assertEqual(found, ["helper is not in the header nor in the list"])

    def test_gone(self):
        self.assertIn("smx_b is not in the library", self.problems("int smx_a;")[0])

    def test_declared_and_not_pinned(self):
        found = self.problems("int smx_a, smx_b, smx_c;", HEADER + "SMX_API int smx_c(void);")
        self.assertEqual(found, ["smx_c is not in the list"])

    def test_nothing_to_compare(self):
        self.assertIn("nothing was compared", " ".join(self.problems("static int a;", "", ())))

    def test_the_pinned_list_is_that_of_the_header(self):
        header = c_symbols.declared((c_symbols.FOLDER / "include/smx.h").read_text())
        self.assertEqual(header, c_symbols.pinned((c_symbols.FOLDER / "abi/symbols.txt").read_text()))
        self.assertGreater(len(header), 40)
