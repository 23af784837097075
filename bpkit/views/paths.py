"""A weight and J, all weights and J, the paths from a weight to J, and what they share: δ.

The network stands in the same place in all four parts, and a factor of a path stands below the unit or the line that
gives it.
"""

import json
from typing import NamedTuple

from bpkit import notation
from bpkit.notation import Ref, number
from bpkit.numbers import Changes
from bpkit.views.cells import Box, Move, choice, edge, entry, extent, label, rect, short, tint, unit, unit_line
from bpkit.views.graph import Axes, ball
from bpkit.views.network import head
from bpkit.views.picture import Picture, escape, sign
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

ONE, ALL, PATHS, DELTA = 1, 2, 3, 4  # the parts
SIZES, L = (2, 2, 2, 2), 4
LEFT, RIGHT = -6, 6  # the ends of the hill of one weight
WEIGHT = Move(least=-9, most=9, decimals=2)
LAYERS, UNITS = (Move(step=0.1, least=1, most=most, whole=True, decimals=0) for most in (40, 100))
HIGH = 3.0  # J at the top of a hill
MIDDLES = (74, 164)  # of the units
TOP, PITCH, CELL = 226, 38, 27  # where what is below the network begins; from one path to the next; a factor's height


class Way(NamedTuple):
    """A path from a weight on. units : where it leads, layer by layer. factors : (source, quantity, value) of each.

    products : of the first factor, of the first two, and so on.
    """

    units: tuple
    factors: tuple
    products: tuple


class PathsScene(NamedTuple):
    """changes : of J, Theta[l][i, j], a[l][i], delta[l][i] and D[l][i, j], layers and units. strip : what stands above.

    part : what is shown. answers : y. hills : {ref: (weights, J at each)}, in part ONE where the learner has been.
    weight : (l, i, j), whose ways are shown: those up to layer end, where δ stands for the rest. drawn : how many of
    them. chosen : the one that is brought out, from 1, or None; flows : whether its product travels along it.
    counts : of the network with those layers and units, the paths from one weight and the lines.
    """

    changes: Changes
    strip: Strip
    part: int
    answers: tuple
    hills: dict
    weight: tuple
    ways: tuple
    end: int
    drawn: int
    chosen: int
    flows: bool
    counts: tuple


class Plan(NamedTuple):
    """centers : of the layers. unit : the width of a unit. left : of J."""

    centers: tuple
    unit: int
    left: float
    width: float
    height: float

    @property
    def narrow(self):
        return self.width < MIDDLE

    @property
    def right(self):
        """Where the numbers of the rows end."""
        return self.width - (4 if self.narrow else 7)

    def box(self, l, k):
        h = 30 if l == 1 else 46
        return Box(self.centers[l - 1] - self.unit / 2, MIDDLES[k - 1] - h / 2, self.unit, h)

    def gap(self, l):
        """The middle between layers l and l + 1."""
        return (self.centers[l - 1] + self.centers[l]) / 2

    def below(self, l, c):
        """Below what gives factor c of a path that begins with a weight of layer l: a line, then a unit, and so on."""
        k = l + (c + 1) // 2
        return self.centers[k - 1] if c % 2 else self.gap(k)


def plan_of(width, part):
    if width < MIDDLE:
        return Plan((44, 200, 356, 512), 86, 584, 640, {ONE: 440, ALL: 584, PATHS: 472, DELTA: 548}[part])
    pitch = (width - 315) / 3
    return Plan(tuple(59 + pitch * k for k in range(L)), 106, width - 136, width, 418 if part == ONE else 512)


def paths_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    plan = plan_of(width, scene.part)
    below = {ONE: _hill, ALL: _hills, PATHS: _ways, DELTA: _ways}[scene.part]
    told = f"A network with layers 2-2-2-2, and its J, {number(scene.changes.now.value('J'))}"
    return Picture(plan.width, plan.height, _network(scene, plan, live) + below(scene, plan, live), told)


# ---------------------------------------------------------------- the network


def _lit(scene):
    """The lines that are brought out, as (l, i, j); None where all are alike."""
    if scene.part == ONE:
        return {(1, 1, 1)}
    if scene.part != PATHS:
        return None
    l, i, j = scene.weight
    shown = [scene.ways[scene.chosen - 1]] if scene.chosen else scene.ways[: scene.drawn]
    found = {scene.weight}
    for way in shown:
        found |= {(l + k, after, before) for k, (before, after) in enumerate(zip(way.units, way.units[1:]), start=1)}
    return found


