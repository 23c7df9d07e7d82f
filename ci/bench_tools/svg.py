"""What both charts share: colours for light and dark, text, axes that count in powers of ten."""

import math
from xml.sax.saxutils import escape

# Light and dark values of every colour; the charts name them by class only.
STYLE = """
    .surface { fill: #ffffff; }
    text { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 13px; fill: #1f2933; }
    .title { font-size: 17px; font-weight: 600; }
    .small { font-size: 12px; }
    .quiet { fill: #52606d; }
    .strong { font-weight: 600; }
    .end { text-anchor: end; }
    .middle { text-anchor: middle; }
    .grid { stroke: #d9dee4; stroke-width: 1; }
    .axis { stroke: #7b8794; stroke-width: 1; }
    .span { stroke: #9fb3c8; stroke-width: 2; }
    .ours { fill: #1f5fbf; stroke: #1f5fbf; }
    .floor { fill: #3e4c59; stroke: #3e4c59; }
    .signal { fill: #c2570c; stroke: #c2570c; }
    .omemo { fill: #0f766e; stroke: #0f766e; }
    .olm { fill: #9333a8; stroke: #9333a8; }
    .target { stroke: #b42318; stroke-width: 2.5; fill: none; }
    .fit { stroke: #7b8794; stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }
    .line { fill: none; stroke-width: 2; }
    .bar { stroke-width: 1.5; }
    @media (prefers-color-scheme: dark) {
      .surface { fill: #14181d; }
      text { fill: #e4e9ee; }
      .quiet { fill: #a6b2bd; }
      .grid { stroke: #2d363f; }
      .axis { stroke: #8795a1; }
      .span { stroke: #52667a; }
      .ours { fill: #6ea8ff; stroke: #6ea8ff; }
      .floor { fill: #c3ced8; stroke: #c3ced8; }
      .signal { fill: #f59a4c; stroke: #f59a4c; }
      .omemo { fill: #3fc6b4; stroke: #3fc6b4; }
      .olm { fill: #d58be6; stroke: #d58be6; }
      .target { stroke: #ff7a6b; }
      .fit { stroke: #8795a1; }
    }
"""


def document(width, height, title, description, body):
    """A picture that needs nothing from outside and says in words what it shows."""
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="title desc">',
        f'  <title id="title">{escape(title)}</title>',
        f'  <desc id="desc">{escape(description)}</desc>',
        f"  <style>{STYLE}  </style>",
        f'  <rect class="surface" width="{width}" height="{height}"/>',
        *[f"  {line}" for line in body],
        "</svg>", ""])


def text(x, y, words, classes=""):
    shown = f' class="{classes}"' if classes else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{shown}>{escape(words)}</text>'


def line(x1, y1, x2, y2, classes):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{classes}"/>'


def mark(who, x, y, hint):
    """Each of those compared has a shape of its own, so that colour is not needed to read it."""
    shapes = {
        "ours": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6"',
        "floor": f'<rect x="{x - 2:.1f}" y="{y - 8:.1f}" width="4" height="16"',
        "signal": f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"',
        "omemo": f'<path d="M{x:.1f} {y - 6:.1f} l6 11 h-12 z"',
        "olm": f'<path d="M{x:.1f} {y - 6:.1f} l6 6 l-6 6 l-6 -6 z"',
    }
    return f'{shapes[who]} class="{who}"><title>{escape(hint)}</title></{shapes[who][1:].split()[0]}>'


class LogScale:
    """Positions on an axis of powers of ten, from `low` to `high` rounded outwards."""

    def __init__(self, low, high, start, end):
        self.first = math.floor(math.log10(low) + 1e-9)
        self.last = max(math.ceil(math.log10(high) - 1e-9), self.first + 1)
        self.start, self.end = start, end

    def at(self, value):
        part = (math.log10(value) - self.first) / (self.last - self.first)
        return self.start + part * (self.end - self.start)

    def ticks(self):
        return [10.0 ** power for power in range(self.first, self.last + 1)]


def power(value):
    """0.01, 1, 1,000."""
    return f"{value:,.0f}" if value >= 1 else f"{value:.6f}".rstrip("0")
