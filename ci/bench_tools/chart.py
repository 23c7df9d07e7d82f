"""The chart of all works: one row each, a mark for ours, the floor and every peer, on a log axis."""

import svg
import table
import targets
import works

WIDTH, LEFT, RIGHT, TOP, ROW = 1000, 268, 745, 112, 28
# These two grew from one library and cost alike: a little apart, so that both are seen.
APART = {"signal": -4.5, "omemo": 4.5}
NAMES = {"ours": "ours", "floor": "floor", "signal": "libsignal-protocol-c", "omemo": "libomemo-c",
         "olm": "libolm"}


def draw(document, figures):
    """SVG text; the rows are the works that we measured in X."""
    rows = [work for work in figures.works() if figures.get(works.OURS, work)]
    shown = [works.OURS, works.FLOOR, *table.peers_of(figures)]
    values = [figures.get(who, work).median for work in rows for who in shown if figures.whole(who, work)]
    values = [value for value in values if value > 0]
    bottom = TOP + ROW * len(rows)
    scale = svg.LogScale(min(values), max(values), LEFT, RIGHT)
    body = _head(shown)
    body += _axis(scale, bottom)
    for place, work in enumerate(rows):
        body += _row(figures, work, shown, scale, TOP + ROW * place + ROW / 2)
    machine = document["machine"]
    body.append(svg.text(20, bottom + 52, f"{machine['cpu']}; {machine['compiler']}; medians of "
                         f"{document['settings']['rounds']} rounds on {document['date'][:10]}; commit "
                         f"{machine['commit'][:12]}.", "small quiet"))
    return svg.document(WIDTH, bottom + 70, "What each work costs, in multiples of one X25519",
                        _words(figures, rows, shown), body)


def _head(shown):
    body = [svg.text(20, 32, "What each work costs", "title"),
            svg.text(20, 54, "Processor time in X, one X25519 of libsodium in the same process; further left is "
                             "faster; each line of the grid is ten times the last.", "small quiet")]
    x = 26
    for who in shown:
        body += [svg.mark(who, x, 79, NAMES[who]), svg.text(x + 13, 83.5, NAMES[who])]
        x += 40 + 7.2 * len(NAMES[who])
    body += [svg.line(x, 71, x, 87, "target"), svg.text(x + 10, 83.5, "most it may cost")]
    body += [svg.text(822, 83.5, "ours, X", "end small quiet"),
             svg.text(890, 83.5, "of floor", "end small quiet"),
             svg.text(982, 83.5, "peers slower", "end small quiet")]
    return body


def _axis(scale, bottom):
    body = []
    for tick in scale.ticks():
        x = scale.at(tick)
        body += [svg.line(x, TOP - 8, x, bottom, "grid"),
                 svg.text(x, bottom + 18, f"{svg.power(tick)} X", "middle small quiet")]
    body.append(svg.line(LEFT, bottom, RIGHT, bottom, "axis"))
    return body


def _row(figures, work, shown, scale, y):
    ours = figures.get(works.OURS, work)
    floor = figures.get(works.FLOOR, work)
    body = [svg.text(LEFT - 14, y + 4.5, works.title(work), "end")]
    spread = [figures.get(who, work).median for who in shown if figures.whole(who, work)]
    spread = [value for value in spread if value > 0]
    if len(spread) > 1:
        body.append(svg.line(scale.at(min(spread)), y, scale.at(max(spread)), y, "span"))
    if work in targets.MOST_X:
        x = scale.at(targets.MOST_X[work])
        body.append(svg.line(x, y - 11, x, y + 11, "target"))
    # Ours is drawn last: nothing hides it.
    for who in reversed(shown):
        figure = figures.whole(who, work)
        if figure and figure.median > 0:
            body.append(svg.mark(who, scale.at(figure.median), y + APART.get(who, 0),
                                 f"{NAMES[who]}: {table.number(figure.median)} X"))
    body.append(svg.text(822, y + 4.5, table.number(ours.median), "end strong"))
    body.append(svg.text(890, y + 4.5, _times(figures.ratio(ours, floor)), "end"))
    slower = [figures.ratio(figures.whole(peer, work), ours) for peer in shown[2:]]
    slower = [ratio for ratio in slower if ratio]
    if slower:
        low, high = _short(min(slower)), _short(max(slower))
        body.append(svg.text(982, y + 4.5, f"{low}\u00d7" if low == high else f"{low} to {high}\u00d7", "end"))
    return body


def _times(ratio):
    return "" if ratio is None else f"{ratio:.2f}\u00d7"


def _short(ratio):
    return f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}" if ratio < 10 else f"{ratio:,.0f}"


def _words(figures, rows, shown):
    parts = []
    for work in rows:
        said = [f"{NAMES[who]} {table.number(figures.get(who, work).median)} X"
                for who in shown if figures.whole(who, work)]
        parts.append(f"{works.title(work)}: {', '.join(said)}.")
    return " ".join(parts)