def _network(scene, plan, live):
    value, lit = scene.changes.now.value, _lit(scene)
    parts = [head(l, L, x, 18, 100 if plan.narrow else 200) for l, x in enumerate(plan.centers, start=1)]
    lines = []
    for l in range(1, L):
        for i in (1, 2):
            for j in (1, 2):
                given = scene.part == ALL or (scene.part == ONE and (l, i, j) == (1, 1, 1))
                look = {"kind": "act" if lit and (l, i, j) in lit else "", "given": given, "move": WEIGHT}
                look |= {"pick": live and scene.part in (PATHS, DELTA), "widest": WEIGHT.most}
                weight = value(f"Theta[{l}][{i}, {j}]")
                lines.append(edge(l, i, j, weight, plan.box(l, j), plan.box(l + 1, i), 4, **look))
    dim = ' class="flowdim"' if lit else ""
    parts.append(f'<g data-key="edges"{dim}>{"".join(lines)}</g>')
    parts += [_unit(scene, plan, l, k) for l in range(1, L + 1) for k in (1, 2)]
    return "".join(parts) + _cost(scene, plan)


def _unit(scene, plan, l, k):
    """A unit with its output, and, once it is there, its δ."""
    box, value, change = plan.box(l, k), scene.changes.now.value, scene.changes.sign
    has_delta = scene.part == DELTA and l >= scene.end
    parts = [unit(l, k, box, [], kind="flowing" if has_delta and l == scene.end < L else "")]
    lines = [(f"a[{l}][{k}]", f"{'x' if l == 1 else 'a'}_{{{k}}}")]
    lines += [(f"delta[{l}][{k}]", f"δ_{{{k}}}")] * has_delta
    pitch = 20 if l > 1 else box.h - 6
    for row, (ref, source) in enumerate(lines):
        content = short(value(ref)) if l == 1 else number(value(ref))
        room = Box(box.x + 3, box.y + 3 + pitch * row, box.w - 6, pitch)
        parts.append(unit_line(room, ref, source, content, value(ref), change(ref), row == 1))
    return "".join(parts)


def _cost(scene, plan):
    """y beside the output units, and J."""
    right, left, parts = plan.box(L, 1).right, plan.left, []
    for k, (y, middle) in enumerate(zip(scene.answers, MIDDLES), start=1):
        bend = f"C{right + 20:g} {middle} {right + 2:g} 119 {left - 8:g} 119"
        parts.append(f'<path class="sum" d="M{right:g} {middle}{bend}"/>')
        source, beside = f"y_{{{k}}} = {short(y)}", middle + (26 if k == 2 else -13)
        parts.append(notation.svg(source, right + 6, beside, 17, kind="mu"))
    if plan.narrow:
        look = {"w": 54, "size": 16}
        return "".join(parts) + notation.svg("J", left + 10, 122, 26) + _J(scene, plan.width - 4, 146, **look)
    parts.append(notation.svg("J", left, 129, 32) + _J(scene, plan.width - 6, 129, w=104, size=26))
    if (was := scene.changes.was_value("J")) is not None:
        parts.append(label(plan.width - 6, 153, f"was {number(was)}", "mu s n", "end"))
    return "".join(parts)


def _J(scene, right, y, **look):
    return entry(scene.changes, "J", right, y, bold=True, **look)


# ---------------------------------------------------------------- one weight, all weights


def _hill(scene, plan, live):
    """J against one weight, where the learner has been, with the ball."""
    ((ref, (weights, J)),) = scene.hills.items()
    axes = Axes(48, TOP, plan.width - 110, plan.height - TOP - 38, LEFT, RIGHT, 0.8, HIGH)
    value, parts = scene.changes.now.value(ref), [axes.x_axis(range(LEFT, RIGHT + 1, 2), "")]
    parts.append(notation.svg(Ref.parse(ref).source, axes.x + axes.w + 12, axes.y + axes.h + 6, 18))
    parts.append(notation.svg("J", 20, axes.y + 10, 20) + axes.curve(weights, J))
    for k, side in ((0, -1), (-1, 1)):
        if LEFT < weights[k] < RIGHT:
            x, y = float(axes.across(weights[k])), float(axes.up(J[k]))
            parts.append(label(x + 16 * side, y + 5, "?", "mu", "middle", 17))
    x, y = float(axes.across(value)), float(axes.up(scene.changes.now.value("J")))
    parts.append(f'<path class="plumb" d="M{x:.1f} {y:.1f}V{axes.y + axes.h:g}"/>')
    parts.append(ball(f"eq:{ref}", x, y - 10, value, axes.move, r=10))
    above = plan.gap(1), MIDDLES[0] - 14
    parts.append(entry(scene.changes, ref, above[0] + 24, above[1], 52, kind="halo", move=WEIGHT))
    return "".join(parts)


