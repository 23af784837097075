"""Two costs of one output as hills over its z, with a ball on each; below, how the chain rule makes δ of them."""

from typing import NamedTuple

from bpkit import notation
from bpkit.notation import number
from bpkit.numbers import Changes
from bpkit.views.cells import Move, entry, given, label
from bpkit.views.graph import Axes, arrow, ball
from bpkit.views.picture import Picture
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

Z, Y = Move(0.02, -8, 8, decimals=2), Move(least=0, most=1, decimals=2)
RADIUS, REACH = 9, 60  # of the ball; of the tangent, to either side
TICKS = (-8, -4, 0, 4, 8)


class OutputScene(NamedTuple):
    """changes : of z, y, a, error, slope, steep, delta and squared. cost : {delta: its cost, squared: its} at z.

    curves : for each, (all z, the cost there). strip : what stands above.
    """

    changes: Changes
    cost: dict
    curves: dict
    strip: Strip


class Hill(NamedTuple):
    """What is said of one cost. delta : the ref of its δ. factors : refs of the two that make it. result : what it is.

    twin : the prefix of its ball's z and of its slope.
    """

    name: str
    formula: str
    top: str
    factors: tuple
    result: str
    told: str
    twin: str


HILLS = {
    "delta": Hill(
        "cross-entropy", '−[y "log" a + (1 − y) "log"(1 − a)]', "8", ("steep", "eq:slope"), "a − y",
        "g′ cancels: δ is the error itself. That is line 3.", "eq:",
    ),
    "squared": Hill(
        "squared error", "½ (a − y)^{2}", "½", ("eq:error", "eq2:slope"), "(a − y) a(1 − a)",
        "g′ stays: where g is flat, δ is small, right or wrong.", "eq2:",
    ),
}  # fmt: skip


class Plan(NamedTuple):
    """axes : of each hill. chain : where its chain rule begins. shared : where each number of both begins."""

    axes: dict
    chain: dict
    shared: dict
    width: float
    height: float


def _axes(x, y, w):
    return Axes(x, y, w, 184, -8, 8, 0, 8)


def plan_of(width):
    """The hills side by side, what both share in one row below; or all one under the other."""
    if width < MIDDLE:
        axes = {"delta": _axes(36, 50, 560), "squared": _axes(36, 594, 560)._replace(top=0.5)}
        shared = {"z": (36, 288), "a": (130, 288), "y": (330, 288), "error": (36, 324), "slope": (206, 324)}
        return Plan(axes, {"delta": (36, 388), "squared": (36, 832)}, shared, 640, 976)
    w = width / 2 - 76
    axes = {"delta": _axes(36, 50, w), "squared": _axes(w + 112, 50, w)._replace(top=0.5)}
    shared = {"z": (36, 288), "a": (120, 288), "y": (300, 288), "error": (372, 288), "slope": (w + 112, 288)}
    return Plan(axes, {"delta": (36, 352), "squared": (w + 112, 352)}, shared, width, 496)


SHARED = {"z": "z =", "a": "a = g(z) =", "y": "y =", "error": "a − y =", "slope": "g′(z) = a(1 − a) ="}


def output_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    plan, value = plan_of(width), scene.changes.now.value
    parts = [_hill(scene, plan, delta) + _chain(scene, plan, delta) for delta in HILLS]
    for ref, source in SHARED.items():
        x, y = plan.shared[ref]
        at = x + notation.width(source, 19) + 8
        parts.append(notation.svg(source, x, y + 1, 19, kind="mu"))
        if move := {"z": Z, "y": Y}.get(ref):
            parts.append(given(ref, at, y, value(ref), change=scene.changes.sign(ref), size=17, move=move))
        else:
            parts.append(_number(scene, ref, at + 72, y, 84))
    told = ", ".join(f"the {hill.name}’s δ is {number(value(delta))}" for delta, hill in HILLS.items())
    return Picture(plan.width, plan.height, "".join(parts), f"At z = {number(value('z'))}, {told}")


