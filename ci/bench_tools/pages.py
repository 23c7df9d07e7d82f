"""Writes a run into the documentation: the tables between the marks of a page, the two charts."""

import json
import re
from pathlib import Path

import chart
import growth
import growth_chart
import table
import targets

PAGE = Path("docs/performance.md")
FOLDER = Path("docs/performance")
RUN = FOLDER / "run.json"


def summary(document):
    machine, load = document["machine"], document["load"]
    units = sorted(run["unit_ns"] / 1000 for run in document["runs"] if run["unit_ns"])
    versions = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items())
    changed = " and changes that were not committed" if machine["changed"] else ""
    return [
        "| | |", "|---|---|",
        f"| date | {document['date']}, {document['seconds']:.0f} s |",
        f"| processor | {machine['cpu']}, {machine['processors']} processors, {machine['memory_mb']:,} MB |",
        f"| system | {machine['system']} |",
        f"| compiler | {machine['compiler']}, `{machine['flags']}` |",
        f"| libraries | {versions} |",
        f"| commit | `{machine['commit'][:12]}`{changed} |",
        f"| load average | {load['before']} before, {load['after']} after |",
        f"| rounds | {document['settings']['rounds']}, at least {document['settings']['min_time_s']} s for each work in "
        "each round |",
        f"| X | {units[len(units) // 2]:.1f} us (from {units[0]:.1f} to {units[-1]:.1f}) |",
    ]


def sections(document, figures):
    """Name of a mark -> the lines that stand between its two comments."""
    verdicts = targets.judge(figures, document["processes"])
    lines = [f"{table.count(verdicts)}."]
    lines += [f"* Short: {verdict.what}: {verdict.got}; the target is {verdict.target}: {verdict.reason}."
              for verdict in verdicts if verdict.reason]
    lines += [f"* Missed: {verdict.what}: {verdict.got}; the target is {verdict.target}."
              for verdict in verdicts if verdict.missed]
    lines += [f"* No figure: {reason}" for reason in document["failed"].values()]
    lines += [f"* {who} was not run: {why}." for who, why in document["not_run"].items()]
    return {
        "machine": summary(document),
        "works": table.markdown(*table.rows(figures, verdicts)),
        "programs": table.markdown(["programs, memory, growth", "measured", "target", "met"],
                                   table.process_rows(verdicts)),
        "growth": table.markdown(table.CURVE_HEADER, table.curve_rows(growth.curves(figures))),
        "profile": table.markdown(table.PROFILE_HEADER, table.profile_rows(document["profile"])),
        "shares": table.markdown(table.SHARES_HEADER, table.shares_rows(document["shares"])),
        "verdict": lines,
    }


def filled(page, parts):
    """The page with every marked part replaced. A mark that the page lacks is a mistake."""
    for name, lines in parts.items():
        pattern = re.compile(rf"(<!-- run: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        if not pattern.search(page):
            raise ValueError(f"{PAGE} has no part `<!-- run: {name} -->` ... `<!-- end -->`")
        block = "\n".join(lines)
        page = pattern.sub(lambda match: match.group(1) + block + "\n" + match.group(2), page, count=1)
    return page


def rendered(root, document, figures):
    """Path of every file that is made from a run -> its text."""
    page = (root / PAGE).read_text(encoding="utf-8")
    return {
        PAGE: filled(page, sections(document, figures)),
        FOLDER / "works.svg": chart.draw(document, figures),
        FOLDER / "growth.svg": growth_chart.draw(document, growth.curves(figures)),
    }


def compact(document):
    """The document as JSON, one raw run a line: small, and a change of it can be read."""
    head = {key: value for key, value in document.items() if key != "runs"}
    text = json.dumps(head, indent=1).removesuffix("\n}")
    runs = ",\n  ".join(json.dumps(run, separators=(",", ":")) for run in document["runs"])
    return f'{text},\n "runs": [\n  {runs}\n ]\n}}\n'


def write(root, document, figures):
    """Returns the paths written."""
    files = {RUN: compact(document), **rendered(root, document, figures)}
    (root / FOLDER).mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    return sorted(files)


def stale(root, document, figures):
    """The files that are not what the committed run gives."""
    return [path for path, text in rendered(root, document, figures).items()
            if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != text]
