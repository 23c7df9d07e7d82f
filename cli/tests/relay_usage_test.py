"""smx-relay as people meet it: help, settings, manual, usage errors."""

import os
import re
import subprocess
import tempfile
import unittest

RELAY = os.environ["SMX_RELAY_BIN"]
SOURCE = os.environ["SMX_SOURCE_DIR"]
OK, BAD_USAGE = 0, 2
COMMANDS = ("settings", "fsck", "backup", "found", "bench")


class RelayUsageTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="smx-relay-test-")
        self.addCleanup(scratch.cleanup)
        self.dir = scratch.name

    def run_relay(self, *arguments, **variables):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS")
                if name in os.environ}
        done = subprocess.run([RELAY, *arguments], env={**kept, "TMPDIR": self.dir, **variables},
                              cwd=self.dir, capture_output=True, timeout=60, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def ok(self, *arguments):
        code, out, err = self.run_relay(*arguments)
        self.assertEqual((code, err), (OK, ""))
        return out

    def refuses(self, *arguments, says, **variables):
        """One error line with exit code 2; nothing is left behind."""
        code, out, err = self.run_relay(*arguments, **variables)
        self.assertEqual((code, out), (BAD_USAGE, ""), err)
        self.assertEqual(len(err.splitlines()), 1, err)
        self.assertTrue(err.startswith("smx-relay: error: "), err)
        self.assertIn(says, err)
        self.assertEqual(os.listdir(self.dir), [])

    @staticmethod
    def page(name):
        with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
            return file.read()

    def manual(self):
        return self.page("reference-server/deploy/smx-relay.1").replace("\\-", "-")

    def test_help(self):
        text = self.ok("--help")
        for part in ("Start here", "Exit codes", "Signals", "smx-relay --dev", *COMMANDS):
            self.assertIn(part, text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 140)
        self.assertRegex(self.ok("--version"), r"^smx-relay \d+\.\d+\.\d+\n$")

    def test_usage_errors_are_one_line(self):
        self.refuses("--fly", says="--fly")
        self.refuses("fly", says="fly")
        self.refuses("--dev-port", "1", says="--dev")
        self.refuses("--dev", "--dev-port", "70000", says="--dev-port")
        self.refuses("fsck", says="SMX_RELAY_DATA_DIR")
        self.refuses("fsck", "--data-dir", "absent", says="no database")
        self.refuses("backup", says="FILE")
        self.refuses("found", "Example", says="PHONE")
        self.refuses("found", "Example", "12", "--data-dir", "absent", says="PHONE")

    def test_development_serves_this_machine_alone(self):
        code, out, err = self.run_relay("--dev", SMX_RELAY_LISTEN="0.0.0.0:0")
        self.assertEqual((code, out), (BAD_USAGE, ""), err)
        self.assertIn("SMX_RELAY_LISTEN: --dev serves this machine alone", err)

    def settings(self):
        """(name, meaning, need) of each setting, as the program's own table has it."""
        blocks = self.ok("settings").split("\n\n")[1:]
        found = [block.strip().splitlines() for block in blocks]
        self.assertGreater(len(found), 20)
        return [(name.split("=")[0], meaning.strip(), need.strip()) for name, meaning, need in found]

    def test_manual_has_every_setting(self):
        manual = self.manual()
        names = []
        for name, meaning, need in self.settings():
            self.assertRegex(manual, rf"\.BI {name}= .+\n{re.escape(meaning)};\n{re.escape(need)}\.\n")
            names.append(name)
        self.assertEqual(re.findall(r"^\.BI (SMX_\w+)=", manual, re.MULTILINE), names)

    def test_manual_has_every_command_and_option(self):
        manual = self.manual()
        text = self.ok("--help")
        listed = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.MULTILINE).group(1)
        commands = re.findall(r"^  (\S+)", listed, re.MULTILINE)
        self.assertLessEqual(set(COMMANDS), set(commands))
        for command in commands:
            self.assertRegex(manual, rf"\.B smx-relay {command}\n")
            self.assertRegex(manual, rf"\.SS smx-relay {command}\b")
        for option in re.findall(r"^  (?:-\w,)?(--[a-z-]+)", text, re.MULTILINE):
            self.assertIn(option, manual)
        for code in "0123":
            self.assertIn(f".B {code}\n", manual)
        version = self.ok("--version").split()[1]
        self.assertIn(f'"smx {version}"', manual)

    def test_operators_page_names_settings_that_exist(self):
        names = {name for name, _, _ in self.settings()}
        page = self.page("docs/operate-the-relay.md")
        for name in re.findall(r"\bSMX_RELAY_[A-Z_]+", page):
            self.assertTrue(name in names or name.removesuffix("_FILE") in names, name)
        # What a relay cannot do without is in the page's first table.
        for name, _, need in self.settings():
            if need.startswith("required") and "PUSH" not in need:
                self.assertIn(f"`{name}`", page)

    def test_what_is_deployed_names_settings_that_exist(self):
        names = {name for name, _, _ in self.settings()}
        for file in ("relay.env.example", "smx-relay.service", "Containerfile"):
            for name in re.findall(r"\bSMX_RELAY_[A-Z_]+(?==)", self.page(f"reference-server/deploy/{file}")):
                self.assertTrue(name in names or name.removesuffix("_FILE") in names, (file, name))


if __name__ == "__main__":
    unittest.main()
