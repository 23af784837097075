"""One unit: what goes in, the terms of its sum laid tip to tail under the axis of g, and the slope of g there."""

from typing import NamedTuple

from bpkit import notation
from bpkit.notation import number
from bpkit.numbers import Changes
from bpkit.views.cells import Box, Move, bracketed, edge, entry, label, short, unit, written
from bpkit.views.graph import Axes, arrow
from bpkit.views.network import head
from bpkit.views.picture import Picture
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

WEIGHT, INPUT = Move(least=-6, most=6, decimals=2), Move(least=-2, most=2, decimals=2)
MIDDLES = (66, 136, 206)  # of the bias unit and the inputs
BESIDE = (56, 122, 232)  # the baselines of their weights: above a line that falls, below one that rises
NAMES = ("a_{0}", "x_{1}", "x_{2}")
EQUALS, RIGHT, PITCH = 220, 300, 32  # where each "=" of the sum and its number end; from one row to the next


class UnitScene(NamedTuple):
    """changes : of Theta[1][1, j], x[j], term[1][1, j], z[2][1], a[2][1] and slope[2][1].

    curve : z and g(z), to draw; the axis goes from the first z to the last. strip : what stands above.
    """

    changes: Changes
    curve: tuple
    strip: Strip


class Plan(NamedTuple):
    """The axes of g, the middle of the first arrow, and the baseline of the first row of the sum."""

    g: Axes
    arrows: float
    rows: float
    width: float
    height: float


def plan_of(width, left, right):
    """left, right : the ends of the axis of z."""
    if width < MIDDLE:
        return Plan(Axes(24, 312, 560, 160, left, right), 520, 668, 640, 878)
    return Plan(Axes(530, 48, width - 565, 190, left, right), 290, 295, width, 486)


def unit_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    plan, changes = plan_of(width, scene.curve[0][0], scene.curve[0][-1]), scene.changes
    z, a, slope = (changes.now.value(f"{name}[2][1]") for name in ("z", "a", "slope"))
    body = _unit(changes) + _sum(plan, changes) + _arrows(plan, changes) + _curve(plan.g, scene.curve, z, a, slope)
    told = f"A unit with three weights: z = {number(z)}, a = {number(a)}, slope {number(slope)}"
    return Picture(plan.width, plan.height, body, told)


def _unit(changes):
    """The inputs, the lines that are their weights, and the unit."""
    value, sign = changes.now.value, changes.sign
    target = Box(340, 106, 112, 60)
    parts = [head(1, 2, 59, 18), label(396, 18, "one unit", "b", "middle")]
    for j, middle in enumerate(MIDDLES):
        parts.append(edge(1, 1, j, value(f"Theta[1][1, {j}]"), Box(6, middle - 15, 106, 30), target, 3, move=WEIGHT))
    for j, (middle, y) in enumerate(zip(MIDDLES, BESIDE)):
        box = Box(6, middle - 15, 106, 30)
        parts.append(unit(1, j, box, [], bias=j == 0) + notation.svg(NAMES[j], 17, middle + 5, 18, kind="mu"))
        if j == 0:
            parts.append(label(98, middle + 5, "1", "n", "end"))
        else:
            parts.append(entry(changes, f"x[{j}]", 98, middle + 5.5, 60, 26, size=15.5, kind="halo", move=INPUT))
        parts.append(notation.svg(f"Θ_{{1{j}}}", 122, y, 17, kind="mu halo"))
        parts.append(entry(changes, f"Theta[1][1, {j}]", 204, y + 1, 58, size=15.5, kind="halo", move=WEIGHT))
    lines = [
        (f"{q}[2][1]", q, written(value(f"{q}[2][1]")), value(f"{q}[2][1]"), sign(f"{q}[2][1]"), False) for q in "za"
    ]
    return "".join(parts) + unit(2, 1, target, lines)


def _sum(plan, changes):
    """The terms with their numbers, z, a and the slope, one under the other."""
    value, rows = changes.now.value, []
    for j, name in enumerate(NAMES):
        x = 1.0 if j == 0 else value(f"x[{j}]")
        factors = f"{short(value(f'Theta[1][1, {j}]'))} · {bracketed(short(x))}"
        rows.append((f"Θ_{{1{j}}} {name} = {factors} =", f"term[1][1, {j}]"))
    rows += [("z =", "eq:z[2][1]"), ("a = g(z) =", "eq:a[2][1]"), ("g′(z) = a(1 − a) =", "slope[2][1]")]
    parts = []
    for k, (source, ref) in enumerate(rows):
        y = plan.rows + PITCH * k + (6 if k > 2 else 0)
        parts.append(notation.svg(source, EQUALS, y + 1, 18, "end"))
        parts.append(entry(changes, ref, RIGHT, y + 0.5, 96, 26, bold=k in (3, 5)))
    line = plan.rows + 2 * PITCH + 12
    told = f"{'the slope of the tangent: ' * (plan.width >= MIDDLE)}how much of a change of z reaches a"
    return "".join(parts) + f'<path class="sum" d="M222 {line}H{RIGHT + 4}"/>' + label(RIGHT + 30, y, told, "mu")


def _arrows(plan, changes):
    """The terms as arrows on the axis of z, each from where the last one ends."""
    axes, at, y = plan.g, 0.0, plan.arrows
    bottom, parts = axes.y + axes.h, []
    for kind, v, top in (("hair", 0, axes.y), ("plumb", changes.now.value("z[2][1]"), bottom)):  # not through the ticks
        parts.append(f'<path class="{kind}" d="M{axes.across(v):.1f} {top}V{bottom}m0 24V{y + 92}"/>')
    for j in range(3):
        term = changes.now.value(f"term[1][1, {j}]")
        x1, x2 = float(axes.across(at)), float(axes.across(at + term))
        parts.append(arrow(x1, x2, y + PITCH * j, term))
        if j < 2:
            parts.append(f'<path class="plumb" d="M{x2:.1f} {y + PITCH * j + 5}v{PITCH - 10}"/>')
        at += term
    x = float(axes.across(at))
    parts.append(f'<path class="tipmark" d="M{x:.1f} {y + 92}l-5 9h10z"/>')
    return "".join(parts) + label(x, y + 117, number(at), "n b", "middle")


def _curve(axes, points, z, a, slope):
    """g, with the point above the last arrow's tip, and the tangent there."""
    return (
        axes.x_axis((axes.left, axes.left / 2, 0, axes.right / 2, axes.right), "z")
        + axes.y_axis({0.5: "½", 1: "1"})
        + f'<path class="plumb" d="M{axes.x} {axes.up(1):g}h{axes.w}"/>'
        + notation.svg("a = g(z)", axes.x, axes.y - 12, 19)
        + axes.curve(*points)
        + axes.plumb(z, a)
        + axes.tangent(z, a, slope, 92)
        + f'<circle class="dot" cx="{axes.across(z):.1f}" cy="{axes.up(a):.1f}" r="6"/>'
    )
