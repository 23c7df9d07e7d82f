"""A headless Chromium, spoken to over pipes (the DevTools protocol), with the standard library only."""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-extensions", "--no-first-run",
         "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe", "about:blank")
PATIENCE = 90  # seconds, for one answer on a busy machine


def find():
    """The program, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def high(descriptor):
    """The same descriptor above those that the browser wants as 3 and 4."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10)
    os.close(descriptor)
    return moved


class Browser:
    """One page in one browser, with everything that it said and asked for."""

    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        their_in, self.out = map(high, os.pipe())
        self.incoming, their_out = map(high, os.pipe())
        command = [program, f"--user-data-dir={self.profile.name}", *FLAGS]
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            ["/bin/bash", "-c", f'exec "$@" 3<&{their_in} 4>&{their_out}', "bash", *command],
            pass_fds=(their_in, their_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": self.profile.name})
        os.close(their_in)
        os.close(their_out)
        self.buffer = b""
        self.number = 0
        self.session = None
        self.events = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Accessibility", "DOM"):
            self.ask(f"{domain}.enable")

    def close(self):
        self.process.kill()
        self.process.wait(30)
        os.close(self.out)
        os.close(self.incoming)
        self.profile.cleanup()

    def read(self, deadline):
        """The next message."""
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.incoming], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser gives no answer")
            part = os.read(self.incoming, 1 << 16)
            if not part:
                raise RuntimeError("the browser is gone")
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def ask(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self.read(deadline)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self.events.append(message)

    def wait_for(self, method):
        """The first event of that name since the last call of open()."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for event in self.events:
                if event.get("method") == method:
                    return event["params"]
            self.events.append(self.read(deadline))

    def open(self, url):
        """Loads a page anew; what it said before is forgotten."""
        self.ask("Page.navigate", url="about:blank")
        self.evaluate("1")
        self.events.clear()
        self.ask("Page.navigate", url=url)
        self.wait_for("Page.loadEventFired")
        # What the page puts off until then.
        self.evaluate("new Promise((done) => setTimeout(() => setTimeout(done)))")

    def evaluate(self, expression):
        """The value of an expression; a promise's once it has one."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, key, text="", shift=False):
        codes = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "Home": 36, "End": 35}
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code="Space" if key == " " else key,
                     windowsVirtualKeyCode=codes[key], modifiers=8 if shift else 0,
                     **({"text": text} if text and kind == "keyDown" else {}))

    def type(self, text):
        self.ask("Input.insertText", text=text)

    def complaints(self):
        """What stands in the console: exceptions, messages, refused loads."""
        wanted = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [event["params"] for event in self.events if event.get("method") in wanted]

    def requests(self):
        """Addresses that were asked for, data: apart."""
        asked = [event["params"]["request"]["url"] for event in self.events
                 if event.get("method") == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith("data:")]

    def screenshot(self, path):
        shot = self.ask("Page.captureScreenshot", format="png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
