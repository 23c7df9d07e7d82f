"""From the raw runs to figures: every time as a multiple of X, medians over the rounds.

X is one X25519 of libsodium, measured by the same process within the same seconds. A ratio of two
works is the median of the ratios of each round, not the ratio of two medians.
"""

import statistics
from dataclasses import dataclass, field

import works

_TO_NS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
# What Google Benchmark itself writes for a benchmark; every other number is a counter.
_OWN = {"family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads",
        "iterations", "real_time", "cpu_time", "aggregate_unit"}


def parse(document):
    """One JSON of Google Benchmark: the unit in ns, the works, and names of works that failed."""
    unit, found, failed = None, [], []
    for entry in document["benchmarks"]:
        if entry.get("run_type", "iteration") != "iteration":
            continue
        name = works.plain_name(entry["name"])
        if entry.get("error_occurred"):
            failed.append(f"{name}: {entry.get('error_message', 'failed')}")
            continue
        cpu_ns = entry["cpu_time"] * _TO_NS[entry["time_unit"]]
        if name == works.UNIT:
            unit = cpu_ns
            continue
        counters = {key: value for key, value in entry.items()
                    if key not in _OWN and isinstance(value, (int, float))}
        found.append({"name": name, "cpu_ns": round(cpu_ns, 3), "iterations": entry["iterations"],
                      "counters": {key: round(value, 4) for key, value in counters.items()}})
    return unit, found, failed


@dataclass
class Figure:
    """One work of one of those compared, over all rounds."""
    # Round -> multiple of X, and -> nanoseconds.
    x: dict = field(default_factory=dict)
    ns: dict = field(default_factory=dict)
    counters: dict = field(default_factory=dict)

    @property
    def median(self):
        return statistics.median(self.x.values())

    @property
    def median_ns(self):
        return statistics.median(self.ns.values())

    @property
    def low(self):
        return min(self.x.values())

    @property
    def high(self):
        return max(self.x.values())

    @property
    def spread(self):
        """How far apart the repetitions lie, as a part of the median."""
        return (self.high - self.low) / self.median if self.median else 0.0

    def counter(self, name):
        values = self.counters.get(name)
        return statistics.median(values) if values else None


class Figures:
    """All works of a run, by name (`ours/encrypt/64`)."""

    def __init__(self, runs):
        self.by_name = {}
        for run in runs:
            if not run["unit_ns"]:
                continue
            for work in run["works"]:
                figure = self.by_name.setdefault(work["name"], Figure())
                figure.x[run["round"]] = work["cpu_ns"] / run["unit_ns"]
                figure.ns[run["round"]] = work["cpu_ns"]
                for name, value in work["counters"].items():
                    figure.counters.setdefault(name, []).append(value)

    def get(self, who, work):
        return self.by_name.get(f"{who}/{work}")

    def unopened(self, who, work):
        """`41 of 1,000` when the messages of a work were not all opened: it was not done, then."""
        figure = self.get(who, work)
        opened = figure.counter("opened") if figure else None
        count = work.rpartition("/")[2]
        if opened is None or not count.isdigit() or opened >= int(count):
            return None
        return f"{opened:,.0f} of {int(count):,}"

    def whole(self, who, work):
        """The figure, if the work was done; None else."""
        return None if self.unopened(who, work) else self.get(who, work)

    def works(self):
        """The works that ours, the floor or a peer did, in the order of the table."""
        names = {works.split(name)[1] for name in self.by_name if works.split(name)[0] != works.GROWTH}
        return sorted(names, key=works.order)

    def ratio(self, above, below):
        """The median of above/below over the rounds that have both; None without any."""
        if above is None or below is None:
            return None
        both = [above.x[n] / below.x[n] for n in above.x if below.x.get(n)]
        return statistics.median(both) if both else None
