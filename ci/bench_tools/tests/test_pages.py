"""pages.py and the charts: a picture needs nothing from outside, a page says what the run says."""

import json
import re
import unittest
import xml.etree.ElementTree as ElementTree

import sample
import chart
import growth
import growth_chart
import pages
from figures import Figures


class Charts(unittest.TestCase):
    def setUp(self):
        self.document = sample.document(sample.good_runs())
        self.figures = Figures(self.document["runs"])
        self.pictures = [chart.draw(self.document, self.figures),
                         growth_chart.draw(self.document, growth.curves(self.figures))]

    def test_well_formed_self_contained_and_described(self):
        for picture in self.pictures:
            root = ElementTree.fromstring(picture)
            self.assertEqual(root.get("role"), "img")
            found = {root.find("{http://www.w3.org/2000/svg}" + tag).get("id") for tag in ("title", "desc")}
            self.assertEqual(found, set(root.get("aria-labelledby").split()))
            outside = re.findall(r"https?://(?!www\.w3\.org/2000/svg)|href|@import|url\(|<script", picture)
            self.assertEqual(outside, [])
            self.assertIn("prefers-color-scheme: dark", picture)

    def test_every_colour_has_a_dark_value(self):
        light, dark = self.pictures[0].split("@media")
        for name in ("surface", "ours", "floor", "signal", "omemo", "olm", "target", "grid"):
            self.assertIn(f".{name} {{", light)
            self.assertIn(f".{name} {{", dark)

    def test_description_says_the_figures(self):
        self.assertIn("encrypt 64 B: ours 0.0450 X, floor 0.0300 X, libsignal-protocol-c 0.180 X.", self.pictures[0])
        self.assertIn("slope 1.00, linear", self.pictures[1])


class Pages(unittest.TestCase):
    def setUp(self):
        self.document = sample.document(sample.good_runs())
        self.parts = pages.sections(self.document, Figures(self.document["runs"]))
        self.page = "# P\n" + "".join(f"<!-- run: {name} -->\nold\n<!-- end -->\nkept\n" for name in self.parts)

    def test_parts_are_replaced_and_the_rest_is_kept(self):
        page = pages.filled(self.page, self.parts)
        self.assertNotIn("old", page)
        self.assertEqual(page.count("kept"), len(self.parts))
        self.assertIn("| encrypt 64 B | 0.0450 | 0.0300 | 1.50x | 0.180 | 4.00x |", page)
        self.assertIn("5 of 5 targets met.", page)
        self.assertEqual(pages.filled(page, self.parts), page)

    def test_page_without_a_mark_is_refused(self):
        with self.assertRaisesRegex(ValueError, "run: growth"):
            pages.filled(self.page.replace("run: growth", "run: other"), self.parts)

    def test_missed_target_stands_on_the_page(self):
        for run in self.document["runs"]:
            run["works"] = [{**w, "cpu_ns": w["cpu_ns"] * (9 if w["name"] == "ours/encrypt/64" else 1)}
                            for w in run["works"]]
        lines = pages.sections(self.document, Figures(self.document["runs"]))["verdict"]
        self.assertEqual(sum(line.startswith("* Missed:") for line in lines), 2)

    def test_compact_json_is_the_document(self):
        self.assertEqual(json.loads(pages.compact(self.document)), self.document)
        nested = {**self.document, "processes": {"start_ms": 1.0}}
        self.assertEqual(json.loads(pages.compact(nested)), nested)
