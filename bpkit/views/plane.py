"""A training set with two features as points in a plane, tinted as the network answers there."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.views.cells import MOVES, entry, short
from bpkit.views.images import picture
from bpkit.views.picture import escape
from bpkit.views.plan import TABLE
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import titled
from bpkit.views.table import MOST_ROWS, chosen, heading

MOST_POINTS = 200  # that can be chosen and dragged; of more, the others are dots
TOP, SIZE, BELOW = 30, 170, 52  # of the plane, in the picture; of the numbers below it


class Square(NamedTuple):
    """The part of the plane that is shown. left, low : x₁ and x₂ of its lower left corner. wide : its side."""

    left: float
    low: float
    wide: float


class Plane(NamedTuple):
    """The plane, as the network answers there. z : of the first output at each of points(square)."""

    square: Square
    z: np.ndarray


def are_points(X):
    """Whether examples are shown as points of a plane, and not as rows of a table."""
    return X.shape[1] == 2 and len(X) > MOST_ROWS


def square(data, X):
    """The Square that holds all points of a training set, and those of X, to which they were moved.

    As long as all of X is in there, it is that of data: then it stands still while X changes.
    """
    low, high = data.min(axis=0), data.max(axis=0)
    side = max(0.5, 0.5 * np.ceil(2.2 * (high - low).max()))
    corner = np.round((low + high - side) / 2, 1)
    if X is data or ((corner <= X) & (corner + side >= X)).all():
        return Square(*corner.tolist(), float(side))
    both = np.vstack([data, X])
    return square(both, both)


def points(square, side=26):
    """Where to ask the network for z, a row each: a grid over the plane, from its upper left corner, line by line."""
    left, low, wide = square
    across, up = np.linspace(left, left + wide, side), np.linspace(low + wide, low, side)
    return np.column_stack([np.tile(across, side), np.repeat(up, side)])


def part(scene, width, live=True):
    """The training set, in the table's place: (its SVG, its lower end, where the lines to the input units begin)."""
    x, size = (22, TABLE) if width < MIDDLE else (0, SIZE)
    parts, links = [heading(scene, width, live), plane(scene, x, TOP, size, live)], None
    if width >= MIDDLE:
        left, low, wide = scene.plane.square
        across, up = (scene.numbers.X[scene.numbers.t - 1] - (left, low)) / wide * size
        py = TOP + size - up
        parts.append(f'<path class="link" data-key="link" d="M{x + across + 9:.1f} {py:.1f}H{TABLE}"/>')
        links = (TABLE, py)
    return "".join(parts), TOP + size + BELOW, links


def plane(scene, x, y, size, live=True):
    """The plane with the points, and below it the chosen one in numbers: BELOW pixels high.

    A click on a point chooses it, and it can be dragged: the points' coordinates begin in the lower left corner, so
    that the browser can put one where the hand is.
    """
    numbers, (left, low, wide) = scene.numbers, scene.plane.square
    X, Y, t = numbers.X, numbers.Y, numbers.t
    pixel = wide / size
    at = (np.round((X - (left, low)) / pixel, 1) * (1, -1)).tolist()
    parts = [
        f'<rect class="paper" x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}"/>',
        field(scene.plane.z, x, y, size),
        notation.svg("x_{1}", x + size - 6, y + size - 8, 16, "end", "mu"),
        notation.svg("x_{2}", x + 7, y + 17, 16, kind="mu"),
        f'<g class="plane" transform="translate({x:g} {y + size:g})" data-least="{left:g} {low:g}" '
        f'data-most="{left + wide:g} {low + wide:g}" data-pixel="{pixel!r}" data-decimals="{MOVES["x"].decimals}">',
    ]
    dots = [*(k for k in range(1, numbers.m + 1) if k != t), t]  # the chosen one lies on top
    if numbers.m > MOST_POINTS:
        for kind, wanted in (("dots0", False), ("dots1", True)):
            path = "".join(f"M{a:g} {b:g}h0" for (a, b), y_k in zip(at, Y[:, 0] > 0.5) if y_k == wanted)
            parts.append(f'<path class="{kind}" d="{path}"/>')
        dots = [t]
    for k in dots:
        on, filled = k == t, int(Y[k - 1, 0] > 0.5)
        told = f"example {k}, x {short(X[k - 1, 0])}, {short(X[k - 1, 1])}, y {short(Y[k - 1, 0])}"
        given = f'data-given="{float(X[k - 1, 0])!r} {float(X[k - 1, 1])!r} {MOVES["x"].step:g}"'
        pick = f'data-ref="point[{k}]" data-pick="1" {given} role="button"' if live else f'data-key="point{k}"'
        parts.append(
            f'<g class="pt{" on" * on}" {pick} aria-pressed="{str(on).lower()}" aria-label="{escape(told)}" '
            f'transform="translate({at[k - 1][0]:g} {at[k - 1][1]:g})"><circle class="ring" r="8.5"/>'
            f'<circle class="dot{filled}" r="4.4"/></g>'
        )
    return "".join(parts) + "</g>" + _numbers(scene, x, y + size + 4, live)


def field(z, x, y, size):
    """How the network answers: a tint by z, and a line where z = 0, so h = ½. z : at points(X, side), for any side."""
    side = round(len(z) ** 0.5)
    z = np.reshape(z, (side, side))
    middles = (z[:-1, :-1] + z[1:, :-1] + z[:-1, 1:] + z[1:, 1:]) / 4
    image = picture("plane", middles, 1, x, y, size, size, "comp")
    line = f'<path class="half comp" d="{_zero(z, x, y, size / (side - 1))}"/>'
    return f'<g class="field">{image}{line}</g>'


def _zero(z, x, y, pitch):
    """The line z = 0 as a path: in each square of the grid that it crosses, from side to side."""
    above, path = z > 0, ""
    corners = above[:-1, :-1].astype(int) + above[1:, :-1] + above[:-1, 1:] + above[1:, 1:]
    around = ((0, 0), (0, 1), (1, 1), (1, 0), (0, 0))
    for row, column in zip(*(index.tolist() for index in np.nonzero(corners % 4))):
        ends = []
        for (r1, c1), (r2, c2) in zip(around, around[1:]):
            a, b = z[row + r1, column + c1], z[row + r2, column + c2]
            if (a > 0) != (b > 0):
                share = a / (a - b)
                ends.append((column + c1 + (c2 - c1) * share, row + r1 + (r2 - r1) * share))
        for (x1, y1), (x2, y2) in zip(ends[::2], ends[1::2]):
            path += f"M{x + x1 * pitch:.1f} {y + y1 * pitch:.1f}L{x + x2 * pitch:.1f} {y + y2 * pitch:.1f}"
    return path


def _numbers(scene, x, y, live):
    """The chosen example in numbers: ‹ t ›, y, h, and its place."""
    t, parts = scene.numbers.t, [chosen(scene.numbers, x, y, live)]
    for source, ref, left, right, base in (
        ("y", f"y[1]@{t}", 94, 124, y + 17), ("h", f"h[1]@{t}", 138, TABLE - 6, y + 17),
        ("x_{1}", f"x[1]@{t}", 6, 78, y + 42), ("x_{2}", f"x[2]@{t}", 96, 170, y + 42),
    ):  # fmt: skip
        look = {"move": MOVES.get(ref[0]), "decimals": 3, "size": 15}
        parts.append(titled(ref[0], notation.svg(source, x + left, base, 18, kind="mu")))
        parts.append(entry(scene.changes, ref, x + right, base + 1, 60, **look))
    return "".join(parts)
