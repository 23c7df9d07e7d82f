"""What a run has to reach, and the judgement of each line."""

from dataclasses import dataclass

import growth
import works

# Work -> the most it may cost, in X.
MOST_X = {
    "initiator": 9.5,
    "responder": 7.7,
    "encrypt/64": 0.06,
    "decrypt/64": 0.06,
    "encrypt/1024": 0.07,
    "decrypt/1024": 0.07,
    "ping-pong": 3.4,
    "reversed/1000": 0.12,
}
# 64 KiB: bytes each second, or else a part of the floor's speed.
LARGE = ("encrypt/65536", "decrypt/65536")
LARGE_SIZE = 65536
LEAST_GB_S = 3.9
LEAST_OF_FLOOR = 0.88

STATE_BYTES = 512
STATE_BYTES_SKIPPED = 48
# Works that must not allocate once they are under way.
STEADY = ("encrypt/64", "encrypt/1024", "encrypt/65536", "decrypt/64", "decrypt/1024",
          "decrypt/65536", "ping-pong")

LEAST_TIMES_FASTER = 3.0
# libolm's handshake has three agreements and no signed prekey: it does less.
LEAST_TIMES_FASTER_THAN = {("olm", "initiator"): 2.8, ("olm", "responder"): 1.9}

PEAK_BENCH_KB = 8 * 1000
PEAK_COMMAND_KB = 50 * 1000
START_MS = 20
VECTORS_S = 3.0


# Lines that are known to fall short, each with the reason in a few words; the page of the figures has
# it in full, with the profile (docs/performance.md). They are shown as short, and a run does not fail
# for them. A line by its work and the peer, or by its name.
KNOWN_SHORT = {
    **{(f"import/{skipped}", peer): "ours derives public keys and locks memory, or reads a record a skipped key"
       for skipped in (0, 2000) for peer in works.PEERS},
    **{("export/2000", peer): "ours copies one record for each skipped key" for peer in works.PEERS},
    "smx-bench, messages: peak memory": "what the shared libraries hold before anything runs",
}


@dataclass
class Verdict:
    """One line that was judged. `work` is the row of the table it belongs to, or None."""
    what: str
    got: str
    target: str
    met: bool
    work: str | None = None
    peer: str | None = None

    @property
    def reason(self):
        """Why it falls short, if that is known; None for one that is met."""
        if self.met:
            return None
        return KNOWN_SHORT.get((self.work, self.peer) if self.peer else self.what)

    @property
    def missed(self):
        """It falls short, and nothing is said of it."""
        return not self.met and self.reason is None


def _speed(figures, verdicts):
    for work, most in MOST_X.items():
        figure = figures.get(works.OURS, work)
        if figure:
            verdicts.append(Verdict(works.title(work), f"{figure.median:.3f} X", f"<= {most} X",
                                    figure.median <= most, work))
    for work in LARGE:
        figure = figures.get(works.OURS, work)
        if not figure:
            continue
        speed = LARGE_SIZE / figure.median_ns
        got = f"{speed:.2f} GB/s"
        met = speed >= LEAST_GB_S
        over = figures.ratio(figure, figures.get(works.FLOOR, work))
        if over:
            got += f", {100 / over:.0f} % of the floor"
            met = met or 1 / over >= LEAST_OF_FLOOR
        verdicts.append(Verdict(works.title(work), got,
                                f">= {LEAST_GB_S} GB/s or {100 * LEAST_OF_FLOOR:.0f} % of the floor",
                                met, work))


def _memory(figures, verdicts):
    for work in figures.works():
        figure = figures.get(works.OURS, work)
        if not figure:
            continue
        size = figure.counter("state_bytes")
        if size is not None and works.kind(work) == "export":
            most = STATE_BYTES + STATE_BYTES_SKIPPED * int(work.partition("/")[2])
            verdicts.append(Verdict(f"{works.title(work)}: size", f"{size:,.0f} B",
                                    f"<= {most:,} B", size <= most, work))
        allocations = figure.counter("allocs")
        if allocations is not None and work in STEADY:
            verdicts.append(Verdict(f"{works.title(work)}: allocations", f"{allocations:g}", "0",
                                    allocations == 0, work))
        opened = figure.counter("opened")
        if opened is not None and works.kind(work) in ("reversed", "skipped"):
            count = int(work.partition("/")[2])
            verdicts.append(Verdict(f"{works.title(work)}: opened", f"{opened:,.0f}",
                                    f"all {count:,}", opened >= count, work))


def _peers(figures, verdicts):
    for work in figures.works():
        ours = figures.get(works.OURS, work)
        for peer in works.PEERS:
            ratio = figures.ratio(figures.whole(peer, work), ours)
            if ratio is None:
                continue
            least = LEAST_TIMES_FASTER_THAN.get((peer, work), LEAST_TIMES_FASTER)
            verdicts.append(Verdict(f"{works.title(work)}: against {peer}", f"{ratio:.2f} times faster",
                                    f">= {least}", ratio >= least, work, peer))


def _growth(figures, verdicts):
    for curve in growth.curves(figures):
        verdicts.append(Verdict(f"growth of {curve.name}", f"slope {curve.shown}, {curve.grows}",
                                f"slope <= {growth.STEEPEST}", curve.slope <= growth.STEEPEST))


def _processes(processes, verdicts):
    start = processes.get("start_ms")
    if start is not None:
        verdicts.append(Verdict("smx --version: start to end", f"{start:.1f} ms", f"< {START_MS} ms",
                                start < START_MS))
    vectors = processes.get("vectors_s")
    if vectors is not None:
        verdicts.append(Verdict("all vectors, C++ driver", f"{vectors:.2f} s", f"<= {VECTORS_S:g} s",
                                vectors <= VECTORS_S))
    for key, what, most in (("start_peak_kb", "smx --version: peak memory", PEAK_COMMAND_KB),
                            ("vectors_peak_kb", "all vectors: peak memory", PEAK_COMMAND_KB),
                            ("bench_peak_kb", "smx-bench, messages: peak memory", PEAK_BENCH_KB)):
        if processes.get(key) is not None:
            verdicts.append(Verdict(what, f"{processes[key] / 1000:.1f} MB", f"< {most / 1000:g} MB",
                                    processes[key] < most))


def judge(figures, processes):
    """Every line of the run that has a target, in the order of the tables."""
    verdicts = []
    for part in (_speed, _memory, _peers, _growth):
        part(figures, verdicts)
    _processes(processes, verdicts)
    return verdicts
