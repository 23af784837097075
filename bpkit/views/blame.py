"""Line 4 as blame: the errors of the outputs come back along the lines to one hidden unit, and its slope takes a share.

The parts of the error lie tip to tail as arrows, and the gray wedge is the slope: it is never wider than a quarter.
"""

import json
from typing import NamedTuple

from bpkit import notation
from bpkit.notation import number
from bpkit.numbers import Changes
from bpkit.views.cells import Box, Move, bracketed, column, column_heads, edge, entry, label, matrix, short, unit
from bpkit.views.graph import arrow
from bpkit.views.images import outline
from bpkit.views.network import head
from bpkit.views.picture import Picture, escape, sign
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

ERROR, OUT = Move(least=-1, most=1, decimals=2), Move(least=0, most=1, decimals=2)
HIDDEN = (Box(0, 38, 120, 30), *(Box(0, top, 120, 54) for top in (75, 136, 197)))  # x is the plan's
OUTPUTS = tuple(Box(0, top, 120, 34) for top in (67, 127, 187))
EQUALS, NUMBER, PITCH = 236, 310, 30  # where each "=" of the sum and its number end; from one row to the next
BACK = 3 * PITCH + 10, 4 * PITCH + 16, 5 * PITCH + 30  # the rows of the sum, the slope and δ, below the first part


class BlameScene(NamedTuple):
    """changes : of delta[3][i], Theta[2][i, j], a[2][j], delta[2][j], and of the chosen unit j's term[2][i, j],
    back[2][j] and slope[2][j].

    unit : j, 0 for the bias unit. flows : whether the errors travel back to it. strip : what stands above.
    """

    changes: Changes
    unit: int
    flows: bool
    strip: Strip


class Plan(NamedTuple):
    """hidden, outputs : the left sides of the units. matrix : the upper left corner of Θ. rows : the middle of the
    first arrow. zero, scale : where the arrows begin, and the pixels of 1.
    """

    hidden: float
    outputs: float
    matrix: tuple
    rows: float
    zero: float
    scale: float
    width: float
    height: float


WIDE = Plan(190, 540, (700, 70), 286, 654, 56, 1000, 486)
NARROW = Plan(36, 500, (28, 324), 460, 486, 27, 640, 660)


def blame_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    plan, value, j = NARROW if width < MIDDLE else WIDE, scene.changes.now.value, scene.unit
    body = _network(scene, plan, live) + _matrix(scene, plan, live) + _sum(scene, plan)
    flow = f'<g data-flow="{escape(json.dumps(_flow(scene)))}" data-flow-key="{j}"/>' if scene.flows and live else ""
    told = f"The error of hidden unit {j}: the sum of its parts {number(value(f'back[2][{j}]'))}"
    told += f", its slope {number(value(f'slope[2][{j}]'))}, its δ {number(value(f'delta[2][{j}]'))}"
    return Picture(plan.width, plan.height, body + flow, told)


