#!/usr/bin/env python3
"""A driver with a bug, for the control of ci/interop: one bit of each received plaintext is another.

    ci/interop_tools/wrong_driver.py COMMAND...
"""

import json
import subprocess
import sys


def main(command):
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as good:
        for line in sys.stdin:
            good.stdin.write(line)
            good.stdin.flush()
            reply = json.loads(good.stdout.readline())
            if json.loads(line).get("op") == "device.receive" and "ok" in reply:
                text = bytearray.fromhex(reply["ok"]["plaintext"])
                text[-1] ^= 1
                reply["ok"]["plaintext"] = text.hex()
            print(json.dumps(reply), flush=True)
        good.stdin.close()
        return good.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
