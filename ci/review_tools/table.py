"""The rows as one table: for a terminal, and for the page."""

from __future__ import annotations

import shutil
import textwrap

from rows import Row

HEADS = ("", "claim", "evidence", "figure", "control caught", "s")


def verdict(row: Row) -> str:
    if row.not_run:
        return "not run"
    return "good" if row.good else "BAD"


def control(row: Row) -> str:
    return f"{row.control}: {row.planted}"


def figure(row: Row) -> str:
    return f"not run: {row.not_run}" if row.not_run else row.figure


def summary(found: list[Row]) -> str:
    counts = {name: sum(verdict(row) == name for row in found) for name in ("good", "BAD", "not run")}
    return f"{len(found)} lines: {counts['good']} good, {counts['BAD']} bad, {counts['not run']} not run"


def cells(row: Row) -> tuple[str, ...]:
    clauses = f" [{', '.join(row.clauses)}]" if row.clauses else ""
    return (verdict(row), row.claim + clauses, row.evidence, figure(row), control(row), f"{row.seconds:.0f}")


def widths(columns: int) -> tuple[int, ...]:
    """Of the six columns. Narrower than 100 columns nothing is to be read, so it is not tried."""
    free = max(columns, 100) - 7 - 4 - 5 * 2
    claim, evidence, what = free * 30 // 100, free * 22 // 100, free * 24 // 100
    return (7, claim, evidence, what, free - claim - evidence - what, 4)


def text(found: list[Row], columns: int | None = None) -> list[str]:
    sizes = widths(columns or shutil.get_terminal_size((160, 24)).columns)

    def lines(parts: tuple[str, ...]) -> list[str]:
        wrapped = [textwrap.wrap(part, size, break_on_hyphens=False) or [""]
                   for part, size in zip(parts, sizes, strict=True)]
        height = max(len(part) for part in wrapped)
        return ["  ".join((part[i] if i < len(part) else "").ljust(size)
                          for part, size in zip(wrapped, sizes, strict=True)).rstrip()
                for i in range(height)]

    out = lines(HEADS)
    out.append("  ".join("-" * size for size in sizes))
    for row in found:
        out += lines(cells(row))
    return [*out, "", summary(found)]


def escape(part: str) -> str:
    return part.replace("|", "\\|").replace("<", "&lt;")


def markdown(found: list[Row]) -> list[str]:
    out = ["| | claim | clauses | evidence | figure | control caught | s |", "|---|---|---|---|---|---|---|"]
    for row in found:
        parts = (verdict(row), escape(row.claim), ", ".join(row.clauses), f"`{row.evidence}`",
                 escape(figure(row)), escape(control(row)), f"{row.seconds:.0f}")
        out.append("| " + " | ".join(parts) + " |")
    return out