def _network(scene, plan, live):
    """The lines, the chosen unit's strong and above the others, and the units; behind each hidden one its button."""
    value, chosen = scene.changes.now.value, scene.unit
    hidden = [box._replace(x=plan.hidden) for box in HIDDEN]
    outputs = [box._replace(x=plan.outputs) for box in OUTPUTS]
    lines = ""
    for j in sorted(range(4), key=lambda j: j == chosen):
        for i, box in enumerate(outputs, start=1):
            look = {"kind": "act" if j == chosen else "", "given": False, "pick": live}
            lines += edge(2, i, j, value(f"Theta[2][{i}, {j}]"), hidden[j], box, 4, **look)
    parts = [_heads(plan), f'<g class="flowdim">{lines}</g>']
    for j, box in enumerate(hidden):
        on, right = j == chosen, box.right - 8
        pick = f' data-ref="unit[{j}]" data-pick="1" role="button" aria-pressed="{str(on).lower()}"' if live else ""
        parts.append(
            f'<g class="row"{pick} aria-label="hidden unit {j}"><rect class="bg" x="{box.x - 34:g}" y="{box.y - 2:g}" '
            f'width="{box.w + 36:g}" height="{box.h + 4:g}" rx="14"/>'
            f"{label(box.x - 12, box.middle + 5, str(j), 'n b' if on else 'n mu', 'end')}</g>"
        )
        parts.append(f'<g pointer-events="none">{unit(2, j, box, [], bias=j == 0, kind="flowing" * on)}</g>')
        y = box.middle + (5 if j == 0 else -6)
        parts.append(notation.svg(f"a_{{{j}}}", box.x + 12, y, 18, kind="mu"))
        if j == 0:
            parts.append(label(right, y, "1", "n", "end"))
            continue
        parts.append(entry(scene.changes, f"a[2][{j}]", right, y, 62, move=OUT))
        parts.append(notation.svg(f"δ_{{{j}}}", box.x + 12, y + 24, 18, kind="mu"))
        parts.append(entry(scene.changes, f"delta[2][{j}]", right, y + 24, 84, bold=on, pick=live))
    for i, box in enumerate(outputs, start=1):
        parts.append(unit(3, i, box, [], kind="read"))
        parts.append(notation.svg(f"δ_{{{i}}}", box.x + 14, box.middle + 6, 19, kind="mu"))
        parts.append(entry(scene.changes, f"delta[3][{i}]", box.right - 10, box.middle + 5, 72, move=ERROR))
    return "".join(parts) + _pills(scene, hidden[chosen], outputs)


def _heads(plan):
    """The names of the layers, and between them the way the errors go."""
    right, left = plan.outputs - 14, plan.hidden + 134
    back = (
        f'<g class="vec"><path class="w" d="M{right:g} 13H{left:g}"/><path class="head" d="M{left:g} 13l9-5v10z"/></g>'
    )
    return head(2, 3, plan.hidden + 60, 18) + head(3, 3, plan.outputs + 60, 18) + f'<g class="nul">{back}</g>'


def _pills(scene, end, outputs):
    """Each part where it comes in, one under the other, on the lines of the chosen unit."""
    j, pills = scene.unit, []
    for i, box in enumerate(outputs, start=1):
        ref, x = f"term[2][{i}, {j}]", end.right + 0.26 * (box.x - end.right)
        y = end.middle + 0.12 * (140 - end.middle) + 0.1 * (box.middle - end.middle) + 23 * (i - 2)
        value = scene.changes.now.value(ref)
        pills.append(
            f'<g class="pill {sign(value)}" data-key="part{i}" aria-hidden="true" pointer-events="none">'
            f'<rect x="{x - 36:.1f}" y="{y - 11:.1f}" width="72" height="22" rx="11"/>'
            f'<text class="n v" x="{x:.1f}" y="{y + 5:.1f}" text-anchor="middle" font-size="14">'
            f"{number(value)}</text></g>"
        )
    return "".join(pills)


def _flow(scene):
    """How the errors travel along the lines, and become parts of the chosen unit's."""
    value, j = scene.changes.now.value, scene.unit
    hides = [f"delta[2][{j}]", f"eq:delta[2][{j}]"]
    return [
        {
            "edge": f"edge[2][{i}, {j}]", "back": True, "turn": 0, "of": 1, "hides": hides,
            "from": short(value(f"delta[3][{i}]")), "to": number(value(f"term[2][{i}, {j}]")),
        }
        for i in (1, 2, 3)
    ]  # fmt: skip


