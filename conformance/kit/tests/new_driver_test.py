"""smx conformance new-driver as people run it: what it writes, what it refuses."""

import os
import pathlib
import subprocess
import tempfile
import unittest

SMX = os.environ["SMX_BIN"]
LANGUAGES = ("cpp", "go", "javascript", "kotlin", "python", "rust", "swift")


def new_driver(*arguments, cwd):
    return subprocess.run([SMX, "conformance", "new-driver", *arguments], capture_output=True,
                          text=True, check=False, timeout=60, cwd=cwd)


class NewDriver(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def refused(self, *arguments):
        done = new_driver(*arguments, cwd=self.folder)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_every_language_is_written(self):
        for language in LANGUAGES:
            done = new_driver("--lang", language, "mine", "--dir", f"drivers/{language}", cwd=self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"       cd drivers/{language}\n", done.stdout)
            readme = (self.folder / "drivers" / language / "README.md").read_text("utf-8")
            self.assertTrue(readme.startswith("# mine\n"))
            texts = [path.read_text("utf-8") for path in (self.folder / "drivers" / language).rglob("*.*")
                     if path.is_file()]
            self.assertGreaterEqual(len(texts), 5)
            self.assertTrue(any('"mine"' in text or "'mine'" in text for text in texts), language)

    def test_the_list_names_every_language_and_what_it_needs(self):
        done = new_driver("--list", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = [line.split()[0] for line in done.stdout.splitlines() if not line.startswith(" ")]
        self.assertEqual(listed, list(LANGUAGES))
        states = [line.strip() for line in done.stdout.splitlines() if line.startswith(" ")]
        for state in states:
            self.assertRegex(state, r"^its programs are here$|^not here: no \w+")

    def test_a_language_that_is_not_here_says_so(self):
        environment = {"PATH": str(self.folder)}
        done = subprocess.run([SMX, "conformance", "new-driver", "--list"], capture_output=True,
                              text=True, check=False, timeout=60, env=environment)
        self.assertEqual(done.stdout.count("not here: no "), len(LANGUAGES), done.stdout)

    def test_bad_names(self):
        for name in ("Upper", "9lives", "a_b", "a/b", "..", "tail-", "", "x" * 41, "with blank"):
            with self.subTest(name):
                self.refused("--lang", "python", name)
                self.assertEqual(list(self.folder.iterdir()), [])

    def test_an_unknown_language(self):
        self.assertIn("the kit has cpp, go,", self.refused("--lang", "cobol", "mine"))

    def test_a_folder_that_is_not_empty(self):
        (self.folder / "mine").mkdir()
        (self.folder / "mine" / "kept.txt").write_text("kept", encoding="utf-8")
        self.assertIn("is not empty", self.refused("--lang", "python", "mine"))
        self.assertEqual([path.name for path in (self.folder / "mine").iterdir()], ["kept.txt"])

    def test_a_file_in_place_of_the_folder(self):
        (self.folder / "mine").write_text("kept", encoding="utf-8")
        self.assertIn("is no directory", self.refused("--lang", "go", "mine"))

    def test_a_folder_that_cannot_be_made(self):
        (self.folder / "file").write_text("kept", encoding="utf-8")
        self.refused("--lang", "go", "mine", "--dir", "file/below")

    def test_an_empty_folder_is_used(self):
        (self.folder / "mine").mkdir()
        self.assertEqual(new_driver("--lang", "go", "mine", cwd=self.folder).returncode, 0)

    def test_missing_arguments(self):
        self.assertIn("--list", self.refused())


if __name__ == "__main__":
    unittest.main()
