"""Curves with a point on each and the tangent there, as a Picture that follows the theme."""

from typing import NamedTuple

import numpy as np

from bpkit.notation import number, svg
from bpkit.views.picture import FORMULA, SMALL, Picture, sign, text

LEFT, TOP, RIGHT, BOTTOM = 48, 30, 14, 40  # room for the ticks and the titles
INSIDE = 296, 180  # width and height of what the axes enclose
REACH = 62  # pixels from the point to each end of the tangent
STYLE = {
    "curve": "fill: none; stroke: var(--bpkit-muted); stroke-width: 2",
    "dashed": "fill: none; stroke: var(--bpkit-muted); stroke-width: 2; stroke-dasharray: 6 4",
    "tangent": "stroke: currentColor; stroke-width: 3; stroke-linecap: round",
    "grid": "stroke: var(--bpkit-line); stroke-opacity: .6",
    "guide": "stroke: var(--bpkit-muted); stroke-dasharray: 2 3",
    "point": "fill: var(--bpkit-text)",
}


class Curve(NamedTuple):
    """A curve through the points (x, y), and the point on it where it is looked at, with its slope there."""

    name: str
    x: np.ndarray
    y: np.ndarray
    at: tuple
    slope: float
    dashed: bool = False


def curves_with_tangents(curves, *, x_ticks, y_ticks, names, title=""):
    """Each Curve with its point and the tangent there, orange where it rises, blue where it falls.

    The axes run from the first to the last tick; a point beyond them stands at the edge, as an arrow.
    names : of the horizontal and of the vertical axis, as sources. Returns a Picture.
    """
    width, height = INSIDE
    (x_least, x_most), (y_least, y_most) = (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1])

    def right(value):
        return (value - x_least) / (x_most - x_least) * width

    def down(value):
        return height - (value - y_least) / (y_most - y_least) * height

    inside = [_line("grid", right(tick), 0, right(tick), height) for tick in x_ticks]
    inside += [_line("grid", 0, down(tick), width, down(tick)) for tick in y_ticks]
    markers = []
    for curve in curves:
        points = " ".join(f"{right(p):.1f},{down(q):.1f}" for p, q in zip(curve.x, curve.y))
        inside.append(f'<polyline style="{STYLE["dashed" if curve.dashed else "curve"]}" points="{points}"/>')
        x = right(np.clip(curve.at[0], x_least, x_most))
        y = down(np.clip(curve.at[1], y_least, y_most))
        inside.append(_line("guide", x, y, x, height) + _line("guide", 0, y, x, y))
        beyond = (curve.at[0] > x_most) - (curve.at[0] < x_least)
        if not beyond:
            step = np.array([right(1) - right(0), down(curve.slope) - down(0)])
            across, along = REACH * step / np.hypot(*step)
            inside.append(
                _line("tangent", x - across, y - along, x + across, y + along, f' class="{sign(curve.slope)}"')
            )
        markers.append(_marker(LEFT + x, TOP + y, beyond))

    parts = [text(LEFT + width, 16, title, kind="title", anchor="end")] if title else []
    # The inside is an svg of its own, which cuts off what reaches out of it.
    frame = f'x="{LEFT}" y="{TOP}" width="{width}" height="{height}"'
    parts.append(f'<svg {frame} viewBox="0 0 {width} {height}">{"".join(inside)}</svg>')
    parts += [f'<rect class="frame" {frame}/>', *markers]
    muted = {"kind": "muted", "size": SMALL}
    for tick in x_ticks:
        parts.append(text(LEFT + right(tick), TOP + height + 18, _tick(tick), anchor="middle", **muted))
    for tick in y_ticks:
        parts.append(text(LEFT - 6, TOP + down(tick) + 4, _tick(tick), anchor="end", **muted))
    parts.append(svg(names[0], LEFT + width / 2, TOP + height + 34, FORMULA, "middle"))
    parts.append(svg(names[1], 2, 16, FORMULA))
    told = [
        f"{c.name} against {names[0]}: {number(c.at[1])} at {number(c.at[0])}, slope {number(c.slope)}" for c in curves
    ]
    return Picture(LEFT + width + RIGHT, TOP + height + BOTTOM, "".join(parts), "; ".join(told))


def line_sample(x, y, dashed):
    """A short piece of line, to say in a legend which curve is which."""
    return _line("dashed" if dashed else "curve", x, y, x + 34, y)


def _line(style, x1, y1, x2, y2, attributes=""):
    return f'<line{attributes} style="{STYLE[style]}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _marker(x, y, beyond):
    """The point: a dot, or an arrow at the edge to where the point is."""
    if not beyond:
        return f'<circle style="{STYLE["point"]}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    return f'<path style="{STYLE["point"]}" d="M{x + 5 * beyond:.1f} {y:.1f} l{-10 * beyond} -7 v14 z"/>'


def _tick(value):
    return f"{value:g}".replace("-", "−")