def _matrix(scene, plan, live):
    """Θ with the column of the chosen unit framed: row i stands, in a wide picture, beside output i."""
    (x, y), now, j = plan.matrix, scene.changes.now, scene.unit
    pitch, look = 60 if plan is WIDE else 30, {"plain": True, "pick": live}
    values, w = now.array("Theta", 2).reshape(3, 4), 70  # in narrower columns the frame would touch digits
    rows = "".join(
        label(x - 8, y + pitch * i + 18, str(i + 1), "mu s n", "end")
        + matrix(row[None], lambda _, k, i=i: f"Theta[2][{i + 1}, {k}]", x, y + pitch * i, w, 28, **look)
        for i, row in enumerate(values)
    )
    frame = outline(column(x, j, w) + 1, y - 3, w, 2 * pitch + 34, "me")
    below = y + 2 * pitch + 54
    told = "a column of Θ: a row of its transpose" if j else "column 0 leads from the bias unit"
    told = label(x, below, told, "mu s") if plan is WIDE else label(x + 306, y + 48, told, "mu s")
    return (
        notation.svg("Θ^{(2)}", x, 24 if plan is WIDE else y - 40, 20)
        + column_heads(4, x, y - 12, w)
        + rows
        + frame
        + told
    )


def _sum(scene, plan):
    """The parts with their sum, the slope and δ, one under the other; and the same as arrows, from 0 on."""
    value, j, top = scene.changes.now.value, scene.unit, plan.rows
    a, rest = short(value(f"a[2][{j}]")), short(1 - value(f"a[2][{j}]"))
    refs = [f"term[2][{i}, {j}]" for i in (1, 2, 3)]
    sources = []
    for i in (1, 2, 3):
        factors = (bracketed(short(value(ref))) for ref in (f"Theta[2][{i}, {j}]", f"delta[3][{i}]"))
        sources.append(f"Θ_{{{i}{j}}} δ_{{{i}}} = {' · '.join(factors)} =")
    sources += [f'(Θ^{{"T"}}δ)_{{{j}}} =', f"a_{{{j}}}(1 − a_{{{j}}}) = {a} · {rest} ="]
    sources += [f'δ^{{(2)}}_{{{j}}} = (Θ^{{"T"}}δ)_{{{j}}} · a_{{{j}}}(1 − a_{{{j}}}) =']
    refs += [f"back[2][{j}]", f"slope[2][{j}]", f"eq:delta[2][{j}]"]
    ys = [*(top + PITCH * k for k in range(3)), *(top + y for y in BACK)]
    parts = [
        notation.svg(source, EQUALS, y + 6, 18, "end")
        + entry(scene.changes, ref, NUMBER, y + 5, 100, bold=ref.startswith("eq:"))
        for source, ref, y in zip(sources, refs, ys)
    ]
    parts.append("" if j else label(NUMBER + 14, ys[5] + 5, "dropped"))
    for y in (top + 2 * PITCH + 20, top + BACK[1] + 19):
        parts.append(f'<path class="sum" d="M{NUMBER - 90} {y}H{NUMBER + 4}"/>')
    total, slope, error = (value(ref) for ref in refs[3:])
    at, x = 0.0, lambda v: plan.zero + plan.scale * v
    parts.append(f'<path class="hair" d="M{plan.zero} {top - 18}V{top + BACK[2] + 14}"/>')
    for k, ref in enumerate(refs[:3]):
        end, below = at + value(ref), ys[k + 1] - 6
        parts.append(arrow(x(at), x(end), ys[k], value(ref)))
        parts.append(f'<path class="plumb" d="M{x(end):.1f} {ys[k] + 5}V{below}"/>')
        at = end
    wedge = f"M{plan.zero} {ys[3] + 8}H{x(total):.1f}L{x(error):.1f} {ys[5] - 8}H{plan.zero}z"
    side, anchor = (-10, "end") if total >= 0 else (10, "start")
    parts += [
        arrow(x(0), x(total), ys[3], total, 6),
        f'<path class="wedge" d="{wedge}"/>',
        label(plan.zero + side, ys[4] + 5, f"× {short(slope)}", "mu n", anchor),
        arrow(x(0), x(error), ys[5], error, 6),
    ]
    return "".join(parts)
