"""How the cost of one operation grows: the slope of log(cost) over log(size)."""

import math
from dataclasses import dataclass

import works

# Above this a curve is called worse than linear: 1 and what noise adds.
STEEPEST = 1.15
# Up to this the cost is called constant.
FLATTEST = 0.25

# Curve -> (its title, what its sizes count).
CURVES = {
    "chain": ("Receiving one message of a chain", "messages in the chain"),
    "skipped": ("Receiving one beside skipped keys", "skipped keys stored"),
    "sessions": ("Receiving one beside other sessions", "sessions of the device"),
    "fan-out": ("Sending one text to all devices", "devices"),
}


@dataclass
class Curve:
    name: str
    # (size, multiple of X, lowest, highest), ascending.
    points: list
    slope: float
    constant: float

    @property
    def shown(self):
        """The slope with two digits, and no minus before zero."""
        return f"{round(self.slope, 2) + 0.0:.2f}"

    @property
    def title(self):
        return CURVES.get(self.name, (self.name, ""))[0]

    @property
    def axis(self):
        return CURVES.get(self.name, ("", "size"))[1]

    @property
    def grows(self):
        if self.slope > STEEPEST:
            return "worse than linear"
        if self.slope <= FLATTEST:
            return "constant"
        return "linear" if self.slope >= 0.75 else "less than linear"


def fit(points):
    """Least squares of log y over log x: slope and log of the constant. Needs two sizes above 0."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    square = sum((x - mean_x) ** 2 for x, _ in logs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in logs) / square
    return slope, mean_y - slope * mean_x


def tail_slope(points):
    """The slope over the last power of ten, where what grows has overtaken what does not."""
    largest = max(x for x, _ in points)
    last = [point for point in points if point[0] * 10.5 >= largest]
    return fit(last if len(last) > 1 else sorted(points)[-2:])


def curves(figures):
    """The curves of `growth/<curve>/<size>` that have at least three sizes above 0."""
    found = {}
    for name, figure in figures.by_name.items():
        who, work = works.split(name)
        curve, _, size = work.rpartition("/")
        if who == works.GROWTH and curve and size.isdigit():
            found.setdefault(curve, []).append((int(size), figure.median, figure.low, figure.high))
    rank = list(CURVES)
    made = []
    for name in sorted(found, key=lambda n: (rank.index(n) if n in rank else len(rank), n)):
        points = sorted(found[name])
        if sum(size > 0 for size, *_ in points) < 3:
            continue
        slope, constant = tail_slope([(x, y) for x, y, *_ in points])
        made.append(Curve(name, points, slope, constant))
    return made