def _hills(scene, plan, live):
    """J against each weight, under its lines, as the matrices stand."""
    pitch = plan.gap(2) - plan.gap(1)
    w, h, parts = min(104, pitch / 2 - 12), 78, []
    for l in range(1, L):
        parts.append(notation.svg(f"Θ^{{({l})}}", plan.gap(l), TOP + 6, 19, "middle", "mu"))
    for ref, (weights, J) in scene.hills.items():
        _, l, i, j, *_ = Ref.parse(ref)
        x, y = plan.gap(l) + (j - 2) * (w + 12) + 6, TOP + 22 + (i - 1) * (h + 36)
        axes, value = Axes(x, y, w, h, WEIGHT.least, WEIGHT.most, 0, 4), scene.changes.now.value(ref)
        shown = J <= axes.top
        parts.append(f'<path class="hair" d="M{x:g} {y + h}h{w:g}"/>' + axes.curve(weights[shown], J[shown]))
        parts.append(notation.svg(f"Θ_{{{i}{j}}}", x, y + h + 18, 16, kind="mu"))
        parts.append(entry(scene.changes, ref, x + w, y + h + 18, 50, size=15, move=WEIGHT))
        at = float(axes.across(value)), float(axes.up(scene.changes.now.value("J"))) - 6
        parts.append(ball(f"eq:{ref}", *at, value, axes.move._replace(decimals=2), r=6))
    x, y = (6, 488) if plan.narrow else (plan.gap(3) + w + 22, TOP + 44)
    runs = len(weights) * len(scene.hills), len(scene.hills) + 1, 1
    told = "to draw these twelve hills", "to nudge each and look", "there and back: how?"
    for k, (count, words) in enumerate(zip(runs, told)):
        at = y + (32 if plan.narrow else 68) * k
        parts.append(label(x + 38, at, str(count), "n b", "end", 18))
        parts.append(label(x + 46, at, f"run{'s' * (count > 1)} of the network", ""))
        parts.append(label(x + 194, at, words) if plan.narrow else label(x + 46, at + 22, words))
    return "".join(parts)


# ---------------------------------------------------------------- the paths, and δ


def _ways(scene, plan, live):
    """A row for each path that is drawn, and their sum; in part DELTA with the counts of a larger network."""
    told = [label(6, TOP + 10, "The paths of" if len(scene.ways) > 1 else "The slope for"), _heads(scene, plan)]
    told.append(notation.svg(_name(scene), 102, TOP + 10, 18))
    told += [_row(scene, plan, n, live) for n in range(1, scene.drawn + 1)]
    if scene.drawn == len(scene.ways):
        told.append(_sum(scene, plan))
    if scene.part == DELTA:
        told.append(_counts(scene, plan))
    if scene.flows and live:
        steps = escape(json.dumps(_steps(scene, scene.ways[scene.chosen - 1])))
        told.append(f'<g data-flow="{steps}" data-flow-key="{scene.weight}{scene.chosen}"/>')
    return "".join(told)


def _heads(scene, plan):
    """What the factors are, where there is no room for that beside them."""
    if not (plan.narrow and scene.drawn):
        return ""
    l, last, parts = scene.weight[0], len(scene.ways[0].factors) - 1, []
    for c in range(last + 1):
        k = l + (c + 1) // 2
        source = f"g′^{{({k})}}" if c % 2 else f"Θ^{{({k})}}"
        if c in (0, last):
            source = ("a − y" if scene.end == L else f"δ^{{({scene.end})}}") if c else "x" if l == 1 else f"a^{{({l})}}"
        parts.append(notation.svg(source, plan.below(l, c) + 30, TOP + 34, 16, "end", "mu"))
    return "".join(parts)


def _name(scene):
    return Ref("Theta", *scene.weight).source


def _top(plan, n):
    """Where row n of the paths begins, from 1."""
    return TOP + (42 if plan.narrow else 30) + PITCH * (n - 1)


