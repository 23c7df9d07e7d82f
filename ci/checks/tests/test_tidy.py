"""tidy.py reads files together, and reports what each gives by itself."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parents[1] / "tidy.py"
CLEAN = "namespace { constexpr int kShown = 1; }\nint %s() { return kShown; }\n"
# Used after it was moved away.
FAULTY = """#include <string>
#include <utility>
std::string %s(std::string text) {
  std::string taken = std::move(text);
  return taken + text;
}
"""


class Tidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.build = self.root / "build"
        self.build.mkdir()
        (self.root / ".clang-tidy").write_text(
            "Checks: '-*,bugprone-use-after-move'\nWarningsAsErrors: '*'\nHeaderFilterRegex: '/cli/'\n")
        self.entries = []

    def add(self, name, text, options=""):
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self.entries.append({"directory": str(self.build), "file": str(path),
                             "command": f"clang++-19 -std=c++23 {options} -o {path.stem}.o -c {path}"})

    def check(self):
        (self.build / "compile_commands.json").write_text(json.dumps(self.entries))
        run = subprocess.run([sys.executable, str(CHECK), "--build", str(self.build), "--root", str(self.root)],
                             capture_output=True, text=True, check=False)
        return run.returncode, run.stdout

    def together(self):
        """The lists of files that were read together."""
        return sorted(path.read_text().count("#include") for path in self.build.glob("tidy-together/*/*.cpp"))

    def test_clean_files_are_read_together_and_known_the_next_time(self):
        for name in ("one", "two", "three"):
            self.add(f"cli/{name}.cpp", f"int {name}() {{ return 1; }}\n")
        status, said = self.check()
        self.assertEqual((status, self.together()), (0, [3]), said)
        self.assertIn("3 sources, 0 unchanged", said)
        self.assertIn("3 sources, 3 unchanged", self.check()[1])

    def test_a_fault_is_found_in_any_place_of_the_list_and_named_once(self):
        for faulty in ("one", "two", "three"):
            self.entries = []
            for name in ("one", "two", "three"):
                self.add(f"cli/{name}.cpp", (FAULTY if name == faulty else CLEAN.replace("kShown", f"k_{name}")) % name)
            with self.subTest(faulty=faulty):
                status, said = self.check()
                self.assertEqual((status, said.count("used after it was moved")), (1, 1), said)
                self.assertIn(f"cli/{faulty}.cpp: clang-tidy is not content", said)
                self.assertIn("1 problem(s); 3 sources", said)

    def test_files_that_do_not_go_together_are_clean_one_by_one(self):
        for name in ("one", "two", "three"):
            self.add(f"cli/{name}.cpp", CLEAN % name)
        status, said = self.check()
        self.assertEqual(status, 0, said)
        self.assertIn("0 problem(s); 3 sources", said)

    def test_a_fault_beside_a_clash_of_names_is_found(self):
        self.add("cli/one.cpp", CLEAN % "one")
        self.add("cli/two.cpp", CLEAN % "two")
        self.add("cli/three.cpp", FAULTY % "three")
        status, said = self.check()
        self.assertEqual((status, said.count("used after it was moved")), (1, 1), said)

    def test_files_with_other_options_are_apart(self):
        self.add("cli/one.cpp", "int one() { return NUMBER; }\n", "-DNUMBER=1")
        self.add("cli/two.cpp", "int two() { return NUMBER; }\n", "-DNUMBER=2")
        status, said = self.check()
        self.assertEqual((status, self.together()), (0, []), said)

    def test_the_sources_of_a_portion_of_the_build_are_read_by_name(self):
        for name, text in (("one", "int one() { return 1; }\n"), ("two", FAULTY % "two")):
            (self.root / "cli").mkdir(exist_ok=True)
            (self.root / "cli" / f"{name}.cpp").write_text(text)
        portion = self.build / "Unity" / "unity_0_cxx.cxx"
        portion.parent.mkdir()
        portion.write_text("/* generated */\n\n" + "".join(
            f'#include "{self.root}/cli/{name}.cpp"\n\n' for name in ("one", "two")))
        self.entries.append({"directory": str(self.build), "file": str(portion),
                             "command": f"clang++-19 -std=c++23 -o {portion}.o -c {portion}"})
        status, said = self.check()
        self.assertEqual(status, 1, said)
        self.assertIn("cli/two.cpp: clang-tidy is not content", said)
        self.assertIn("1 problem(s); 2 sources", said)

    def test_what_does_not_compile_is_reported(self):
        self.add("cli/one.cpp", "int one() { return missing; }\n")
        self.add("cli/two.cpp", "int two() { return 2; }\n")
        status, said = self.check()
        self.assertEqual(status, 1)
        self.assertIn("cli/one.cpp: clang-tidy is not content", said)


if __name__ == "__main__":
    unittest.main()
