"""Reads and never says a word, not even in hello."""

import sys

for _ in sys.stdin:
    pass
