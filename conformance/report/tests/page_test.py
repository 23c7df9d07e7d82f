"""The HTML report as a browser shows it: nothing loaded, usable by keyboard, light and dark, nobody's markup."""

import os
import pathlib
import sys
import tempfile
import unittest

import browser
from report_process import HERE, run

FAILURE = "case-small/target@wrong_bytes"
SCREENSHOTS = os.environ.get("SMX_SCREENSHOTS")  # a folder, for eyes
INTERACTIVE = {"link", "button", "textbox", "searchbox", "combobox", "DisclosureTriangle", "ComboBoxMenuButton"}


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        cls.addClassCleanup(cls.scratch.cleanup)
        folder = pathlib.Path(cls.scratch.name)
        done = run(folder, "replay", "wrong_bytes", "hostile")
        if done.returncode != 1:
            raise RuntimeError(done.stdout + done.stderr)
        cls.url = (folder / "report.html").as_uri()
        cls.browser = browser.Browser(browser.find())
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.scheme("light")
        self.size(1200, 900)
        self.browser.open(self.url)

    def scheme(self, name):
        self.browser.ask("Emulation.setEmulatedMedia",
                         features=[{"name": "prefers-color-scheme", "value": name}])

    def size(self, width, height):
        self.browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                         deviceScaleFactor=1, mobile=False)

    def value(self, expression):
        return self.browser.evaluate(expression)

    def shot(self, name):
        if SCREENSHOTS:
            self.browser.screenshot(pathlib.Path(SCREENSHOTS, f"{name}.png"))

    def tab_to(self, element):
        """Presses Tab until the element with that id has the focus."""
        for _ in range(60):
            self.browser.press("Tab")
            if self.value("document.activeElement.id") == element:
                return
        self.fail(f"Tab never comes to {element}")

    def count(self):
        return self.value("document.getElementById('count').textContent")

    def test_nothing_is_loaded_and_nothing_complains(self):
        self.assertEqual(self.browser.requests(), [self.url])
        self.assertEqual(self.browser.complaints(), [])

    def test_a_hostile_driver_plants_nothing(self):
        self.assertIsNone(self.value("window.planted"))
        self.assertEqual(self.value("document.scripts.length"), 1)
        self.assertEqual(self.value("document.images.length"), 0)
        self.assertEqual(self.value("document.querySelectorAll('[onfocus],[onerror],[autofocus]').length"), 0)
        self.assertIn("window.planted=1", self.value("document.body.textContent"))

    def test_a_deep_link_opens_the_failure_and_has_the_focus(self):
        self.browser.open(f"{self.url}#{FAILURE}")
        self.assertTrue(self.value(f"document.getElementById('{FAILURE}').open"))
        self.assertEqual(self.value("document.activeElement.tagName"), "SUMMARY")
        self.assertEqual(self.value("document.activeElement.parentElement.id"), FAILURE)
        body = self.value(f"document.getElementById('{FAILURE}').innerText")
        self.assertIn("IK_A", body)
        self.assertRegex(body, r"The first wrong byte is byte 0 of IK_A: expected [0-9a-f]{2}, got [0-9a-f]{2}")
        self.assertEqual(self.value(f"document.getElementById('{FAILURE}').querySelectorAll('mark.first').length"),
                         2)
        self.shot("failure")

    def test_a_link_shows_what_the_filters_hide(self):
        self.value("{const e = document.getElementById('f-text'); e.value = 'nothing at all';"
                   "e.dispatchEvent(new Event('input', {bubbles: true})); 1}")
        self.assertTrue(self.count().startswith("0 of 6 cases shown"))
        self.value(f"new Promise((done) => {{ addEventListener('hashchange', () => setTimeout(done));"
                   f"location.hash = '{FAILURE}'; }})")
        self.assertTrue(self.value(f"document.getElementById('{FAILURE}').checkVisibility()"))

    def test_the_filters_work_by_keyboard(self):
        self.assertEqual(self.count(), "6 of 6 cases shown, 2 failures")
        self.assertEqual(self.value("document.getElementById('count').getAttribute('aria-live')"), "polite")
        self.tab_to("f-platform")
        self.assertNotEqual(self.value("getComputedStyle(document.activeElement).outlineStyle"), "none")
        self.browser.press("ArrowDown")
        self.browser.press("ArrowDown")
        self.assertEqual(self.value("document.activeElement.value"), "wrong_bytes")
        self.assertEqual(self.count(), "6 of 6 cases shown, 1 failures")
        self.tab_to("f-outcome")
        self.browser.press("ArrowDown")
        self.assertEqual(self.count(), "1 of 6 cases shown, 1 failures")
        self.tab_to("f-reset")
        self.browser.press("Enter", "\r")
        self.value("new Promise((done) => setTimeout(done, 0))")
        self.assertEqual(self.count(), "6 of 6 cases shown, 2 failures")
        self.tab_to_backwards("f-text")
        self.browser.type("SMALL/H")
        shown = self.value("[...document.querySelectorAll('tr.item:not([hidden])')].map((e) => e.dataset.id)")
        self.assertTrue(shown)
        self.assertTrue(all("small/h" in name for name in shown), shown)

    def tab_to_backwards(self, element):
        for _ in range(60):
            self.browser.press("Tab", shift=True)
            if self.value("document.activeElement.id") == element:
                return
        self.fail(f"Shift+Tab never comes to {element}")

    def test_clauses_filter(self):
        total = self.value("document.querySelectorAll('tr.clause').length")
        self.assertGreater(total, 100)
        self.value("{const e = document.getElementById('c-kind'); e.value = 'binds';"
                   "e.dispatchEvent(new Event('change', {bubbles: true})); 1}")
        shown = self.value("document.querySelectorAll('tr.clause:not([hidden])').length")
        self.assertTrue(0 < shown < total, shown)
        self.assertEqual(self.value("document.getElementById('c-count').textContent"),
                         f"{shown} of {total} clauses shown")

    def test_the_first_tab_skips_to_the_results(self):
        self.browser.press("Tab")
        self.assertEqual(self.value("document.activeElement.className"), "skip")
        self.browser.press("Enter", "\r")
        self.assertEqual(self.value("document.activeElement.id"), "main")

    def test_light_and_dark_are_legible(self):
        grounds = {}
        script = (HERE / "contrast.js").read_text("utf-8")
        for scheme in ("light", "dark"):
            self.scheme(scheme)
            self.value("document.querySelectorAll('details').forEach((e) => { e.open = true; }); 1")
            worst = self.value(script)
            self.assertGreater(worst["pairs"], 5)
            self.assertGreaterEqual(worst["ratio"], 4.5, f"{scheme}: {worst['at']}")
            grounds[scheme] = self.value("getComputedStyle(document.body).backgroundColor")
            self.shot(scheme)
        self.assertNotEqual(grounds["light"], grounds["dark"])
        # The button: as the system (dark now), then light, then dark.
        self.tab_to("theme")
        self.browser.press("Enter", "\r")
        self.assertEqual(self.value("getComputedStyle(document.body).backgroundColor"), grounds["light"])
        self.assertEqual(self.value("document.activeElement.textContent"), "Theme: light")
        self.scheme("light")
        self.browser.press("Enter", "\r")
        self.assertEqual(self.value("getComputedStyle(document.body).backgroundColor"), grounds["dark"])

    def test_everything_that_can_be_used_has_a_name(self):
        self.value("document.querySelectorAll('details').forEach((e) => { e.open = true; }); 1")
        nodes = self.browser.ask("Accessibility.getFullAXTree")["nodes"]
        used = [node for node in nodes if not node.get("ignored") and
                node.get("role", {}).get("value") in INTERACTIVE]
        self.assertGreater(len(used), 50)
        nameless = [node for node in used if not node.get("name", {}).get("value", "").strip()]
        self.assertEqual(nameless, [])
        roles = {node.get("role", {}).get("value") for node in nodes}
        self.assertLessEqual({"main", "navigation", "banner", "contentinfo", "search"}, roles)
        self.assertEqual(self.value("[...document.querySelectorAll('th')].filter((e) => !e.scope).length"), 0)
        self.assertEqual(self.value("[...document.querySelectorAll('table')].filter((e) => !e.caption).length"), 0)
        self.assertEqual(self.value(
            "(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);"
            "return ids.length - new Set(ids).size; })()"), 0, "an id occurs twice")

    def test_a_telephone_needs_no_sideways_scrolling(self):
        self.size(360, 740)
        self.value("document.querySelectorAll('details').forEach((e) => { e.open = true; }); 1")
        self.assertLessEqual(self.value("document.documentElement.scrollWidth"), 360)
        self.shot("narrow")


if __name__ == "__main__":
    if browser.find() is None:
        print("not run: there is no Chromium here (package chromium)")
        sys.exit(77)
    unittest.main()