def _row(scene, plan, n, live):
    """Path n, in the middle of those that it stands for: it slides there."""
    l, way, on = scene.weight[0], scene.ways[n - 1], n == scene.chosen
    alike = 2 ** (L - scene.end)
    middle = _top(plan, alike * (n - 1) + (alike + 1) / 2)
    told = f"path {n}: {' times '.join(short(value) for *_, value in way.factors)} equals {number(way.products[-1])}"
    name = f"path {n}" if len(scene.ways) > 1 else "1 product"
    parts = [rect("bg", 0, -4, 84, 35, 6), rect("hit", 84, -4, plan.width - 84, 35)]
    parts.append(label(8, 19, name, "b" if on else "mu"))
    for c, factor in enumerate(way.factors):
        x = plan.below(l, c)
        parts.append(_factor(plan, x, *factor))
        parts.append(label((x + plan.below(l, c - 1)) / 2, 19, "·", "mu", "middle", 18) if c else "")
    parts.append(label(plan.centers[-1] + (44 if plan.narrow else 105), 19, "=", "mu", "middle", 17))
    parts.append(label(plan.right, 19, number(way.products[-1]), "n v", "end", 14 if plan.narrow else 17))
    row = choice(f"path[{n}]", "row", told, "".join(parts), live=live, on=on)
    return f'<g class="slides" data-key="row{n}" transform="translate(0 {middle:g})">{row}</g>'


def _factor(plan, x, source, quantity, value):
    """A number with its name and its tint, around x; without its name where there is no room."""
    w = 70 if plan.narrow else 116 if "−" in source else 100
    decimals = 2 if quantity == "Theta" else 4
    content = short(value) if source.startswith("x") else number(value, decimals)
    parts = [rect("t", x - w / 2, 0, w, CELL, 5, f' fill-opacity="{tint(quantity, value):.3f}"')]
    if not plan.narrow:
        parts.append(notation.svg(source, x - w / 2 + 6, 19, 16))
    parts.append(label(x + w / 2 - 5, 19, content, "n", "end", 14 if plan.narrow else 14.5))
    return f'<g class="{sign(value)}" aria-hidden="true">{"".join(parts)}</g>'


def _sum(scene, plan):
    """The slope of J for the weight, under its paths."""
    y, right = _top(plan, 5) + 6, plan.right
    line = f'<path class="sum" d="M{right - 106:g} {y - 6}H{right:g}"/>'
    name = notation.svg(f"∂J/∂{_name(scene)} =", right - 92, y + 20, 19, "end")
    return line + name + entry(scene.changes, str(Ref("D", *scene.weight)), right, y + 20, 90, size=18, bold=True)


def _counts(scene, plan):
    """What both ways cost in a network of so many layers and units."""
    x, y, parts = 6, _top(plan, 5) + (70 if plan.narrow else 62), []
    for words, ref, w, move in (("With", "layers", 30, LAYERS), ("hidden layers of", "units", 34, UNITS)):
        parts.append(label(x, y, words))
        x += extent(words) + w
        parts.append(entry(scene.changes, ref, x, y, w, size=17, move=move))
        x += 10
    parts.append(label(x, y, "units:"))
    told = zip(scene.counts, ("paths from one weight", "lines, each gone over once"))
    for k, (count, words) in enumerate(told):
        content = f"{_grouped(count)} {words}"
        drawn = label(plan.right, y + 26 * k + 30 * plan.narrow, content, "n", "end", 16)
        parts.append(f'<g role="img" aria-label="{notation.spoken(content)}">{drawn}</g>')
    return "".join(parts)


def _grouped(count):
    """7 629 394 531 250, and from 10¹⁵ on 2.1 · 10²⁵."""
    if count < 10**15:
        return f"{count:,}".replace(",", "\u00a0")
    digits, power = f"{count:.1e}".split("e+")
    return notation.plain(f"{digits} · 10^{{{int(power)}}}")


def _steps(scene, way):
    """How the product travels along the lines of a path."""
    l, i, j = scene.weight
    units = (j, *way.units)
    edges = [f"edge[{l + k}][{after}, {before}]" for k, (before, after) in enumerate(zip(units, units[1:]))]
    told = [way.products[0], *way.products[:-1]]
    return [
        {
            "edge": one, "turn": k, "of": len(edges), "hides": [f"path[{scene.chosen}]"],
            "from": number(told[2 * k]), "to": number(told[2 * k + 1]),
        }
        for k, one in enumerate(edges)
    ]  # fmt: skip
