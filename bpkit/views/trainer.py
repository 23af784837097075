"""What the Trainer shows: J against the steps, and beside it what the network answers, or what its units look for."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.notation import number
from bpkit.numbers import Changes
from bpkit.views.cells import Move, cell, extent, given, label, short
from bpkit.views.graph import Axes, ticks
from bpkit.views.images import contact_sheet, grid, paper, picture
from bpkit.views.page import page
from bpkit.views.panel import layer_button, total, unit_buttons
from bpkit.views.picture import Picture
from bpkit.views.plane import MOST_POINTS, Plane, field
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip, button
from bpkit.views.table import chooser, heading

FEW = 6  # so few examples have their answer written beside them
SIDE = 41  # of the grid of points at which the network is asked
SHORTEST = 10  # steps that the axis has room for at first
MOST_DRAWN = 250  # points of the curve; of more steps, the lowest and the highest J of each few
MOST_ANSWERS, MOST_IMAGES = 600, 225  # in the chart of answers; of units
SIZE = 384  # of what stands at the right
LEAP, LEAPS = 0.02, 2  # J up by so much and a twentieth of it, so often in 20 steps, is worth a word
HALF = 0.3  # the weight that is half as strong in an image as can be

ALPHA, SPEED = Move(step=0.05, least=0.01, decimals=2), Move(step=2, least=1, most=1000, decimals=0)
MOMENTUM = Move(step=0.005, least=0, most=0.99, decimals=2)
START = (
    f"{notation.html('D')} says which way {notation.html('J')} rises. Each step goes the other way: "
    f"{notation.html('Θ := Θ − αD')}."
)


class TrainerScene(NamedTuple):
    """changes : of J, of what can be moved, and of h[1]@t for each of FEW examples. data, options, chosen, own : as in
    a Scene. sizes : units in layers 1 … L. J : at first and after each step. weights : Θ⁽¹⁾, for images.

    h : of the training examples, shape (m, K), None if there are many with two inputs. plane : of two inputs, asked at
    SIDE × SIDE points, else None. held_out : {step: mean cross-entropy}, to the step of now, or None. unit : "step" or
    "pass".
    """

    changes: Changes
    strip: Strip
    data: object
    options: tuple
    chosen: str
    sizes: tuple
    J: np.ndarray
    weights: np.ndarray
    h: np.ndarray
    plane: Plane
    held_out: dict
    unit: str
    own: bool = False


# ---------------------------------------------------------------- the strip


def counted(steps, unit):
    """1 step, 2 steps, 3 passes."""
    return f"{steps} {unit}" if steps == 1 else f"{steps} {_plural(unit)}"


def _plural(unit):
    return {"step": "steps", "pass": "passes"}[unit]


def tools(running, unit):
    """Run and One step, as HTML. unit : "step", or "pass" through all batches."""
    run = "‖ Pause" if running else "▸ Run"
    return button("run", run, "take step after step, and stop", kind="main slot") + button(
        "step", f"One {unit}", f"one {unit} of gradient descent", off=running
    )


def progress(steps, unit, m, train, test):
    """How far it is, as HTML. train, test : shares of right answers, test None where nothing is held out."""
    right = f"{round(train * m)} of {m} answers" if m < 100 else f"{train:.0%} of the answers"
    held_out = "" if test is None else f", and {test:.0%} on the held-out examples"
    verb = "is" if right.startswith("1 of") else "are"
    return f"<b>After {counted(steps, unit)}</b> {right} {verb} right{held_out}."


def comment(J, since=0, momentum=0.0):
    """What follows from the curve, as HTML. J : at first and after each step. since : the step of the last move."""
    if len(J) == 1:
        return f"<b>Press Run, and watch {notation.html('J')} fall.</b>"
    last = J[max(since, len(J) - 21) :]
    turns = [here for before, here, after in zip(last, last[1:], last[2:]) if (here - before) * (after - here) < 0]
    leaps = sum(high > 1.05 * low + LEAP for low, high in pairwise([*last[:1], *turns, *last[-1:]]))
    if leaps < LEAPS:
        return ""
    less = " Less momentum makes them shorter, too." if momentum else ""
    return f"<b>{notation.html('J')} leaps up and down: the steps are too long.{less}</b>"


def stopped(steps, unit, alpha):
    """What to say when the next step, or pass, leads nowhere."""
    return (
        f"Stopped after {counted(steps, unit)}: the next one would make J, or a weight, infinite. α = {alpha:g} is too "
        "large here. Reset, and take a smaller one."
    )


# ---------------------------------------------------------------- the picture


def trainer(scene, width):
    """The whole Trainer as HTML: the strip, and the picture with the menu of training sets laid over it."""
    return page(scene.strip, trainer_stage(scene, width), over=chooser(scene, width))


def trainer_stage(scene, width, live=True):
    """Everything below the strip, as a Picture. live : with its buttons."""
    narrow, data = width < MIDDLE, scene.data
    axes = Axes(56, 84, width - (116 if narrow else 530), 250 if narrow else SIZE - 84, 0, 1)
    low = axes.y + axes.h + 62
    x, y = (36, low + 58) if narrow else (width - SIZE - 16, 34)
    show = _units if data.image_shape else _answers if scene.plane is None else _plane
    parts = [heading(scene, width, live), _curve(scene, axes)]
    parts += [_given(scene, x + SIZE + 20, y + 16, True) if narrow else _given(scene, 6, low, False)]
    parts += [_layers(scene, 6, low if narrow else low + 72, live), show(scene, x, y)]
    after, first, last = counted(len(scene.J) - 1, scene.unit), number(scene.J[0]), number(scene.J[-1])
    told = f"Layers {'-'.join(map(str, scene.sizes))}. J after {after}: from {first} to {last}. {show.__doc__}"
    return Picture(width, y + SIZE + 60 if narrow else low + 88, "".join(parts), told)


def _curve(scene, axes):
    J, drawn, held_out = scene.J, _thinned(scene.J), scene.held_out or {}
    across, up = ticks(max(len(J) - 1, SHORTEST)), ticks(max(J.max(), *held_out.values(), 1e-9))
    axes = axes._replace(right=across[-1], top=up[-1])
    return (
        notation.svg("J", axes.x, axes.y - 22, 26)
        + total("J", scene.changes, axes.x + 24, axes.y - 22, 88, 32, 20)
        + axes.y_axis({tick: f"{tick:.3g}".replace("e+", "e") for tick in up})
        + axes.x_axis(across, "")
        + label(axes.x + axes.w + 10, axes.y + axes.h + 5, _plural(scene.unit), "mu s", read=False)
        + (_held_out(axes, held_out) if held_out else "")
        + axes.curve(drawn, J[drawn], "course")
        + _dot(axes, len(J) - 1, J[-1])
    )


def _held_out(axes, costs):
    """The curve of the held-out examples, dotted, and its name above the axes."""
    told = f"held-out examples, without penalty: {number(costs[max(costs)])}"
    right, y = axes.x + axes.w, axes.y - 22
    left = right - extent(told, 14)
    return (
        axes.curve(list(costs), list(costs.values()), "dashed")
        + f'<path class="dashed" d="M{left - 44:.1f} {y - 5:g}H{left - 10:.1f}"/>'
        + label(left, y, told, "mu s n")
    )


def _dot(axes, x, y):
    return f'<circle class="dot" cx="{axes.across(x):.1f}" cy="{axes.up(y):.1f}" r="6"/>'


def _thinned(J):
    """Which steps to draw, in order. Of many, those with the lowest and the highest J of each few: no leap is lost."""
    few = 1
    while len(J) > MOST_DRAWN * few:
        few *= 2
    if few == 1:
        return np.arange(len(J))
    blocks = J[: len(J) // (2 * few) * (2 * few)].reshape(-1, 2 * few)
    ends = np.sort([blocks.argmin(axis=1), blocks.argmax(axis=1)], axis=0) + 2 * few * np.arange(len(blocks))
    return np.concatenate([[0], ends.T.ravel(), np.arange(blocks.size, len(J))])


def _given(scene, x, y, below):
    """What can be moved, each behind its name: in two lines, or one below the other."""
    m, value, parts = len(scene.data.train.X), scene.changes.now.value, []
    batch = Move(step=max(0.05, m / 400), least=1, most=m, whole=True, decimals=0)
    for k, (ref, told, left, at, down, move) in enumerate((
        ("alpha", "α", 0, 32, 0, ALPHA), ("lambda_", "λ", 100, 30, 0, None), ("seed", "seed", 200, 54, 0, None),
        ("speed", f"{_plural(scene.unit)} a second", 312, 122, 0, SPEED),
        ("momentum", "momentum", 0, 96, 36, MOMENTUM), ("batch", "examples a step", 200, 130, 36, batch),
    )):  # fmt: skip
        left, base, at = (x, y + 46 * k, 130) if below else (x + left, y + down, at)
        is_word = len(told) > 1
        parts.append(
            label(left, base, told, read=False) if is_word else notation.svg(told, left, base + 1, 20, kind="mu")
        )
        look = {"change": scene.changes.sign(ref), "size": 16, "move": move, "told": told if is_word else ""}
        parts.append(given(ref, left + at, base, value(ref), **look))
    end = (left, base + 23) if below else (left + at + 18 + extent(short(value("batch")), 16), base)
    return "".join(parts) + label(*end, f"of {m}", read=False)


def _layers(scene, x, y, live):
    """How many units each layer has. live : with buttons that change the hidden ones."""
    sizes, parts = scene.sizes, [label(x, y, "layers", read=False)]
    L, at = len(sizes), x + 72
    apart = 31 if L < 7 else 24
    for l, size in enumerate(sizes, start=1):
        hidden = live and 1 < l < L
        at += apart * hidden
        parts.append(label(at, y, str(size), "n", "middle", 16))
        if hidden:
            parts.append(unit_buttons(l, size, at, y - 5, apart - 2))
            at += apart
        at += apart
    if live:
        parts.append(layer_button(L - 1, L, at + 10, y - 5))
        parts.append(label(at + 26, y, "layer", "mu s", read=False))
    return "".join(parts)


# ---------------------------------------------------------------- what stands at the right


def _plane(scene, x, y):
    """The plane of the two inputs with the examples, and what the network answers there."""
    data, X = scene.data, scene.data.train.X
    left, low, side = scene.plane.square
    axes = Axes(x, y, SIZE, SIZE, left, left + side, low, low + side)
    r = 9 if len(X) <= FEW else 5 if len(X) <= MOST_POINTS else 3
    parts = [
        _head(scene, x, y, "The network’s answer", "at each point"),
        paper(*axes[:4]),
        field(scene.plane.z, x, y, SIZE),
        *(label(axes.across(v), y + SIZE + 17, short(v), "mu s n", "middle") for v in _round_numbers(left, side)),
        axes.y_axis({v: short(v) for v in _round_numbers(low, side)}),
    ]
    for examples, size, kind in ((data.test, 0.7 * r, "held"), (data.train, r, "")):
        if examples:
            at = axes.across(examples.X[:, 0]), axes.up(examples.X[:, 1])
            parts.append(_shapes(*at, examples.Y[:, 0] > 0.5, size, kind))
    w = extent("0.00", 15) + 8
    for t, (px, py) in enumerate(zip(axes.across(X[:, 0]), axes.up(X[:, 1])), start=1) if len(X) <= FEW else ():
        ref, out = f"h[1]@{t}", r + 4 + w
        left = px - out > x if px < x + SIZE / 2 else px + out > x + SIZE  # outside, if there is room
        look = {"bare": True, "decimals": 2, "size": 15, "kind": "halo", "change": scene.changes.sign(ref)}
        at = px - out + 4 if left else px + r + 2
        parts.append(cell(ref, at, py - 13, w, 26, scene.changes.now.value(ref), **look))
    parts.append(notation.svg("x_{1}", x + SIZE - 8, y + SIZE - 10, 19, "end", "mu halo"))
    parts.append(notation.svg("x_{2}", x + 8, y + 20, 19, kind="mu halo"))
    return "".join(parts) + _key(x, y + SIZE + 44, "on the line h = ½", data.test)


def _round_numbers(least, side):
    """Those for an axis, clear of its ends: as few as there can be, but two."""
    for most in range(1, 12):
        step = ticks(side, most)[1]
        inside = np.arange(np.ceil((least + 0.03 * side) / step), (least + 0.97 * side) / step) * step + 0.0
        if len(inside) > 1:
            return inside.tolist()


def _answers(scene, x, y):
    """What the network answers to each example: h of each output, from the first example to the last."""
    m, K = scene.h.shape
    shown = max(1, MOST_ANSWERS // K)
    axes = Axes(x + 30, y, SIZE - 30, SIZE, 0.5, K + 0.5)
    across = np.arange(1, K + 1)[:, np.newaxis] + np.linspace(-0.38, 0.38, min(m, shown))
    r = 6 if m * K <= 60 else 3.5
    h, Y = (rows[:shown].T.ravel() for rows in (scene.h, scene.data.train.Y))
    parts = [_head(scene, x, y, "The network’s answers", f"to {'the first ' * (m > shown)}{min(m, shown)} examples")]
    parts += [paper(*axes[:4]), axes.y_axis({0: "0", 0.5: "½", 1: "1"})]
    parts.append(f'<path class="plumb" d="M{axes.x:g} {axes.up(0.5):g}h{axes.w:g}"/>')
    parts.append(_shapes(axes.across(across.ravel()), axes.up(h), Y > 0.5, r))
    for k in range(1, K + 1) if K <= 12 else ():
        parts.append(notation.svg(f"h_{{{k}}}" if K > 1 else "h", axes.across(k), y + SIZE + 20, 18, "middle", "mu"))
    return "".join(parts) + _key(x, y + SIZE + 46, "y = 1 belongs above ½")


def _units(scene, x, y):
    """The weights from the pixels to each unit of layer 2, as an image."""
    weights, shape = scene.weights[:MOST_IMAGES, 1:], scene.data.image_shape
    rows, columns = grid(len(weights))
    cell_side = max(shape) + 1
    pixel = min(8, SIZE / (cell_side * columns))
    sheet = contact_sheet(weights, shape, columns, (cell_side, cell_side))[:-1, :-1]
    w, h = pixel * sheet.shape[1], pixel * sheet.shape[0]
    kind = "output units" if len(scene.sizes) == 2 else "hidden units"
    words = label(x, y + h + 28, "orange: ink there makes the unit larger · blue: smaller", "mu s")
    image = paper(x, y, w, h) + picture("units", sheet, HALF, x, y, w, h)
    return _head(scene, x, y, f"The {kind}", "their weights from the pixels") + image + words


def _head(scene, x, y, content, more):
    several = scene.plane is not None and scene.data.Y.shape[1] > 1
    told = f"{more}, output 1" if several else more
    return f'<text class="b" x="{x:g}" y="{y - 16:g}">{content} <tspan class="k">{told}</tspan></text>'


def _key(x, y, told, held_out=None):
    parts = [_shapes([x + 8], [y - 5], [False], 6), label(x + 22, y, "y = 0", "mu s")]
    parts += [_shapes([x + 86], [y - 4], [True], 6), label(x + 100, y, "y = 1", "mu s")]
    if held_out:
        parts += [_shapes([x + 162], [y - 5], [False], 4, "held"), label(x + 174, y, "held out", "mu s")]
    return "".join(parts) + label(x + SIZE, y, told, "mu s", "end")


def _shapes(xs, ys, ones, r, kind=""):
    """Circles for y = 0 and triangles for y = 1, as one path. ones : which are 1."""
    circle = f"a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"
    triangle = f"l{1.1 * r:.3g} {1.95 * r:.3g}h{-2.2 * r:.3g}z"
    path = "".join(
        f"M{x:.1f} {y - 1.15 * r:.1f}{triangle}" if one else f"M{x - r:.1f} {y:.1f}{circle}"
        for x, y, one in zip(xs, ys, ones)
    )
    return f'<path class="{f"shape {kind}".rstrip()}" d="{path}"/>'
