"""Rows for the tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import rows  # noqa: E402


def row(**changed):
    values = {"id": "sample", "claim": "two and two are four", "clauses": ("PRIM-01",), "evidence": "ci/sample",
              "figure": "4", "control": "yes", "planted": "five", "passed": True, "seconds": 1.5}
    return rows.Row(**(values | changed))
