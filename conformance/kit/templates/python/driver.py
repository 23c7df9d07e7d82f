#!/usr/bin/env python3
"""@name@: reads requests from standard input, one a line, and answers each on standard output.

Exit status: 0 after `bye` or the end of the input.
"""

import sys

from ops import OPS
from protocol import Conversation, read_lines


def main():
    conversation = Conversation(OPS)
    for line in read_lines(sys.stdin.buffer):
        sys.stdout.buffer.write(conversation.answer(line) + b"\n")
        sys.stdout.buffer.flush()
        if conversation.is_over:
            break


if __name__ == "__main__":
    main()
