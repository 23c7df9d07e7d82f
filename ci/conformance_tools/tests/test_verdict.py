"""What a platform must have passed: implementations everything, libraries what they are for."""

import importlib.util
import json
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[3]
spec = importlib.util.spec_from_file_location("conformance_tools", HERE.parents[1] / "__main__.py")
tools = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tools)


def platform(name, status="run", **files):
    """`files`: file stem -> (planned, passed, unsupported)."""
    rows = [{"file": f"{stem.replace('_', '-')}-v1.json", "planned": planned,
             "outcomes": {"pass": passed, "unsupported": unsupported}}
            for stem, (planned, passed, unsupported) in files.items()]
    return {"name": name, "status": status, "files": rows, "planned": sum(row["planned"] for row in rows),
            "outcomes": {key: sum(row["outcomes"][key] for row in rows) for key in ("pass", "unsupported")}}


def problems(*platforms):
    return tools.problems({"platforms": list(platforms)}, {"cpp", "go"})


class Verdict(unittest.TestCase):
    def test_everything_and_a_library_without_primitives(self):
        self.assertEqual(problems(platform("cpp", device=(5, 5, 0), hkdf=(3, 3, 0)),
                                  platform("c", device=(5, 5, 0), hkdf=(3, 0, 3))), [])

    def test_an_implementation_that_stops_announcing(self):
        self.assertIn("cpp: 1 cases are unsupported", problems(platform("cpp", hkdf=(3, 2, 1)))[0])

    def test_a_library_that_announces_no_device(self):
        self.assertIn("c: 2 of 5 cases of device-v1.json", problems(platform("c", device=(5, 3, 2)))[0])

    def test_what_cannot_run_here_is_not_judged(self):
        self.assertEqual(problems(platform("go", status="not_run", hkdf=(3, 0, 3))), [])

    def test_the_registries_name_no_platform_twice(self):
        files = [ROOT / "conformance/platforms.json", ROOT / "mobile-adapters/platforms.json"]
        names = [entry["name"] for entry in tools.merged(files)["platforms"]]
        self.assertEqual(len(names), len(set(names)))
        self.assertIn("c", names)

    def test_exit_status(self):
        with tempfile.TemporaryDirectory() as folder:
            report, full = Path(folder, "report.json"), Path(folder, "full.json")
            full.write_text('{"platforms": [{"name": "cpp"}]}')
            for lacking, status in ((0, 0), (1, 1)):
                report.write_text(json.dumps({"platforms": [platform("cpp", hkdf=(3, 3 - lacking, lacking))]}))
                self.assertEqual(tools.main(["verdict", str(report), str(full)]), status)


if __name__ == "__main__":
    unittest.main()
