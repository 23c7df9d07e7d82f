import tempfile
import unittest
from pathlib import Path

from sample import row

import document

PAGE = "before\n<!-- long: written by ci/review -->\nold\n<!-- end of long -->\nafter\n"


class Document(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        (self.root / "docs").mkdir()
        (self.root / document.PAGE).write_text(PAGE)
        document.write(self.root / document.RUNS["long"],
                       document.make(self.root, "long", [row()], {"models": 61.0, "fuzz": 59.0}))

    def test_the_page_gets_the_table_between_its_markers(self):
        page = document.updated_page(self.root, "long")
        self.assertIn("two and two are four", page)
        self.assertIn("2.0 minutes: models 61 s, fuzz 59 s.", page)
        self.assertTrue(page.startswith("before\n") and page.endswith("after\n"))
        self.assertNotIn("old", page)

    def test_a_page_that_is_written_is_not_stale_until_something_moves(self):
        self.assertEqual(len(document.stale(self.root)), 1)
        path = self.root / document.PAGE
        path.write_text(document.updated_page(self.root, "long"))
        self.assertEqual(document.stale(self.root), [])
        path.write_text(path.read_text().replace("| 4 |", "| 5 |"))
        self.assertEqual(len(document.stale(self.root)), 1)

    def test_a_page_without_markers_is_refused(self):
        for page in ("", PAGE + PAGE, "<!-- end of long -->\n<!-- long: written by ci/review -->\n"):
            with self.subTest(page=page), self.assertRaisesRegex(document.DocumentError, "docs/review.md"):
                document.with_section(page, "long", "text")

    def test_another_file_is_named(self):
        path = self.root / document.RUNS["long"]
        for content in ("", "[]", '{"format": "smx-review-1"}', '{"format": "smx-review-1", "rows": [{}]}'):
            path.write_text(content)
            with self.subTest(content=content), self.assertRaisesRegex(document.DocumentError, "long.json"):
                document.read(path)


if __name__ == "__main__":
    unittest.main()
