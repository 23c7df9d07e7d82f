"""Where the targets, their inputs and what a run leaves are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/fuzz"
RUN = ROOT / "build/fuzz-run"
FUZZ = ROOT / "fuzz"


def targets() -> list[str]:
    """All targets: the sources of fuzz/targets, in the order of their names."""
    return sorted(path.stem for path in (FUZZ / "targets").glob("*.cpp"))


def program(name: str) -> Path:
    return BUILD / "fuzz" / name


def stored(target: str) -> list[Path]:
    """The folders of inputs that a target starts from; the first is made by the build."""
    folders = [BUILD / "fuzz/seeds" / target, FUZZ / "corpus" / target, FUZZ / "regressions" / target]
    return [folder for folder in folders if folder.is_dir()]
