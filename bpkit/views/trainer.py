"""What the Trainer shows: J against the steps, and at its right what the network answers, or what its units look for."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.notation import number
from bpkit.numbers import Changes
from bpkit.views.cells import MOVES, Move, cell, extent, label, plus_minus, written
from bpkit.views.graph import Axes, ticks
from bpkit.views.images import contact_sheet, grid, paper, picture
from bpkit.views.page import page
from bpkit.views.panel import MOST_LAYERS, MOST_UNITS, total
from bpkit.views.picture import Picture
from bpkit.views.plane import bounds, field
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip, button
from bpkit.views.table import chooser, heading

FEW = 6  # so few examples have their answer written beside them
SIDE = 41  # of the grid of points at which the network is asked
SHORTEST = 10  # steps that the axis has room for at first
MOST_DRAWN = 250  # points of the curve; of more steps, the lowest and the highest J of each few
MOST_ANSWERS = 600  # in the chart of answers
SIZE = 384  # of what stands at the right
LEAPS = 0.02  # J has risen, if it is so much above where it began
HALF = 0.3  # the weight that is half as strong in an image as can be

ALPHA, SPEED = Move(step=0.05, least=0.01, decimals=2), Move(step=2, least=1, most=1000, decimals=0)
START = (
    f"{notation.html('D')} says which way {notation.html('J')} rises. Each step goes the other way: "
    f"{notation.html('Θ := Θ − αD')}."
)


class TrainerScene(NamedTuple):
    """changes : of J, alpha, lambda_, seed, speed, and h[1]@t for each of FEW examples. data, options, chosen, own : as
    in a Scene. sizes : units in layers 1 … L. J : at first and after each step. weights : Θ⁽¹⁾, for images.

    h : of the training examples, shape (m, K), None if there are many with two inputs. z : for two inputs, z of the
    first output at each point of plane.points(data.X, SIDE).
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
    z: np.ndarray
    own: bool = False


# ---------------------------------------------------------------- the strip


def tools(running):
    """Run and One step, as HTML."""
    run = "❚❚ Pause" if running else "▸ Run"
    return button("run", run, "take step after step, and stop", kind="main slot") + button(
        "step", "One step", "one step of gradient descent", off=running
    )


def progress(steps, m, train, test):
    """How far it is, as HTML. train, test : shares of right answers, test None where nothing is held out."""
    right = f"{round(train * m)} of {m} answers" if m < 100 else f"{train:.0%} of the answers"
    held_out = "" if test is None else f", and {test:.0%} on the held-out examples"
    verb = "is" if right.startswith("1 of") else "are"
    return f"<b>After {steps} step{'s' * (steps != 1)}</b> {right} {verb} right{held_out}."


def comment(J):
    """What follows from the curve, as HTML."""
    if len(J) == 1:
        return f"<b>Press Run, and watch {notation.html('J')} fall.</b>"
    return f"<b>{notation.html('J')} is larger than at first: the steps are too long.</b>" if J[-1] > J[0] + LEAPS else ""


def stopped(steps, alpha):
    """What to say when the next step leads nowhere."""
    return (
        f"Stopped after {steps} steps: the next one makes J, or a weight, too large to be a finite number. "
        f"α = {alpha:g} is too large here. Reset, and take a smaller one."
    )


# ---------------------------------------------------------------- the picture


def trainer(scene, width):
    """The whole Trainer as HTML: the strip, and the picture with the menu of training sets laid over it."""
    return page(scene.strip, trainer_stage(scene, width), over=chooser(scene, width))


def trainer_stage(scene, width, live=True):
    """Everything below the strip, as a Picture. live : with its buttons."""
    narrow, data = width < MIDDLE, scene.data
    axes = Axes(56, 84, width - (100 if narrow else 530), 250 if narrow else SIZE - 50, 0, 1)
    low = axes.y + axes.h + 62
    x, y = (56, low + 96) if narrow else (width - SIZE - 16, 34)
    show = _units if data.image_shape else _answers if scene.z is None else _plane
    parts = [heading(scene, width, live), _curve(scene, axes), _given(scene, 56, low), _layers(scene, 56, low + 38, live)]
    steps = len(scene.J) - 1
    told = f"J after {steps} steps: from {number(scene.J[0])} to {number(scene.J[-1])}; on the right, {show.__doc__}"
    height = y + SIZE + 70 if narrow else low + 56
    return Picture(width, height, "".join(parts) + show(scene, x, y), told, role="group")


def _curve(scene, axes):
    J, steps = scene.J, max(len(scene.J) - 1, SHORTEST)
    across, up = ticks(steps), ticks(max(J.max(), 0.01))
    last = across[-1] if across[-1] >= steps else across[-1] + across[1]
    axes = axes._replace(right=last, top=max(up[-1], J.max()))
    drawn = _thinned(J)
    x, y = axes.across(len(J) - 1), axes.up(J[-1])
    return (
        notation.svg("J", axes.x, axes.y - 18, 26)
        + total("J", scene.changes, axes.x + 24, axes.y - 18, 110, 32, 20)
        + axes.y_axis({tick: f"{tick:.3g}".replace("e+", "e") for tick in up})
        + axes.x_axis([tick for tick in [*across, last] if tick <= last], '"steps"')
        + axes.curve(drawn, J[drawn], "course")
        + f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
    )


def _thinned(J):
    """The steps to draw, in order: no leap is left out, and a longer curve goes through the points of a shorter one."""
    few = 1
    while len(J) > MOST_DRAWN * few:
        few *= 2
    if few == 1:
        return np.arange(len(J))
    blocks = J[: len(J) // (2 * few) * 2 * few].reshape(-1, 2 * few)
    start = np.arange(len(blocks)) * 2 * few
    ends = np.sort([start + blocks.argmin(axis=1), start + blocks.argmax(axis=1)], axis=0).T.ravel()
    return np.concatenate([[0], ends, np.arange(blocks.size, len(J), few), [len(J) - 1]])


def _given(scene, x, y):
    """α, λ, the seed and the steps a second."""
    value, sign, parts = scene.changes.now.value, scene.changes.sign, []
    for ref, at, right, move in (("alpha", 0, 70, ALPHA), ("lambda_", 104, 172, None), ("speed", 336, 374, SPEED)):
        if ref != "speed":
            parts.append(notation.svg(notation.Ref(ref).source, x + at, y + 1, 20, kind="mu"))
        look = {"given": True, "plain": True, "bare": True, "size": 16, "change": sign(ref), "move": move}
        parts.append(cell(ref, x + right - 56, y - 18, 62, 26, value(ref), **look))
    return "".join(parts) + label(x + 208, y, "seed", "mu")


def _layers(scene, x, y, live):
    """How many units each layer has, with buttons for the hidden ones."""
    return ""


def _plane(scene, x, y):
    """the plane of the two inputs with the examples, and what the network answers there"""
    return field(scene.z, x, y, SIZE)


def _answers(scene, x, y):
    """what the network answers to each example"""
    return ""


def _units(scene, x, y):
    """the weights from the pixels to each unit of layer 2 as an image"""
    return ""
