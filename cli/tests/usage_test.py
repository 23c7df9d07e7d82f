"""Help, version, completions, man page, colours, usage errors; the demo and the example program."""

import os
import platform
import re
import subprocess
import unittest

import smx_process
from smx_process import BAD_INPUT, FAILED, SmxTest

MAN_PAGE = os.path.join(os.environ["SMX_SOURCE_DIR"], "cli", "man", "smx.1")
# These two bring their own help; the page names them and leaves their options to it.
ELSEWHERE = ("conformance", "vectors")


class UsageTest(SmxTest):
    def help(self, path):
        done = self.ok(*path, "--help")
        self.assertEqual(done.err, "")
        return done.text

    def subcommands(self, path):
        """The names under "Subcommands:" in a command's help."""
        section = re.search(r"^Subcommands:\n((?:  .*\n)+)", self.help(path), re.MULTILINE)
        return re.findall(r"^  (\S+)", section.group(1), re.MULTILINE) if section else []

    def commands(self, path=()):
        """Every command that help leads to, as a list of words."""
        found = []
        for name in self.subcommands(path):
            found += [(*path, name), *self.commands((*path, name))]
        return found

    def options(self, path):
        return re.findall(r"^  (?:-\w,)?(--[a-z0-9-]+)", self.help(path), re.MULTILINE)

    def test_there_are_commands(self):
        found = self.commands()
        for path in (("inspect",), ("demo",), ("device",), ("completions",),
                     ("conformance", "run"), ("device", "send"), ("device", "receive")):
            self.assertIn(path, found)

    def test_help_teaches(self):
        self.assertIn("Exit codes", self.help(()))
        for path in self.commands():
            text = self.help(path)
            self.assertIn("Usage: ", text)
            if path[0] not in ELSEWHERE:
                self.assertRegex(text, r"Example|Two people", path)
                self.assertIn("smx " + " ".join(path), text)
            longest = max(len(line) for line in text.splitlines() if "  -" not in line)
            self.assertLessEqual(longest, 140, path)

    def test_version(self):
        self.assertRegex(self.ok("--version").text, r"^smx \d+\.\d+\.\d+\n$")

    def test_man_page_names_every_command_and_option(self):
        with open(MAN_PAGE, encoding="utf-8") as file:
            page = file.read().replace("\\-", "-")
        for path in self.commands():
            if len(path) == 1 or path[0] not in ELSEWHERE:
                self.assertIn("smx " + " ".join(path), page)
            else:
                self.assertRegex(page, rf"smx {path[0]} [a-z |]*\b{path[1]}\b")
            if path[0] in ELSEWHERE:
                continue
            for option in self.options(path):
                self.assertIn(option, page, path)
        for option in self.options(()):
            self.assertIn(option, page)
        for code in "0123":
            self.assertIn(f".B {code}\n", page)
        version = self.ok("--version").text.strip()
        self.assertIn(f'"{version}"', page)

    def test_man_page_is_well_formed(self):
        macros = {"TH", "SH", "SS", "TP", "PP", "B", "I", "BI", "BR", "RB", "RI", "IR", "br", "nf", "fi",
                  "\\\""}
        with open(MAN_PAGE, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.startswith("."):
                    self.assertIn(line[1:].split()[0], macros, f"line {number}")

    def test_completions_name_every_command_and_option(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.ok("completions", shell).text
            for path in self.commands():
                self.assertIn(" ".join(path), script, shell)
                for option in self.options(path):
                    name = option[2:] if shell == "fish" else option
                    self.assertIn(name, script, (shell, path))
        self.refuses(BAD_INPUT, "completions", "tcsh", says="tcsh")

    def complete(self, *words):
        """What bash would offer for the last word."""
        script = self.ok("completions", "bash").text
        array = " ".join(f"'{word}'" for word in words)
        script += (f"COMP_WORDS=({array}); COMP_CWORD={len(words) - 1}\n_smx\n"
                   "printf '%s\\n' \"${COMPREPLY[@]}\"\n")
        done = subprocess.run(["bash", "--norc", "-euc", script], cwd=self.dir, check=True,
                              capture_output=True, env=self.environment())
        return done.stdout.decode().split()

    def test_bash_completes(self):
        self.assertEqual(self.complete("smx", "dev"), ["device"])
        self.assertEqual(self.complete("smx", "device", "rec"), ["receive"])
        self.assertEqual(self.complete("smx", "device", "receive", "--se"), ["--sender"])
        self.assertIn("--help", self.complete("smx", ""))
        self.write("letter.smx", b"")
        self.assertEqual(self.complete("smx", "inspect", "let"), ["letter.smx"])
        # The value of an option is not taken for a command.
        self.assertEqual(self.complete("smx", "device", "receive", "--from", "demo", "--kn"),
                         ["--known"])

    def test_usage_errors_are_one_line(self):
        self.refuses(BAD_INPUT, says="subcommand")
        self.refuses(BAD_INPUT, "fly", says="fly")
        self.refuses(BAD_INPUT, "demo", "--loud", says="--loud")
        self.refuses(BAD_INPUT, "inspect", "a", "b", says="b")
        self.refuses(BAD_INPUT, "--json", "demo", says="--json")

    def test_output_that_cannot_be_written(self):
        self.refuses(FAILED, "demo", stdout="/dev/full", says="standard output")
        self.refuses(FAILED, "inspect", "--hex", "00", stdout="/dev/full", says="standard output")
        self.refuses(FAILED, "completions", "bash", stdout="/dev/full", says="standard output")

    def test_cpu_without_aes(self):
        masked = self.environment(OPENSSL_ia32cap="~0x200000200000000")
        if platform.machine() == "x86_64":
            self.refuses(FAILED, "demo", says="cpu_unsupported", env=masked)
        self.ok("--accept-variable-time-aes", "demo", env=masked)
        # What needs no keys runs everywhere.
        self.ok("inspect", "--help", env=masked)
        self.refuses(BAD_INPUT, "inspect", "--hex", "00", says="byte 0", env=masked)

    # The demo.

    def test_demo(self):
        done = self.ok("demo")
        self.assertEqual(done.err, "")
        self.assertNotIn("\x1b", done.text)
        for word in ("X3DH", "SMX1", "DR_V1", "duplicate_message", "decryption_failed",
                     "bad_signature", "[DR-21]"):
            self.assertIn(word, done.text)

    def test_demo_as_json(self):
        steps = self.ok("demo", "--json").json["steps"]
        self.assertEqual([step["step"] for step in steps], list(range(1, len(steps) + 1)))
        self.assertEqual([step["refused"] for step in steps if "refused" in step],
                         ["duplicate_message", "duplicate_message", "decryption_failed",
                          "bad_signature"])

    def test_demo_cites_clauses_that_exist(self):
        pages = ""
        spec = os.path.join(os.environ["SMX_SOURCE_DIR"], "docs", "spec")
        for name in os.listdir(spec):
            if name.endswith(".md"):
                with open(os.path.join(spec, name), encoding="utf-8") as file:
                    pages += file.read()
        for step in self.ok("demo", "--json").json["steps"]:
            self.assertTrue(step["clauses"])
            for clause in step["clauses"]:
                self.assertIn(f"**[{clause}]**", pages)

    def test_demo_is_new_every_time(self):
        self.assertNotEqual(self.ok("demo").out, self.ok("demo").out)

    # The example program.

    def test_example(self):
        done = subprocess.run([os.environ["SMX_EXAMPLE_BIN"]], capture_output=True, check=True)
        self.assertEqual(done.stdout, b"Bob reads: Hello Bob\nAlice reads: Hello Alice\n")

    def test_example_is_short_and_public(self):
        path = os.path.join(os.environ["SMX_SOURCE_DIR"], "cli", "examples", "two_devices.cpp")
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertLessEqual(len(lines), 60)
        for line in lines:
            if line.startswith("#include"):
                self.assertRegex(line, r"^#include <(smx/\w+\.h|\w+)>$")


if __name__ == "__main__":
    unittest.main()
