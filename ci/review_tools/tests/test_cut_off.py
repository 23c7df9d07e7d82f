"""A run of hours that is cut off in the middle."""

import importlib.util
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from sample import row

import commands
import parts

SPEC = importlib.util.spec_from_file_location("review_main", Path(__file__).resolve().parents[1] / "__main__.py")
review = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(review)


class CutOff(unittest.TestCase):
    def test_what_was_done_can_be_gone_on_with(self):
        def run(_root, name, _arguments, folder):
            if name == "judgement":
                raise KeyboardInterrupt
            review.rows.write(folder / f"{name}.json", [row(id=name)])
            return [row(id=name)], 3.0

        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            with mock.patch.object(review, "ROOT", root), mock.patch.object(commands, "run", run), \
                    mock.patch.object(commands, "progress", lambda _line: None), \
                    self.assertRaises(KeyboardInterrupt):
                review.main(["--only", "models", "--only", "judgement", "--long"])
            found = parts.read(root / "build" / "review", "long")
        self.assertEqual({k: [r.id for r in v.rows] for k, v in found.items()}, {"models": ["models"]})
        self.assertEqual(found["models"].seconds, 3.0)


if __name__ == "__main__":
    unittest.main()
