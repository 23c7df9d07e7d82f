"""The package ws, by its name and the lock file beside the client, or the system's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from results import ROOT

WANTED = ROOT / "reference-server" / "tests" / "system" / "node"
SYSTEM = "/usr/share/nodejs"  # where Debian's node-ws is
PATIENCE = 120  # seconds


def installed(folder: Path) -> Path | None:
    """The folder of npm's packages below `folder`; None when npm is not here or cannot have them."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(WANTED / name, folder / name)
    try:
        done = subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=False,
                              capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None
    return folder / "node_modules" if done.returncode == 0 else None


def search_path(found: Path | None) -> str:
    """For NODE_PATH."""
    return os.pathsep.join(filter(None, [str(found) if found else "", os.environ.get("NODE_PATH", ""), SYSTEM]))
