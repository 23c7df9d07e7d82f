"""The commands around reports as people run them: exit codes, equal bytes, refusals that name what is wrong."""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from report_process import FIXTURES, ROOT, run, smx

FORMS = {"html": "report.html", "markdown": "summary.md", "annotations": "annotations.txt",
         "badge": "badge.svg", "junit": "junit.xml"}


def openssl(*arguments, **options):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60,
                          **options)


class ReportTest(unittest.TestCase):
    """One run with a good, a wrong and a hostile driver serves all tests."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.done = run(cls.folder / "first", "replay", "wrong_bytes", "hostile")
        cls.report = cls.folder / "first/report.json"
        cls.text = cls.report.read_text("utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def edited(self, change):
        report = json.loads(self.text)
        change(report)
        return self.write("edited.json", json.dumps(report))


class Forms(ReportTest):
    def test_every_form_is_made_from_the_json_alone(self):
        self.assertEqual(self.done.returncode, 1, self.done.stderr)
        for form, name in FORMS.items():
            with self.subTest(form):
                written = (self.folder / "first" / name).read_text("utf-8")
                again = smx("report", "--from", self.report, "--format", form)
                self.assertEqual((again.returncode, again.stderr), (0, ""))
                self.assertEqual(again.stdout, written)
                output = self.folder / f"again-{name}"
                self.assertEqual(smx("report", "--from", self.report, "--format", form, "--output",
                                     output).returncode, 0)
                self.assertEqual(output.read_text("utf-8"), written)
                self.assertEqual(output.stat().st_mode & 0o777, 0o644)
        terminal = smx("report", "--from", self.report, "--format", "terminal")
        self.assertEqual(terminal.stdout, self.done.stdout)

    def test_two_runs_give_the_same_digest(self):
        run(self.folder / "second", "replay", "wrong_bytes", "hostile")
        first = json.loads(self.text)
        second = json.loads((self.folder / "second/report.json").read_text("utf-8"))
        self.assertEqual(first["digest"], second["digest"])
        first.pop("run")
        second.pop("run")
        self.assertEqual(json.dumps(first), json.dumps(second))

    def test_the_digest_is_what_the_decision_says(self):
        report = json.loads(self.text)
        digest = report.pop("digest")
        report.pop("run")
        canonical = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.assertEqual(hashlib.sha256(canonical.encode()).hexdigest(), digest)

    def test_a_hostile_drivers_words_stay_words(self):
        page = (self.folder / "first/report.html").read_text("utf-8")
        self.assertEqual(page.count("<script"), 1)
        self.assertNotIn("<img", page)
        self.assertNotIn("\u202e", page)
        annotations = (self.folder / "first/annotations.txt").read_text("utf-8")
        self.assertFalse([line for line in annotations.splitlines() if line.startswith("::error::")])
        self.assertNotIn("@everyone", (self.folder / "first/summary.md").read_text("utf-8"))

    def test_annotations_point_at_the_case(self):
        text = (self.folder / "first/annotations.txt").read_text("utf-8")
        self.assertRegex(text, r"::error file=[^,]*small-v1\.json,line=\d+,title=SMX wrong_bytes mismatch%3A "
                               r"small/target::")


class Verify(ReportTest):
    def test_a_report_as_written_holds(self):
        done = smx("verify-report", self.report)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("as it was written", done.stdout)
        self.assertIn("accident, not forgery", done.stdout)
        self.assertIn("accident, not forgery", smx("verify-report", "--help").stdout)

    def test_one_edited_cell_is_refused_and_named(self):
        def edit(report):
            cases = report["platforms"][1]["files"][0]["cases"]
            cell = next(case for case in cases if case["outcome"] == "mismatch")
            cell["outcome"] = "pass"

        done = smx("verify-report", self.edited(edit))
        self.assertEqual(done.returncode, 1)
        self.assertIn("platforms[1].files[0].outcomes.mismatch says 1, the sum of its parts is 0", done.stdout)
        answer = json.loads(smx("verify-report", "--json", self.folder / "edited.json").stdout)
        self.assertFalse(answer["holds"])

    def test_an_edit_that_keeps_the_sums_is_found_by_the_digest(self):
        done = smx("verify-report", self.edited(lambda report: report["platforms"][0].update(name="other")))
        self.assertEqual(done.returncode, 2, "the block `run` names the platform too")

        def edit(report):
            report["platforms"][0]["hello"]["version"] = "9"

        done = smx("verify-report", self.edited(edit))
        self.assertEqual(done.returncode, 1)
        self.assertIn("digest says", done.stdout)

    def test_bad_input_is_one_line_and_status_2(self):
        broken = self.edited(lambda report: report.update(planned="many"))
        for arguments in (("verify-report", self.folder / "absent.json"), ("verify-report", broken),
                          ("verify-report", self.report, "--signature", broken),
                          ("report", "--from", broken, "--format", "html"),
                          ("report", "--from", self.report, "--format", "pdf"),
                          ("diff-reports", self.report, broken),
                          ("sign-report", self.report, "--key", self.folder / "absent.pem"),
                          ("clauses", "--vectors", self.folder / "absent")):
            with self.subTest(arguments):
                done = smx(*arguments)
                self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("planned", smx("verify-report", broken).stderr)


class Sign(ReportTest):
    def setUp(self):
        self.key = self.folder / "key.pem"
        self.public = self.folder / "public.pem"
        openssl("genpkey", "-algorithm", "ed25519", "-out", self.key)
        self.key.chmod(0o600)
        openssl("pkey", "-in", self.key, "-pubout", "-out", self.public)
        self.signature = self.folder / "report.sig"

    def sign(self, *arguments):
        return smx("sign-report", self.report, "--key", self.key, "--output", self.signature, *arguments)

    def verify(self, public):
        return smx("verify-report", self.report, "--signature", self.signature, "--public-key", public)

    def test_a_signature_holds_for_its_key_only(self):
        done = self.sign()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.signature.stat().st_mode & 0o777, 0o644)
        self.assertEqual(self.verify(self.public).returncode, 0)
        other = self.folder / "other.pem"
        openssl("genpkey", "-algorithm", "ed25519", "-out", self.folder / "other-key.pem")
        openssl("pkey", "-in", self.folder / "other-key.pem", "-pubout", "-out", other)
        done = self.verify(other)
        self.assertEqual(done.returncode, 1)
        self.assertIn("does not verify under this key", done.stdout)

    def test_openssl_verifies_it_too(self):
        self.sign()
        name, digest, signature = self.signature.read_text("ascii").split()
        (self.folder / "message").write_bytes(name.encode() + b"\0" + bytes.fromhex(digest))
        (self.folder / "raw").write_bytes(bytes.fromhex(signature))
        openssl("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", self.public, "-in",
                self.folder / "message", "-sigfile", self.folder / "raw")

    def test_a_report_that_was_edited_is_neither_signed_nor_verified(self):
        self.sign()
        edited = self.edited(lambda report: report["platforms"][0]["hello"].update(version="9"))
        self.assertEqual(smx("sign-report", edited, "--key", self.key).returncode, 1)
        self.assertFalse((self.folder / "edited.json.sig").exists())
        done = smx("verify-report", edited, "--signature", self.signature, "--public-key", self.public)
        self.assertEqual(done.returncode, 1)

    def test_keys_that_cannot_serve(self):
        self.key.chmod(0o644)
        done = self.sign()
        self.assertEqual(done.returncode, 2)
        self.assertIn("chmod 600", done.stderr)
        openssl("genpkey", "-algorithm", "ed25519", "-aes256", "-pass", "pass:x", "-out", self.key)
        self.key.chmod(0o600)
        done = self.sign()
        self.assertEqual(done.returncode, 2)
        self.assertIn("no unencrypted Ed25519 private key", done.stderr)
        openssl("genpkey", "-algorithm", "x25519", "-out", self.key)
        self.assertEqual(self.sign().returncode, 2)
        self.assertNotIn("PRIVATE", done.stdout + done.stderr)


class Diff(ReportTest):
    def test_what_got_worse_and_what_did_not(self):
        run(self.folder / "good", "replay")
        good = self.folder / "good/report.json"
        same = smx("diff-reports", good, good)
        self.assertEqual((same.returncode, same.stdout), (0, "nothing changed\n"))
        worse = smx("diff-reports", good, self.report)
        self.assertEqual(worse.returncode, 1)
        self.assertIn("platform added: wrong_bytes", worse.stdout)
        self.assertIn("  wrong_bytes small/target: mismatch at step 2 of dr.aad", worse.stdout)
        better = smx("diff-reports", self.report, good, "--json")
        self.assertEqual(better.returncode, 1, "platforms are gone")
        self.assertEqual(json.loads(better.stdout)["platforms_gone"], ["wrong_bytes", "hostile"])
        markdown = smx("diff-reports", good, self.report, "--markdown")
        self.assertIn("<code>small/target</code>", markdown.stdout)


class Clauses(unittest.TestCase):
    def test_the_command_and_the_check_have_one_table(self):
        listed = smx("clauses", "--json")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        checked = subprocess.run([sys.executable, "-B", ROOT / "ci/checks/clauses.py", "--json"], check=True,
                                 capture_output=True, text=True, timeout=120)
        rows = json.loads(checked.stdout)
        for row in rows:
            del row["line"]
        shown = json.loads(listed.stdout)
        for row in shown:
            row["positive"].sort()
            row["negative"].sort()
        self.assertEqual(shown, rows)

    def test_what_nothing_cites_is_named(self):
        whole = smx("clauses", "--uncovered")
        self.assertEqual(whole.returncode, 0)
        self.assertTrue(whole.stdout.endswith(" 0 of those are cited by neither a case nor a test\n"), whole.stdout)
        # The small vectors leave a clause to nobody: only a pinned case holds it.
        small = smx("clauses", "--uncovered", "--vectors", FIXTURES)
        self.assertEqual(small.returncode, 1)
        self.assertIn("UNCOVERED", small.stdout)


if __name__ == "__main__":
    os.environ.pop("GITHUB_WORKSPACE", None)
    unittest.main()
