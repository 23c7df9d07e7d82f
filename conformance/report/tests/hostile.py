"""A driver whose every word tries to become markup, a command or a lie about the order of text."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../runner/tests/bad_drivers"))

import replay  # noqa: E402  pylint: disable=wrong-import-position

WORDS = ("</pre></script><script>window.planted=1</script><img src=x onerror=window.planted=2>"
         "\" onfocus='window.planted=3' autofocus \u202egnp.exe\u2069 \x1b[31m\r\n::error::planted\n"
         "| @everyone {{script}} %0A")


class Hostile(replay.Replay):
    def hello(self, request):
        reply = super().hello(request)
        reply["ok"]["implementation"]["name"] = WORDS
        reply["ok"]["implementation"]["version"] = WORDS
        return reply

    def step(self, request):
        reply = super().step(request)
        if self.in_target:
            return {"error": {"message": WORDS}}
        if "reject" in reply:
            reply["reject"]["detail"] = WORDS
        return reply


sys.stderr.write(WORDS * 5)
replay.main(Hostile)
