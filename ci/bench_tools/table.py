"""The run as text: for a terminal and for a page."""

import growth
import shares
import works


def multiple(figure):
    return "" if figure is None else number(figure.median)


def number(value):
    """Three digits that matter: 0.0481, 8.56, 12.6, 380."""
    if value == 0:
        return "0"
    if value < 0.1:
        return f"{value:.4f}"
    if value < 1:
        return f"{value:.3f}"
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def times(ratio):
    if ratio is None:
        return ""
    return f"{ratio:.2f}x" if ratio < 100 else f"{ratio:,.0f}x"


def peers_of(figures):
    """The peers that did any work of this run."""
    return [peer for peer in works.PEERS
            if any(works.split(name)[0] == peer for name in figures.by_name)]


def rows(figures, verdicts):
    """The header and one row for each work: text cells, and the verdicts that belong to it."""
    peers = peers_of(figures)
    header = ["work", "ours", "floor", "of floor"]
    for peer in peers:
        header += [peer, "slower"]
    header += ["target", "met"]
    out = []
    for work in figures.works():
        ours = figures.get(works.OURS, work)
        floor = figures.get(works.FLOOR, work)
        cells = [works.title(work), multiple(ours), multiple(floor), times(figures.ratio(ours, floor))]
        for peer in peers:
            part = figures.unopened(peer, work)
            cells += [f"opens {part}", ""] if part else \
                [multiple(figures.get(peer, work)), times(figures.ratio(figures.get(peer, work), ours))]
        mine = [verdict for verdict in verdicts if verdict.work == work]
        own = [verdict for verdict in mine if verdict.peer is None]
        cells.append(" and ".join(f"{v.target}{_noun(v)}" for v in own))
        cells.append(_met(mine))
        out.append(cells)
    return header, out


def _met(verdicts):
    """`yes`, or what was missed: `no: target, olm`; `short: olm` if the reason is known. Nothing where
    nothing was judged."""
    for word, chosen in (("no", [v for v in verdicts if v.missed]), ("short", [v for v in verdicts if v.reason])):
        if chosen:
            return f"{word}: {', '.join(dict.fromkeys(v.peer or 'target' for v in chosen))}"
    return "yes" if verdicts else ""


def _noun(verdict):
    """What a bare number of the target column counts: `allocations`, `opened`."""
    noun = verdict.what.rpartition(": ")[2] if ": " in verdict.what else ""
    return f" {noun}" if noun in ("allocations", "opened") else ""


def aligned(header, body):
    """Columns under each other; numbers to the right, words (the first and the last two) to the left."""
    widths = [max(len(row[i]) for row in [header, *body]) for i in range(len(header))]
    left = {0, len(header) - 2, len(header) - 1}
    lines = []
    for row in [header, *body]:
        cells = [cell.ljust(width) if i in left else cell.rjust(width)
                 for i, (cell, width) in enumerate(zip(row, widths))]
        lines.append("  ".join(cells).rstrip())
    return lines


def markdown(header, body):
    right = ["---:" if 0 < i < len(header) - 2 else "---" for i in range(len(header))]
    return ["| " + " | ".join(cells).replace("<=", "≤").replace(">=", "≥") + " |"
            for cells in [header, right, *body]]


def process_rows(verdicts):
    """What is judged apart from works: programs, memory, growth."""
    return [[v.what, v.got, v.target, "yes" if v.met else "short" if v.reason else "no"]
            for v in verdicts if v.work is None]


def curve_rows(curves):
    return [[curve.title, f"{curve.points[0][0]:,} to {curve.points[-1][0]:,} {curve.axis}",
             f"{number(curve.points[0][1])} X", f"{number(curve.points[-1][1])} X",
             curve.shown, curve.grows] for curve in curves]


CURVE_HEADER = ["one operation", "measured at", "at the first", "at the last", "slope", "grows"]


SHARES_HEADER = ["of the time of", *shares.COLUMNS, shares.OTHER]


def shares_rows(parts):
    """One row for each work: where its time went, in per cent."""
    return [[works.title(work), *(f"{found[name]:.0f} %" if found.get(name, 0) >= 0.5 else ""
                                  for name in SHARES_HEADER[1:])] for work, found in parts.items()]


PROFILE_HEADER = ["one call of", "our instructions", "most of them in", "X25519", "SHA-256", "AES-GCM",
                  "other library calls"]
_X25519 = ("crypto_scalarmult_curve25519", "crypto_scalarmult_curve25519_base")


def profile_rows(profile):
    """Where a call spends the instructions that are ours, and what it asks of the libraries."""
    out = []
    for work, spent in profile.items():
        calls = dict(spent["calls"])
        agreements = sum(calls.pop(name, 0) for name in _X25519)
        hashes = calls.pop("SHA256_Final", 0)
        hash_calls = sum(calls.pop(name, 0) for name in ("SHA256_Init", "SHA256_Update"))
        keys = calls.pop("EVP_CipherFinal_ex", 0)
        functions = ", ".join(f"`{name}` {cost:,}" for name, cost in spent["top"])
        out.append([work, f"{spent['instructions']:,}", functions, f"{agreements:g}", f"{hashes:g}",
                    f"{keys:g}", f"{hash_calls + sum(calls.values()):g}"])
    return out


def text(document, figures, verdicts):
    """The whole report for a terminal."""
    load, machine = document["load"], document["machine"]
    settings = document["settings"]
    units = sorted(run["unit_ns"] / 1000 for run in document["runs"] if run["unit_ns"])
    lines = [
        f"{machine['cpu']}, {machine['processors']} processors; {machine['system']}",
        f"{machine['compiler']} {machine['flags']}; commit {machine['commit'][:12]}"
        f"{' and changes' if machine['changed'] else ''}",
        f"load average {load['before']} before, {load['after']} after; {settings['rounds']} rounds in "
        f"{document['seconds']:.0f} s",
        f"X = one X25519 of libsodium = {units[len(units) // 2]:.1f} us ({units[0]:.1f} to {units[-1]:.1f}); "
        "every time below is processor time in X",
        "",
        *aligned(*rows(figures, verdicts)),
    ]
    curves = growth.curves(figures)
    if curves:
        lines += ["", *aligned(CURVE_HEADER, curve_rows(curves))]
    others = process_rows(verdicts)
    if others:
        lines += ["", *aligned(["programs, memory, growth", "measured", "target", "met"], others)]
    lines.append("")
    for who, why in document["not_run"].items():
        lines.append(f"{who}: not run: {why}")
    for reason in document["failed"].values():
        lines.append(f"NO FIGURE: {reason}")
    for verdict in verdicts:
        if verdict.reason:
            lines.append(f"short: {verdict.what}: {verdict.got}, target {verdict.target}: {verdict.reason}")
        elif verdict.missed:
            lines.append(f"MISSED: {verdict.what}: {verdict.got}, target {verdict.target}")
    lines.append(count(verdicts))
    return lines


def count(verdicts):
    """`70 of 80 targets met, 8 short for a known reason, 2 missed`."""
    parts = [f"{sum(v.met for v in verdicts)} of {len(verdicts)} targets met"]
    short, missed = sum(bool(v.reason) for v in verdicts), sum(v.missed for v in verdicts)
    parts += [f"{short} short for a known reason"] if short else []
    parts += [f"{missed} missed"] if missed else []
    return ", ".join(parts)
