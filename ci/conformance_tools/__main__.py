"""What ci/conformance does around `smx conformance run`.

  registry OUT FILE...    one registry of platforms of several
  verdict REPORT FULL     what every platform must have passed

The platforms of the registry FULL are implementations: no case may be unsupported. The others are
libraries for applications, which have no bare primitives and no bare sessions to ask for: every case
of the files in WHOLE must have passed, and of the rest each that they announce.
"""

import json
import sys
from pathlib import Path

WHOLE = ("smx1-parse-v1.json", "drv1-parse-v1.json", "spk-signature-v1.json", "device-v1.json")


def merged(files):
    return {"platforms": [entry for file in files for entry in json.loads(Path(file).read_text())["platforms"]]}


def problems(report, full):
    """What is wrong with the platforms that ran, one line each."""
    found = []
    for platform in report["platforms"]:
        if platform["status"] != "run":
            continue
        name, lacking = platform["name"], platform["outcomes"]["unsupported"]
        if name in full:
            if lacking:
                found.append(f"{name}: {lacking} cases are unsupported, and it is to announce everything")
            continue
        for file in platform["files"]:
            missing = file["planned"] - file["outcomes"]["pass"]
            if file["file"] in WHOLE and missing:
                found.append(f"{name}: {missing} of {file['planned']} cases of {file['file']} did not pass")
    return found


def said(report, full):
    """What the libraries do not announce, counted."""
    return [f"{p['name']}: {p['outcomes']['pass']} of {p['planned']} cases passed, "
            f"{p['outcomes']['unsupported']} need what it does not announce"
            for p in report["platforms"] if p["status"] == "run" and p["name"] not in full]


def main(arguments):
    if arguments[:1] == ["registry"] and len(arguments) > 2:
        Path(arguments[1]).write_text(json.dumps(merged(arguments[2:]), indent=2) + "\n")
        return 0
    if arguments[:1] == ["verdict"] and len(arguments) == 3:
        report = json.loads(Path(arguments[1]).read_text())
        full = {entry["name"] for entry in json.loads(Path(arguments[2]).read_text())["platforms"]}
        wrong = problems(report, full)
        print("\n".join(said(report, full) + wrong))
        return 1 if wrong else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
