"""Which files belong to the project, with git and without."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import common  # noqa: E402


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.outer = Path(folder.name)
        self.copy = self.outer / "build" / "copy"
        (self.copy / "core").mkdir(parents=True)
        (self.copy / "core" / "a.cpp").write_text("int a;\n")
        (self.copy / "build").mkdir()
        (self.copy / "build" / "made.cpp").write_text("int made;\n")
        subprocess.run(["git", "init", "-q", str(self.outer)], check=True)
        (self.outer / ".gitignore").write_text("/build/\n")

    def test_a_copy_inside_of_another_repository_has_its_own_files(self):
        self.assertEqual(common.list_files(self.copy), ["core/a.cpp"])

    def test_a_repository_has_what_git_sees(self):
        self.assertEqual(common.list_files(self.outer), [".gitignore"])


if __name__ == "__main__":
    unittest.main()
