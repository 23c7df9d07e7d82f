"""A right driver with a planted fault: speaks for the driver given, and fails on some input.

    planted_driver.py FAULT DRIVER
"""

import json
import subprocess
import sys

FAULT, DRIVER = sys.argv[1:]
PLANTED = b"planted".hex()


def dies_on_frame(request, reply):
    """Ends when a frame holds a certain word."""
    if PLANTED in request.get("frame", ""):
        sys.exit(3)
    return reply


def dies_or_misnames(request, reply):
    """Ends as dies_on_frame does, and gives very short frames a wrong reason."""
    if request["op"] == "drv1.parse" and len(request["frame"]) < 6:
        return {"id": reply["id"], "reject": {"reason": "too_large"}}
    return dies_on_frame(request, reply)


def moves_state(request, reply):
    """Shows another state each time it is asked."""
    if request["op"] == "dr.state" and "ok" in reply:
        return {**reply, "ok": {**reply["ok"], "digest": "%064x" % request["id"]}}
    return reply


def wrong_after_skip(request, reply):
    """Gives no plaintext for a frame whose number, bytes 41 to 44, is not 0."""
    if request["op"] == "dr.decrypt" and "ok" in reply and request["frame"][82:90] != "00000000":
        return {**reply, "ok": {"plaintext": ""}}
    return reply


def main():
    inner = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                             bufsize=1)
    for line in sys.stdin:
        request = json.loads(line)
        inner.stdin.write(line)
        inner.stdin.flush()
        reply = globals()[FAULT](request, json.loads(inner.stdout.readline()))
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()
        if request["op"] == "bye":
            break


main()
