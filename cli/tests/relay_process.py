"""smx-relay --dev as a process, and somebody who stands between it and smx."""

import http.client
import http.server
import json
import os
import signal
import ssl
import subprocess
import threading

RELAY = os.environ["SMX_RELAY_BIN"]
DEADLINE = 60


class DevRelay:
    """A development relay whose data stays; its standard output is relay.json in `folder`."""

    def __init__(self, folder, environment):
        self.folder = folder
        self.environment = {**environment, "TMPDIR": folder}
        self.info = os.path.join(folder, "relay.json")
        self.log = os.path.join(folder, "relay.log")
        self.process = None
        self.copier = None
        self.ready = {}

    def start(self):
        """Starts it, at the port it had before if it ran before."""
        port = self.ready.get("url", ":0").rsplit(":", 1)[1]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [RELAY, "--dev", "--dev-dir", os.path.join(self.folder, "relay"), "--dev-port", port],
                env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=log)
        first = self.process.stdout.readline()
        self.ready = json.loads(first)
        with open(self.info, "wb") as file:
            file.write(first)
        # Nobody else reads the lines after it, and the relay must not stand still for that.
        self.copier = threading.Thread(target=self.process.stdout.read)
        self.copier.start()
        return self

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(DEADLINE)
        self.copier.join(DEADLINE)
        self.process.stdout.close()
        self.process = None

    @property
    def database(self):
        return os.path.join(self.folder, "relay", "data", "relay.db")

    def log_lines(self):
        """The lines of the log, without what --dev says to people first."""
        with open(self.log, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.startswith("{")]

    def everything_written(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read()


class Cut(Exception):
    """Raised by a hook: the client's connection ends without an answer."""


class Between:
    """Ends smx's TLS with a certificate of its own and asks the relay in its place. `before` gets
    (method, path, body) of each request, `after` also the answer's body as JSON; each may raise Cut,
    and `after` may return another body."""

    def __init__(self, folder, relay):
        self.relay = relay
        self.before = lambda method, path, body: None
        self.after = lambda method, path, answer: None
        certificate, key = os.path.join(folder, "between.pem"), os.path.join(folder, "between.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                        "-days", "2", "-subj", "/CN=localhost", "-addext",
                        "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.certificate = certificate
        self.info = os.path.join(folder, "between.json")
        host, port = self.server.server_address
        with open(self.info, "w", encoding="utf-8") as file:
            json.dump({"url": f"https://{host}:{port}",
                       "ca_file": certificate, "codes_file": relay.ready["codes_file"]}, file)

    def stop(self):
        self.server.shutdown()
        self.thread.join(DEADLINE)
        self.server.server_close()

    def ask(self, method, path, body, headers):
        host, port = self.relay.ready["url"].removeprefix("https://").rsplit(":", 1)
        context = ssl.create_default_context(cafile=self.relay.ready["ca_file"])
        connection = http.client.HTTPSConnection(host, int(port), context=context, timeout=DEADLINE)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def handler(self):
        between = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name: self.headers[name] for name in ("authorization", "content-type")
                           if name in self.headers}
                try:
                    between.before(self.command, self.path, body)
                    status, answer = between.ask(self.command, self.path, body, headers)
                    known = json.loads(answer) if answer else None
                    other = between.after(self.command, self.path, known)
                except Cut:
                    self.close_connection = True
                    return
                if other is not None:
                    answer = json.dumps(other).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = pass_on

            def log_message(self, *arguments):
                pass

        return Handler
