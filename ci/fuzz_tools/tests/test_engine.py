"""What counts as a finding: a program that ends badly without saying what broke is none of a fault's."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import engine  # noqa: E402
import places  # noqa: E402

EXPECT = places.FUZZ / "tools/expect_broken.py"


def expect(script):
    return subprocess.run([sys.executable, "-B", EXPECT, "sh", "-c", script], capture_output=True,
                          text=True, check=False).returncode


class Findings(unittest.TestCase):
    def test_words_of_a_finding(self):
        self.assertEqual(engine.found("x\ninvariant broken: both agree\ny"), "invariant broken: both agree")
        self.assertIn("heap-buffer-overflow",
                      engine.found("==1==ERROR: AddressSanitizer: heap-buffer-overflow on"))
        self.assertEqual(engine.found("usage: program FILE"), "")

    def test_a_control_is_caught_only_by_a_finding(self):
        self.assertEqual(expect("echo 'invariant broken: x' >&2; exit 1"), 0)
        self.assertEqual(expect("echo 'usage: x' >&2; exit 2"), 1)
        self.assertEqual(expect("echo 'invariant broken: x' >&2; exit 0"), 1)

    def test_every_target_has_a_planted_fault_and_a_replay(self):
        for target in places.targets():
            self.assertTrue((places.FUZZ / "planted" / f"{target}.json").is_file(), target)
            self.assertIn(f"\n  {target}", (places.FUZZ / "CMakeLists.txt").read_text())


if __name__ == "__main__":
    unittest.main()
