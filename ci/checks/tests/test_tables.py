"""tables.py notices an edited, a missing and an outdated generated file, and a source it cannot read."""

import importlib

from fixture import CheckTest, common


class Tables(CheckTest):
    check_name = "tables"
    kotlin = "mobile-adapters/android/smx/src/main/kotlin/com/semafore/smx/Tables.kt"
    c_header = "mobile-adapters/c/include/smx_tables.h"

    def setUp(self):
        # The real sources: the list of exported limits is compared with them, too.
        tables = importlib.import_module("tables")
        real = common.Check(tables.Path(tables.__file__).resolve().parents[2])
        self.files = {name: real.read(name)
                      for name in (tables.ERRORS, tables.TEXTS, tables.LIMITS, tables.FAULTS)}
        super().setUp()
        made = tables.read(common.Check(self.root))
        for name, text in tables.FILES.items():
            self.files[name] = text(made)
            self.write(name, self.files[name])

    def test_edited_number_in_each_file(self):
        for name in self.files:
            if not name.startswith("core/"):
                self.assertIn("77", self.files[name], name)
                self.plant(name, self.files[name].replace("77", "79"), "differs from the core's headers")
                self.write(name, self.files[name])

    def test_line_is_named(self):
        self.plant(self.c_header, "/* mine */\n" + self.files[self.c_header], "smx_tables.h:1:")

    def test_missing_file(self):
        self.accept()
        (self.root / self.kotlin).unlink()
        self.assertIn("is missing", " ".join(self.problems()))

    def planted_in_source(self, name, old, new):
        self.accept()
        self.assertIn(old, self.files[name])
        self.write(name, self.files[name].replace(old, new))
        return self.problems()

    def test_new_error_makes_every_file_outdated(self):
        found = self.planted_in_source("core/include/smx/error.h", "clock_failed = 78,", "clock_failed = 80,")
        self.assertEqual(len(found), 5, found)

    def test_moved_limit(self):
        found = self.planted_in_source("core/include/smx/limits.h", "kMaxLabelSize = 255", "kMaxLabelSize = 254")
        self.assertEqual(len(found), 5, found)

    def test_error_without_a_description(self):
        found = self.planted_in_source("core/include/smx/error.h", "clock_failed = 78,",
                                       "clock_failed = 78,\n  odd = 79,")
        self.assertIn("Error::odd has no description", " ".join(found))

    def test_limit_that_is_gone(self):
        found = self.planted_in_source("core/include/smx/limits.h", "kMaxLabelSize = 255", "kLabelSize = 255")
        self.assertIn("kMaxLabelSize is not there", " ".join(found))

    def test_limit_that_cannot_be_computed(self):
        found = self.planted_in_source("core/include/smx/limits.h", "kMaxLabelSize = 255",
                                       "kMaxLabelSize = sizeof(int)")
        self.assertIn("cannot compute", " ".join(found))
