"""What the tests of `smx conformance` share: the small vectors, the drivers, one way to run."""

import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE / "fixtures"
SMALL = FIXTURES / "small-v1.json"


def smx(*arguments, **options):
    """Runs `smx conformance`."""
    command = [os.environ["SMX_BIN"], "conformance", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


def driver(name, *arguments):
    """The command of a driver of bad_drivers."""
    words = [sys.executable, "-B", HERE / "bad_drivers" / f"{name}.py", SMALL, *arguments]
    return shlex.join(map(str, words))


def run(name, *arguments, **options):
    """A run of the small vectors on a driver of bad_drivers."""
    return smx("run", "--vectors", FIXTURES, "--driver", driver(name), *arguments, **options)


def outside_run(done):
    """The JSON report of a finished command without what may differ from run to run."""
    report = json.loads(done.stdout)
    del report["run"]
    return report


def outcomes(report):
    """Outcome by case id."""
    return {case["id"]: case["outcome"]
            for file in report["platforms"][0]["files"] for case in file["cases"]}


def pinned(vectors):
    """Makes `vectors` a folder that holds the small file under a manifest, and gives its SHA-256."""
    (vectors / "small-v1.json").write_bytes(SMALL.read_bytes())
    entry = {"file": "small-v1.json", "sha256": hashlib.sha256(SMALL.read_bytes()).hexdigest(),
             "suite": "small", "suite_version": 1, "spec_revision": 1, "adr": ["0001"], "cases": 6,
             "agreed_by": ["cpp"]}
    manifest = json.dumps({"schema": "smx-manifest-1", "spec_revision": 1, "spec_sha256": "0" * 64,
                           "files": [entry]})
    (vectors / "MANIFEST.json").write_text(manifest, encoding="utf-8")
    return hashlib.sha256(manifest.encode()).hexdigest()
