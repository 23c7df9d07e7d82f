"""The change of every work against an earlier run, and whether it is more than noise."""

import table
import works


def rows(now, before):
    """One row for each work that both runs have: both multiples, the change, a word about noise."""
    out = []
    names = sorted((name for name in now.by_name if name in before.by_name),
                   key=lambda n: (works.split(n)[0] != works.OURS, works.split(n)[0],
                                  works.order(works.split(n)[1])))
    for name in names:
        new, old = now.by_name[name], before.by_name[name]
        change = new.median / old.median - 1
        overlap = new.low <= old.high and old.low <= new.high
        spread = max(new.spread, old.spread)
        # Of a single repetition nothing is known about its noise.
        single = min(len(new.x), len(old.x)) < 2
        note = "one repetition: noise unknown" if single else "within the noise" if overlap else \
            "slower" if change > 0 else "faster"
        out.append([name, table.number(old.median), table.number(new.median), f"{100 * change:+.1f} %",
                    f"{100 * spread:.0f} %", note])
    return out


HEADER = ["work", "before, X", "now, X", "change", "spread", ""]


def text(now, before, document, earlier):
    """The table, and what has to be known to read it."""
    lines = table.aligned(HEADER, rows(now, before))
    lines += ["", "spread: highest less lowest repetition, of the median; the wider of the two runs. A change is "
                  "called within the noise when the ranges of the repetitions overlap."]
    for key in ("cpu", "compiler", "flags", "libraries"):
        if document["machine"][key] != earlier["machine"][key]:
            lines.append(f"not the same {key}: {_short(earlier['machine'][key])} before, "
                         f"{_short(document['machine'][key])} now")
    gone = sorted(set(before.by_name) - set(now.by_name))
    if gone:
        lines.append(f"only in the earlier run: {', '.join(gone)}")
    return lines


def _short(value):
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    return value
