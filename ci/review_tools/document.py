"""A review as a file: the rows, and on what machine, when and from which commit they came."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import subprocess
from dataclasses import asdict
from pathlib import Path

import rows
import table

FORMAT = "smx-review-1"
PAGE = Path("docs/review.md")
RUNS = {"bounded": Path("docs/review/bounded.json"), "long": Path("docs/review/long.json")}


class DocumentError(ValueError):
    """A file that is no review; the text names it."""


def machine() -> str:
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = re.sub(r"\s+", " ", line.partition(":")[2]).strip()
            break
    release = re.search(r'^PRETTY_NAME="?([^"\n]*)', Path("/etc/os-release").read_text(encoding="utf-8"),
                        re.MULTILINE)
    return f"{model}, {os.cpu_count()} processors, {release.group(1) if release else platform.system()}"


def commit(root: Path) -> str:
    def git(*arguments: str) -> str:
        try:
            return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True,
                                  check=False).stdout.strip()
        except FileNotFoundError:
            return ""
    name = git("rev-parse", "HEAD")[:12] or "unknown"
    return name + (" and changes" if git("status", "--porcelain", "--untracked-files=no") else "")


def make(root: Path, form: str, found: list[rows.Row], seconds: dict[str, float],
         origins: dict[str, dict[str, str]] | None = None) -> dict:
    """`origins`: of commands whose lines were taken from another run (parts.py)."""
    return {
        "format": FORMAT,
        "form": form,
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": machine(),
        "commit": commit(root),
        "seconds": {name: round(value, 1) for name, value in seconds.items()},
        **({"parts": origins} if origins else {}),
        "rows": [asdict(row) for row in found],
    }


def write(path: Path, document: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> tuple[dict, list[rows.Row]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise DocumentError(f"{path}: not a run of ci/review")
        return document, [rows.Row(**row) for row in document["rows"]]
    except (OSError, ValueError, TypeError, KeyError) as fault:
        if isinstance(fault, DocumentError):
            raise
        raise DocumentError(f"{path}: cannot be read as a run of ci/review: {fault}") from fault


def where(document: dict) -> str:
    """Which commit was run where; parts of other runs by themselves."""
    parts: dict[tuple[str, str, str], list[str]] = {}
    for name in document["seconds"]:
        origin = document.get("parts", {}).get(name, document)
        parts.setdefault((origin["date"], origin["commit"], origin["machine"]), []).append(name)
    lines = []
    for (date, commit, machine), names in parts.items():
        which = "" if len(parts) == 1 else f"{', '.join(names)}: "
        lines.append(f"{which}{date}, commit {commit}, {machine}.")
    return " ".join(lines)


def section(document: dict, found: list[rows.Row]) -> str:
    """What stands between the markers of the page."""
    total = sum(document["seconds"].values())
    times = ", ".join(f"{name} {value:.0f} s" for name, value in document["seconds"].items())
    lines = [f"{where(document)} {total / 60:.1f} minutes: {times}.", "", *table.markdown(found), "",
             f"{table.summary(found)}."]
    return "\n".join(lines) + "\n"


def with_section(page: str, form: str, content: str) -> str:
    """The page with the content between the markers of the form. Raises DocumentError without them."""
    begin, end = f"<!-- {form}: written by ci/review -->\n", f"<!-- end of {form} -->\n"
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise DocumentError(f"{PAGE}: must have the lines {begin.strip()} and {end.strip()} once, in order")
    return page[:page.index(begin)] + begin + "\n" + content + "\n" + page[page.index(end):]


def updated_page(root: Path, form: str) -> str:
    document, found = read(root / RUNS[form])
    return with_section((root / PAGE).read_text(encoding="utf-8"), form, section(document, found))


def stale(root: Path) -> list[str]:
    """What of the page is not what the kept runs give."""
    page = (root / PAGE).read_text(encoding="utf-8")
    return [f"{PAGE}: the table of the {form} run is not what {RUNS[form]} gives"
            for form in RUNS if (root / RUNS[form]).exists() and updated_page(root, form) != page]
