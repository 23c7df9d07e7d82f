"""smx-relay as a process: its settings, its start, its signals, what it writes. Standard library only."""

import contextlib
import json
import os
import signal
import sqlite3
import ssl
import subprocess
import tempfile
import unittest
import urllib.request

RELAY = os.environ["SMX_RELAY_BIN"]
OK, FAULTS, BAD_SETTINGS, FAILED = 0, 1, 2, 3
DEADLINE = 60
IS_ROOT = os.geteuid() == 0
PUSH_URL = "SMX_RELAY_PUSH_WEBHOOK_URL"


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout.decode()


class Keys:
    """Made once: RSA keys and a certificate."""
    rsa = short_rsa = certificate = certificate_key = None

    @classmethod
    def make(cls):
        if cls.rsa is None:
            cls.rsa = openssl("genrsa", "2048")
            cls.short_rsa = openssl("genrsa", "1024")
            with tempfile.TemporaryDirectory() as folder:
                key = os.path.join(folder, "key")
                cls.certificate = openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                                          "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-days", "2",
                                          "-subj", "/CN=localhost", "-addext",
                                          "subjectAltName=DNS:localhost,IP:127.0.0.1")
                with open(key, encoding="ascii") as file:
                    cls.certificate_key = file.read()


class RelayTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        Keys.make()
        scratch = tempfile.TemporaryDirectory(prefix="smx-relay-test-")
        self.addCleanup(scratch.cleanup)
        self.dir = scratch.name
        os.mkdir(self.path("data"), 0o700)
        self.environment = {
            "PATH": os.environ["PATH"],
            "TMPDIR": self.dir,
            "SMX_RELAY_DATA_DIR": self.path("data"),
            "SMX_RELAY_EPOCH_FILE": self.path("epoch"),
            "SMX_RELAY_LISTEN": "127.0.0.1:0",
            "SMX_RELAY_OPERATIONS": "127.0.0.1:0",
            "SMX_RELAY_TLS_CERTIFICATE_FILE": self.write("tls.pem", Keys.certificate),
            "SMX_RELAY_TLS_KEY_FILE": self.write("tls.key", Keys.certificate_key),
            "SMX_RELAY_JWT_KEY": Keys.rsa,
            "SMX_RELAY_CODE_KEY": "5e" * 32,
            "SMX_RELAY_CODE_WEBHOOK_URL": "https://codes.example/send",
            "SMX_RELAY_CODE_WEBHOOK_TOKEN": "webhook-token-of-the-tests-" + "0" * 16,
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        if IS_ROOT:
            self.environment["SMX_RELAY_ALLOW_ROOT"] = "1"

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, content, mode=0o600):
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(path, mode)
        return path

    def run_relay(self, *arguments, environment=None):
        done = subprocess.run([RELAY, *arguments], env=environment or self.environment, cwd=self.dir,
                              capture_output=True, timeout=DEADLINE, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def refuses(self, environment, *names, secret=None):
        """The start stops with exit code 2, naming these variables and not the value."""
        code, out, err = self.run_relay(environment=environment)
        self.assertEqual((code, out), (BAD_SETTINGS, ""), err)
        lines = err.splitlines()
        self.assertEqual([line.split(": ")[2] for line in lines], list(names), err)
        self.assertTrue(all(line.startswith("smx-relay: error: SMX_RELAY_") for line in lines), err)
        if secret:
            for start in range(0, len(secret) - 7, 4):
                self.assertNotIn(secret[start:start + 8], out + err)
        return err

    def start(self, *arguments, environment=None):
        """A started relay; ended by the test, by SIGTERM unless it did so itself."""
        with open(self.path("stderr"), "wb") as stderr:
            process = subprocess.Popen([RELAY, *arguments], env=environment or self.environment,
                                       cwd=self.dir, stdout=subprocess.PIPE, stderr=stderr)
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        if process.poll() is None:
            process.kill()
            process.wait(DEADLINE)
        process.stdout.close()

    def stderr(self):
        with open(self.path("stderr"), encoding="utf-8") as file:
            return file.read()

    def await_event(self, process, name):
        """Reads log lines of standard output up to one of this event."""
        seen = []
        while True:
            line = process.stdout.readline()
            if not line:
                self.fail(f"no {name}: {seen} {self.stderr()}")
            seen.append(json.loads(line))
            if seen[-1]["msg"] == name:
                return seen

    def start_dev(self, *arguments, **more):
        environment = {"PATH": os.environ["PATH"], "TMPDIR": self.dir, **more}
        process = self.start("--dev", *arguments, environment=environment)
        line = process.stdout.readline()
        self.assertTrue(line, self.stderr())
        return process, json.loads(line)

    def get(self, url, ca_file=None):
        context = ssl.create_default_context(cafile=ca_file) if ca_file else None
        with urllib.request.urlopen(url, timeout=DEADLINE, context=context) as answer:
            return answer.read().decode()


class SettingsTest(RelayTest):
    """Each secret x {missing, empty, malformed, short}."""

    secrets = {
        "SMX_RELAY_JWT_KEY": {"malformed": lambda: "not-a-key-but-secret-" + "z" * 40,
                              "short": lambda: Keys.short_rsa},
        "SMX_RELAY_CODE_KEY": {"malformed": lambda: "xy" * 32, "short": lambda: "5e" * 31},
        "SMX_RELAY_LOG_KEY": {"malformed": lambda: "xy" * 32, "short": lambda: "5e" * 31},
        "SMX_RELAY_CODE_WEBHOOK_TOKEN": {"malformed": lambda: "with blanks and quite secret " * 3,
                                         "short": lambda: "s3cretive" * 3},
        "SMX_RELAY_PUSH_WEBHOOK_TOKEN": {"malformed": lambda: "with blanks and quite secret " * 3,
                                         "short": lambda: "s3cretive" * 3},
    }

    def test_each_secret_missing_empty_malformed_short(self):
        for name, wrong in self.secrets.items():
            environment = dict(self.environment)
            if name.startswith("SMX_RELAY_PUSH"):
                environment[PUSH_URL] = "https://push.example/"
            for what, value in {"missing": None, "empty": lambda: "", **wrong}.items():
                with self.subTest(name=name, what=what):
                    tried = dict(environment)
                    tried.pop(name, None)
                    if value is None:
                        if name == "SMX_RELAY_LOG_KEY":
                            continue  # the one secret that may be missing
                    else:
                        tried[name] = value()
                    self.refuses(tried, name, secret=tried.get(name))
                    if value is None:
                        continue
                    # The same in a file.
                    tried[name + "_FILE"] = self.write("secret", tried.pop(name))
                    self.refuses(tried, name + "_FILE", secret=value())

    def test_all_faults_at_once_and_no_value(self):
        environment = {name: value for name, value in self.environment.items()
                       if name in ("PATH", "SMX_RELAY_ALLOW_ROOT")}
        environment["SMX_RELAY_CODE_KEY"] = "c4nary-of-a-secret"
        environment["SMX_RELAY_LISTEN"] = "c4nary-of-a-host:1"
        err = self.refuses(environment, "SMX_RELAY_DATA_DIR", "SMX_RELAY_EPOCH_FILE", "SMX_RELAY_LISTEN",
                           "SMX_RELAY_TLS_CERTIFICATE_FILE", "SMX_RELAY_TLS_KEY_FILE", "SMX_RELAY_JWT_KEY",
                           "SMX_RELAY_CODE_KEY", "SMX_RELAY_CODE_WEBHOOK_URL",
                           "SMX_RELAY_CODE_WEBHOOK_TOKEN")
        self.assertNotIn("c4nary", err)

    def test_the_start_stops_in_under_a_second(self):
        environment = dict(self.environment)
        del environment["SMX_RELAY_JWT_KEY"]
        # CPU time: what other processes of the machine do is not ours.
        before = os.times()
        self.refuses(environment, "SMX_RELAY_JWT_KEY")
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        self.assertLess(used, 1.0)

    def test_key_files_that_others_can_read_are_refused(self):
        for mode in (0o640, 0o604, 0o660, 0o606):
            with self.subTest(mode=oct(mode)):
                os.chmod(self.path("tls.key"), mode)
                self.refuses(self.environment, "SMX_RELAY_TLS_KEY_FILE")
        os.chmod(self.path("tls.key"), 0o600)
        environment = dict(self.environment)
        environment["SMX_RELAY_JWT_KEY_FILE"] = self.write("jwt.key", environment.pop("SMX_RELAY_JWT_KEY"), 0o644)
        self.refuses(environment, "SMX_RELAY_JWT_KEY_FILE")

    def test_root_is_refused_unless_allowed(self):
        environment = dict(self.environment)
        environment.pop("SMX_RELAY_ALLOW_ROOT", None)
        environment["SMX_RELAY_SIGNUP"] = "neither"  # so that nobody's start goes on
        refused = ["SMX_RELAY_SIGNUP"] + (["SMX_RELAY_ALLOW_ROOT"] if IS_ROOT else [])
        self.refuses(environment, *refused)
        self.refuses({**environment, "SMX_RELAY_ALLOW_ROOT": "0"}, *refused)
        self.refuses({**environment, "SMX_RELAY_ALLOW_ROOT": "1"}, "SMX_RELAY_SIGNUP")

    def test_the_list_of_settings_has_no_values(self):
        code, out, _ = self.run_relay("settings")
        self.assertEqual(code, OK)
        for name, value in self.environment.items():
            if name.startswith("SMX_RELAY_"):
                self.assertIn(f"\n{name}=", out)
            if len(value) > 30:
                self.assertNotIn(value, out)

    def test_bad_usage(self):
        for arguments in (["serve"], ["--dve"], ["backup"], ["--dev-port", "70000", "--dev"],
                          ["--dev-port", "1"], ["--dev-plain"]):
            code, out, err = self.run_relay(*arguments)
            self.assertEqual((code, out), (BAD_SETTINGS, ""), arguments)
            self.assertEqual(len(err.splitlines()), 1)
        self.assertEqual(self.run_relay("--help")[0], OK)
        self.assertRegex(self.run_relay("--version")[1], r"^smx-relay \d+\.\d+\.\d+\n$")


class ServingTest(RelayTest):
    def test_serves_logs_and_drains(self):
        process = self.start()
        self.await_event(process, "relay_started")
        with open(f"/proc/{process.pid}/environ", "rb") as file:
            environment = file.read()
        for secret in (self.environment["SMX_RELAY_CODE_KEY"], "webhook-token-of-the-tests",
                       Keys.rsa.splitlines()[2]):
            self.assertNotIn(secret.encode(), environment, "secrets leave the environment")
        process.send_signal(signal.SIGHUP)
        self.await_event(process, "certificate_loaded")
        self.write("tls.pem", "no certificate")
        process.send_signal(signal.SIGHUP)
        self.await_event(process, "certificate_refused")
        process.send_signal(signal.SIGTERM)
        self.await_event(process, "relay_stopped")
        self.assertEqual(process.wait(DEADLINE), OK)
        self.assertEqual(self.stderr(), "")

    def test_one_process_serves_from_a_directory(self):
        process = self.start()
        self.await_event(process, "relay_started")
        code, _, err = self.run_relay()
        self.assertEqual(code, FAILED)
        self.assertIn("another relay works in this data directory", err)
        # Ended without a word, it leaves nothing that keeps the next one out.
        process.kill()
        process.wait(DEADLINE)
        again = self.start()
        self.await_event(again, "relay_started")

    def test_backup_while_it_runs_and_its_restoration_begins_an_epoch(self):
        process = self.start()
        self.await_event(process, "relay_started")
        code, out, err = self.run_relay("backup", "copy.db")
        self.assertEqual(code, OK, err)
        self.assertEqual(self.run_relay("backup", "copy.db")[0], BAD_SETTINGS, "never over a file")
        self.assertEqual(os.stat(self.path("copy.db")).st_mode & 0o777, 0o600)
        code, out, err = self.run_relay("fsck")
        self.assertEqual((code, out), (OK, "no faults found\n"), err)
        process.terminate()
        self.assertEqual(process.wait(DEADLINE), OK)
        for name in ("relay.db-wal", "relay.db-shm"):
            if os.path.exists(self.path("data/" + name)):
                os.remove(self.path("data/" + name))
        os.replace(self.path("copy.db"), self.path("data/relay.db"))
        restored = self.start()
        events = self.await_event(restored, "relay_started")
        self.assertIn("epoch_changed", [event["msg"] for event in events])

    def test_an_operator_lets_an_administrator_in_again(self):
        process = self.start()
        self.await_event(process, "relay_started")
        code, out, err = self.run_relay("found", "Example", "+447700900001")
        self.assertEqual(code, OK, err)
        organisation = out.strip()
        code, out, err = self.run_relay("recover-admin", organisation, "+447700900002")
        self.assertEqual(code, OK, err)
        self.assertRegex(out, r"^inv_[0-9a-f]{32}\n$")
        event = json.loads(err)
        self.assertEqual((event["msg"], event["org_id"]), ("member_invited", organisation))
        self.assertNotIn("447700900002", err)
        with contextlib.closing(sqlite3.connect(self.path("data/relay.db"))) as database:
            entry, = database.execute("SELECT entry FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
            left, = database.execute("SELECT expires_at - created_at FROM invitations "
                                     "WHERE phone = '+447700900002'").fetchone()
        entry = json.loads(entry)
        self.assertEqual((entry["type"], entry["data"]["invitation_id"], entry["data"]["role"]),
                         ("member_invited", out.strip(), "administrator"))
        self.assertNotIn("actor", entry)
        self.assertEqual(left, 24 * 3600)
        for wrong in (["recover-admin", "org_" + "0" * 32, "+447700900002"],
                      ["recover-admin", "acme", "+447700900002"],
                      ["recover-admin", organisation, "07700"],
                      ["recover-admin", organisation, "+447700900002", "--hours", "0"],
                      ["recover-admin", organisation, "+447700900002", "--data-dir", self.path("none")]):
            code, out, err = self.run_relay(*wrong)
            self.assertEqual((code, out), (BAD_SETTINGS, ""), wrong)
        self.assertEqual(self.run_relay("fsck")[0], OK)

    def test_fsck_finds_what_is_broken(self):
        process = self.start()
        self.await_event(process, "relay_started")
        process.terminate()
        self.assertEqual(process.wait(DEADLINE), OK)
        path = self.path("data/relay.db")
        with open(path, "r+b") as file:
            file.seek(os.path.getsize(path) // 2)
            file.write(b"\xff" * 8192)
        code, _, _ = self.run_relay("fsck")
        self.assertIn(code, (FAULTS, FAILED))
        self.assertNotEqual(code, OK)
        self.assertEqual(self.run_relay("fsck", "--data-dir", self.path("none"))[0], BAD_SETTINGS)


class DevTest(RelayTest):
    def test_says_where_everything_is_and_removes_it(self):
        process, ready = self.start_dev(SMX_RELAY_TLS_KEYLOG=self.path("keylog"))
        self.assertEqual(list(ready), ["dev", "url", "ops_url", "ca_file", "data_dir", "pid", "codes_file"])
        self.assertEqual(ready["pid"], process.pid)
        description = json.loads(self.get(ready["url"] + "/v1/openapi.json", ready["ca_file"]))
        self.assertIn("/v1/messages", description["paths"])
        self.assertEqual(self.get(ready["ops_url"] + "/readyz"), "ready\n")
        self.assertIn("smx_relay_storage_working 1\n", self.get(ready["ops_url"] + "/metrics"))
        with open(self.path("keylog"), encoding="ascii") as file:
            self.assertIn("CLIENT_TRAFFIC_SECRET_0", file.read())
        self.assertEqual(os.stat(self.path("keylog")).st_mode & 0o777, 0o600)
        process.terminate()
        self.assertEqual(process.wait(DEADLINE), OK)
        self.assertFalse(os.path.exists(ready["data_dir"]))
        for line in self.stderr().splitlines():
            if line.startswith("{"):
                self.assertIn("msg", json.loads(line))

    def test_prints_codes_and_keeps_them_for_programs(self):
        process, ready = self.start_dev()
        body = json.dumps({"name": "Example", "phone": "+447700900001"}).encode()
        request = urllib.request.Request(ready["url"] + "/v1/organisations", body,
                                         {"Content-Type": "application/json"})
        context = ssl.create_default_context(cafile=ready["ca_file"])
        with urllib.request.urlopen(request, timeout=DEADLINE, context=context) as answer:
            self.assertEqual(answer.status, 202)
        line = json.loads(process.stdout.readline())
        self.assertEqual((line["dev"], line["phone"]), ("code", "+447700900001"))
        self.assertRegex(line["code"], r"^\d{6}$")
        with open(ready["codes_file"], encoding="ascii") as file:
            self.assertEqual(json.loads(file.readline()), line)
        self.assertEqual(os.stat(ready["codes_file"]).st_mode & 0o777, 0o600)
        self.assertNotIn(line["code"], self.stderr())
        self.assertNotIn("447700900001", self.stderr())

    def test_only_this_machine_and_only_tls_1_3(self):
        environment = {"PATH": os.environ["PATH"], "TMPDIR": self.dir, "SMX_RELAY_LISTEN": "0.0.0.0:0"}
        code, _, err = self.run_relay("--dev", environment=environment)
        self.assertEqual(code, BAD_SETTINGS)
        self.assertIn("SMX_RELAY_LISTEN", err)
        _, ready = self.start_dev()
        context = ssl.create_default_context(cafile=ready["ca_file"])
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.assertRaises(OSError):
            urllib.request.urlopen(ready["url"] + "/v1/openapi.json", timeout=DEADLINE, context=context)

    def test_plain_http_is_for_this_machine_and_no_settings_ask_for_it(self):
        environment = {"PATH": os.environ["PATH"], "TMPDIR": self.dir, "SMX_RELAY_LISTEN": "0.0.0.0:0"}
        code, _, err = self.run_relay("--dev", "--dev-plain", environment=environment)
        self.assertEqual(code, BAD_SETTINGS)
        self.assertIn("SMX_RELAY_LISTEN", err)
        for name in ("SMX_RELAY_PLAIN", "SMX_RELAY_DEV_PLAIN"):
            code, _, err = self.run_relay(environment=self.environment | {name: "1"})
            self.assertEqual(code, BAD_SETTINGS)
            self.assertIn(name, err)
        _, ready = self.start_dev("--dev-plain")
        self.assertEqual(ready["url"].split(":")[0], "http")
        self.assertIn("/v1/messages", self.get(ready["url"] + "/v1/openapi.json"))

    def test_a_directory_of_ones_own_is_kept(self):
        process, ready = self.start_dev("--dev-dir", self.path("mine"))
        process.terminate()
        self.assertEqual(process.wait(DEADLINE), OK)
        process.stdout.close()
        self.assertTrue(os.path.exists(os.path.join(ready["data_dir"], "relay.db")))
        again, second = self.start_dev("--dev-dir", self.path("mine"))
        self.assertEqual(second["data_dir"], ready["data_dir"])
        again.terminate()
        self.assertEqual(again.wait(DEADLINE), OK)
        self.assertNotIn("epoch_changed", self.stderr())


if __name__ == "__main__":
    unittest.main()