def _number(scene, ref, right, y, w=92, **look):
    return entry(scene.changes, ref, right, y, w, 27, size=17, **look)


def _hill(scene, plan, delta):
    hill, axes = HILLS[delta], plan.axes[delta]
    z, slope, cost = scene.changes.now.value("z"), scene.changes.now.value(delta), scene.cost[delta]
    x, y = float(axes.across(z)), float(axes.up(cost))
    rise = slope * (axes.h / axes.top) / (axes.w / 16)
    above = RADIUS * (1 + rise**2) ** 0.5  # its middle, over z, so that it lies on the hill and not in it
    on = ball(hill.twin + "z", x, y - above, z, axes.move, r=RADIUS)
    return (
        label(axes.x, axes.y - 32, hill.name, "b")
        + notation.svg(hill.formula, axes.x + 112, axes.y - 32, 17, kind="mu", spoken=True)
        + axes.x_axis(TICKS, "z")
        + axes.y_axis({0: "0", axes.top: hill.top})
        + axes.curve(*scene.curves[delta])
        + f'<path class="plumb" d="M{x:.1f} {y:.1f}V{axes.y + axes.h}"/>'
        + _scales(scene, axes)
        + axes.tangent(z, cost, slope, REACH)
        + on
    )


def _scales(scene, axes):
    """How much steeper than the other one this hill is drawn; or the other one to this one's scale."""
    if axes.top < 8:
        return label(axes.x + axes.w, axes.y - 32, f"drawn {8 / axes.top:g} times as steep", "mu s", "end")
    zs, costs = scene.curves["squared"]
    k, x, way = (0, axes.x + 6, "start") if costs[0] > costs[-1] else (-1, axes.x + axes.w - 6, "end")
    told = label(x, axes.up(costs[k]) - 7, "squared error", "mu s halo", way)
    return axes.curve(zs, costs, "dashed") + told


def _chain(scene, plan, delta):
    """∂cost/∂a · ∂a/∂z = δ, in letters and in numbers, and δ on a line from −1 to 1."""
    hill, (x, y), value = HILLS[delta], plan.chain[delta], scene.changes.now.value(delta)
    parts = []
    if delta == "delta":  # a(1 − a) stands below and above, and is struck out
        parts += [
            notation.svg("a − y", x + 70, y - 13, 19, "middle"),
            f'<path class="sum" d="M{x + 24} {y - 6}h92"/>',
            notation.svg("a(1 − a)", x + 70, y + 14, 19, "middle"),
            f'<path class="cancel" d="M{x + 30} {y + 18}l82 -19M{x + 182} {y + 6}l82 -20"/>',
        ]
    else:
        parts.append(notation.svg("a − y", x + 70, y, 19, "middle"))
    parts += [
        notation.svg("·", x + 148, y, 19, "middle") + notation.svg("a(1 − a)", x + 222, y, 19, "middle"),
        notation.svg("=", x + 296, y, 19, "middle") + notation.svg(hill.result, x + 380, y, 19, "middle"),
        _number(scene, hill.factors[0], x + 104, y + 44, w=110),
        notation.svg("·", x + 148, y + 44, 19, "middle"),
        _number(scene, hill.factors[1], x + 256, y + 44),
        notation.svg("=", x + 296, y + 44, 19, "middle"),
        _number(scene, delta, x + 416, y + 44, bold=True),
    ]
    middle, line = x + 230, y + 92
    parts += [
        notation.svg("δ", x, line + 6, 21),
        f'<path class="hair" d="M{middle - 180} {line}h360"/><path class="sum" d="M{middle} {line - 10}v20"/>',
        label(middle - 186, line + 5, "−1", "mu s n", "end") + label(middle + 188, line + 5, "1", "mu s n"),
        arrow(middle, middle + 180 * value, line, value, 6),
        label(x, y + 128, hill.told, "mu"),
    ]
    return "".join(parts)
