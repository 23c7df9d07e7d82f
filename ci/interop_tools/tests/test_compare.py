"""compare.py finds every difference but the two that may be there."""

import contextlib
import copy
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import compare  # noqa: E402

PINNED = {"spec": {"revision": 1, "sha256": "aa"}, "source": {"name": "smx", "version": "0.1.0"},
          "steps": [{"op": "device.send", "out": {"frame": "00ff"}}, {"op": "device.receive"}]}


class Compare(unittest.TestCase):
    def judged(self, change):
        other = copy.deepcopy(PINNED)
        change(other)
        with tempfile.TemporaryDirectory() as name:
            paths = [Path(name, "recorded.json"), Path(name, "pinned.json")]
            for path, value in zip(paths, (other, PINNED), strict=True):
                path.write_text(json.dumps(value))
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                status = compare.main([str(path) for path in paths])
        return status, said.getvalue()

    def test_the_same(self):
        self.assertEqual(self.judged(lambda _: None)[0], 0)

    def test_the_version_and_the_words_of_the_pages_may_move(self):
        def change(other):
            other["spec"]["sha256"] = "bb"
            other["source"]["version"] = "0.2.0"
        self.assertEqual(self.judged(change)[0], 0)

    def test_one_byte(self):
        status, said = self.judged(lambda other: other["steps"][0]["out"].update(frame="00fe"))
        self.assertEqual(status, 1)
        self.assertIn("/steps/0/out/frame", said)

    def test_a_step_that_is_missing_a_member_that_is_new_and_another_kind(self):
        for change, place in ((lambda other: other["steps"].pop(), "/steps/ (length)"),
                              (lambda other: other["spec"].update(more=1), "/spec/ (members)"),
                              (lambda other: other["spec"].update(revision=True), "/spec/revision"),
                              (lambda other: other["spec"].update(revision=2), "/spec/revision")):
            with self.subTest(place=place):
                status, said = self.judged(change)
                self.assertEqual(status, 1)
                self.assertIn(place, said)


if __name__ == "__main__":
    unittest.main()
