"""What the tests of reports share: the command, and runs of the small vectors with bad drivers."""

import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RUNNER_TESTS = ROOT / "conformance/runner/tests"
FIXTURES = RUNNER_TESTS / "fixtures"
SMALL = FIXTURES / "small-v1.json"


def smx(*arguments, **options):
    """Runs `smx conformance`."""
    command = [os.environ["SMX_BIN"], "conformance", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


def driver_path(name):
    return HERE / "hostile.py" if name == "hostile" else RUNNER_TESTS / "bad_drivers" / f"{name}.py"


def run(folder, *names, arguments=()):
    """Judges the drivers of those names; the reports are in `folder`."""
    folder = pathlib.Path(folder)
    platforms = [{"name": name, "command": [sys.executable, "-B", str(driver_path(name)), str(SMALL)],
                  "requires": []} for name in names]
    folder.mkdir(parents=True, exist_ok=True)
    registry = folder / "platforms.json"
    registry.write_text(json.dumps({"platforms": platforms}), encoding="utf-8")
    return smx("run", "--vectors", FIXTURES, "--platforms", registry, "--report-dir", folder, *arguments)
