"""The curves of growth: a small panel for each, both axes in powers of ten, with the fitted line."""

import math

import svg
import table

PANEL_W, PANEL_H, MARGIN = 480, 300, 20
LEFT, TOP, BOTTOM, RIGHT = 66, 62, 48, 34


def draw(document, curves):
    rows = (len(curves) + 1) // 2
    body = [svg.text(MARGIN, 32, "How the cost of one operation grows", "title"),
            svg.text(MARGIN, 54, "Processor time in X. Dots: medians with lowest and highest repetition. Dashed: the slope "
                                 "over the last power of ten (0 constant, 1 linear).", "small quiet")]
    for place, curve in enumerate(curves):
        body += _panel(curve, MARGIN + (place % 2) * PANEL_W, 66 + (place // 2) * PANEL_H)
    height = 66 + rows * PANEL_H + 30
    machine = document["machine"]
    body.append(svg.text(MARGIN, height - 14, f"{machine['cpu']}; medians of {document['settings']['rounds']} "
                         f"rounds on {document['date'][:10]}; commit {machine['commit'][:12]}.", "small quiet"))
    words = " ".join(f"{curve.title}, from {curve.points[0][0]:,} to {curve.points[-1][0]:,} {curve.axis}: "
                     f"{table.number(curve.points[0][1])} X to {table.number(curve.points[-1][1])} X, slope "
                     f"{curve.shown}, {curve.grows}." for curve in curves)
    return svg.document(2 * PANEL_W + 2 * MARGIN, height, "How the cost of one operation grows", words, body)


def _panel(curve, x0, y0):
    points = [point for point in curve.points if point[0] > 0]
    xs = svg.LogScale(points[0][0], points[-1][0], x0 + LEFT, x0 + PANEL_W - RIGHT)
    low = min(point[2] for point in points)
    high = max(point[3] for point in points)
    # At least two powers of ten, so that noise does not look like growth.
    middle = math.sqrt(low * high)
    low, high = min(low, middle / 9), max(high, middle * 9)
    ys = svg.LogScale(low, high, y0 + PANEL_H - BOTTOM, y0 + TOP)
    body = [svg.text(x0 + LEFT, y0 + 28, curve.title, "strong"),
            svg.text(x0 + LEFT, y0 + 47, f"{curve.grows}: slope {curve.shown}{_at_zero(curve)}", "small quiet")]
    for tick in ys.ticks():
        body += [svg.line(xs.start, ys.at(tick), xs.end, ys.at(tick), "grid"),
                 svg.text(xs.start - 8, ys.at(tick) + 4, f"{svg.power(tick)} X", "end small quiet")]
    for tick in xs.ticks():
        body += [svg.line(xs.at(tick), ys.start, xs.at(tick), ys.start + 5, "axis"),
                 svg.text(xs.at(tick), ys.start + 20, svg.power(tick), "middle small quiet")]
    body += [svg.line(xs.start, ys.start, xs.end, ys.start, "axis"),
             svg.text((xs.start + xs.end) / 2, ys.start + 38, curve.axis, "middle small quiet")]
    body += _fit(curve, points, xs, ys)
    path = " ".join(f"{'L' if i else 'M'}{xs.at(x):.1f} {ys.at(y):.1f}" for i, (x, y, *_) in enumerate(points))
    body.append(f'<path d="{path}" class="ours line" style="fill: none"/>')
    for x, y, lowest, highest in points:
        body.append(svg.line(xs.at(x), ys.at(lowest), xs.at(x), ys.at(highest), "ours bar"))
        body.append(f'<circle cx="{xs.at(x):.1f}" cy="{ys.at(y):.1f}" r="4.5" class="ours"><title>'
                    f"{x:,}: {table.number(y)} X</title></circle>")
    last = points[-1]
    body.append(svg.text(xs.at(last[0]) - 4, ys.at(last[1]) - 12, f"{table.number(last[1])} X", "end small strong"))
    return body


def _at_zero(curve):
    """A power of ten has no place for 0, so its cost is said."""
    size, median, *_ = curve.points[0]
    return "" if size else f"; {table.number(median)} X with none"


def _fit(curve, points, xs, ys):
    ends = [points[0][0], points[-1][0]]
    values = [math.exp(curve.constant + curve.slope * math.log(x)) for x in ends]
    lowest = 10.0 ** ys.first
    if values[0] < lowest:
        ends[0] = math.exp((math.log(lowest) - curve.constant) / curve.slope)
        values[0] = lowest
    return [svg.line(xs.at(ends[0]), ys.at(values[0]), xs.at(ends[1]), ys.at(values[1]), "fit")]
