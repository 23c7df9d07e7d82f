"""Results of the scenarios and of the load as rows of ci/review."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "ci" / "review_tools"))

import rows  # noqa: E402

CONTROLS = {"caught": "yes", "missed": "no", "not run": "not run"}


class BadResult(ValueError):
    """A result file that does not say what it has to."""


def read(path: Path) -> dict:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise BadResult(f"{path.name}: {error}") from error
    if not isinstance(found, dict):
        raise BadResult(f"{path.name}: not an object")
    return found


def one_line(text: str) -> str:
    return " ".join(text.split()) or "-"


def scenario_row(claim: str, result: dict, evidence: str) -> rows.Row:
    try:
        wrong = "" if result["passed"] else "; wrong: " + "; ".join(result["problems"])
        return rows.Row(
            id=f"relay.{result['name']}", claim=claim, clauses=("0051",), evidence=evidence,
            figure=one_line(result["figure"] + wrong) + f" (seed {result['seed']})",
            control=CONTROLS[result["control"]], planted=one_line(result["planted"]),
            passed=result["passed"], seconds=round(result["seconds"], 1))
    except (KeyError, TypeError) as error:
        raise BadResult(f"a result without {error}") from error


def missing_row(name: str, claim: str, why: str, evidence: str) -> rows.Row:
    """Of what did not run here."""
    return rows.Row(id=f"relay.{name}", claim=claim, clauses=("0051",), evidence=evidence, figure="none",
                    control="not run", planted="nothing: it did not run", passed=False, seconds=0,
                    not_run=one_line(why))


def load_text(load: dict) -> str:
    """The figures of the load in one line; a goal that is missed is said, and is no failure."""
    try:
        parts = []
        for series in load["series"]:
            transport = "TLS" if series["tls"] else "without TLS"
            for point in series["points"]:
                parts.append(
                    f"{transport}, {point['outstanding']} outstanding: {point['messages'] / point['seconds']:.0f}/s, "
                    f"{point['messages_per_fdatasync']:.1f} per fdatasync, {point['processor_us_per_message']:.0f} us, "
                    f"p50 {point['p50_ms']:.1f} ms, p99 {point['p99_ms']:.1f} ms")
        parts.append(f"{load['streams']} streams: {load['resident_bytes'] / 1e6:.0f} MB")
        parts.append("goals missed: " + (", ".join(load["missed"]) or "none"))
    except (KeyError, TypeError, ZeroDivisionError) as error:
        raise BadResult(f"a load without {error}") from error
    return "; ".join(parts)
