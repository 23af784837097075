"""The error flowing back through one weight matrix: which output errors a hidden unit has a part in."""

from typing import NamedTuple

import numpy as np

from bpkit.notation import number, plain, svg, width
from bpkit.views.picture import FORMULA, SMALL, Picture, sign, text

LEFT, RIGHT, UNIT_WIDTH, UNIT_HEIGHT, PITCH, TOP = 4, 330, 124, 46, 56, 36
PIXELS = 4  # the width of a line for a part of 1


class Blame(NamedTuple):
    """Line 4 for one hidden unit.

    weights : Θ⁽²⁾, a row for each output unit, a column for each hidden unit, the bias unit first.
    delta : the errors of the output units. unit : the hidden unit, 0 for the bias unit. a, rest : what it gives out,
    and 1 − a. parts : Θᵢⱼδᵢ, as weights. total : the sum of the unit's parts. slope : a(1 − a). error : its δ.
    """

    weights: np.ndarray
    delta: np.ndarray
    unit: int
    a: float
    rest: float
    parts: np.ndarray
    total: float
    slope: float
    error: float


def blame(shown):
    """Line 4 for one hidden unit, drawn from layer 3 back to layer 2. Returns a Picture."""
    weights, delta, unit, a, rest, parts, total, slope, error = shown
    outputs, units = weights.shape
    left = [TOP + (j + 0.5) * PITCH for j in range(units)]
    right = [TOP + (units - outputs + 2 * i + 1) * PITCH / 2 for i in range(outputs)]

    drawn = []
    for j in sorted(range(units), key=lambda j: j == unit):  # the chosen one's lines above the others
        for i in range(outputs):
            pale = "" if j == unit else " pale"
            thickness = max(1, PIXELS * abs(parts[i, j]))
            name = plain(f"Θ_{{{i + 1}{j}}}δ_{{{i + 1}}} = {number(parts[i, j])}")
            drawn.append(
                f'<line class="weight {sign(parts[i, j])}{pale}" x1="{RIGHT}" y1="{right[i]:g}" '
                f'x2="{LEFT + UNIT_WIDTH}" y2="{left[j]:g}" stroke-width="{thickness:.1f}"><title>{name}</title></line>'
            )
    for x, heading in ((LEFT, "layer 2, hidden"), (RIGHT, "layer 3, output")):
        drawn.append(text(x + UNIT_WIDTH / 2, 14, heading, kind="title", anchor="middle", size=SMALL))
    drawn.append(
        f'<g class="flow"><line x1="{RIGHT - 40}" y1="9" x2="{LEFT + UNIT_WIDTH + 47}" y2="9"/>'
        f'<path d="M{LEFT + UNIT_WIDTH + 40} 9 l7 -5 v10 z"/></g>'
    )
    for j, y in enumerate(left):
        lines = [("unit 0, bias" if j == 0 else f"unit {j}", "")]
        if j == unit:
            lines = [(f"a_{{{j}}}", number(a, 2)), (f"δ_{{{j}}}", number(error))]
        kind = ("unit" if j else "bias-unit") + " written" * (j == unit)
        attributes = f' data-ref="delta[2][{j}]"'
        drawn.append(_box(LEFT, y, kind, lines, attributes))
        box = f'x="{LEFT}" y="{y - UNIT_HEIGHT / 2:g}" width="{UNIT_WIDTH}" height="{UNIT_HEIGHT}"'
        drawn.append(f'<rect class="pick"{attributes} {box}/>')  # a click anywhere in the unit
    for i, y in enumerate(right):
        drawn.append(_box(RIGHT, y, "unit read", [(f"δ_{{{i + 1}}}", number(delta[i], 2))]))
        part = parts[i, unit]
        product = f"{number(weights[i, unit], 2)} · {_bracketed(delta[i], 2)}"
        drawn.append(svg(f"Θ_{{{i + 1}{unit}}}δ_{{{i + 1}}} = {product}", RIGHT + UNIT_WIDTH + 12, y - 4, FORMULA))
        drawn.append(svg(f"= {number(part)}", RIGHT + UNIT_WIDTH + 52, y + 17, FORMULA, kind="title"))

    terms = " + ".join(_bracketed(part) if i else number(part) for i, part in enumerate(parts[:, unit]))
    j = f"_{{{unit}}}"
    dropped = "" if unit else '". It is dropped."'
    equations = [
        ("the sum", f'(Θ^{{"T"}}δ){j} = {terms} = {number(total)}'),
        ("the slope", f"a{j}(1 − a{j}) = {number(a, 2)} · {number(rest, 2)} = {number(slope)}"),
        ("the error", f"δ{j} = {number(total)} · {number(slope)} = {number(error)}{dropped}"),
    ]
    bottom = TOP + units * PITCH + 20
    for k, (name, equation) in enumerate(equations):
        drawn.append(text(LEFT, bottom + 24 * k, name, kind="muted"))
        drawn.append(svg(equation, LEFT + 78, bottom + 24 * k, FORMULA, kind="title" if k == 2 else ""))
    right = RIGHT + UNIT_WIDTH + 12 + width("Θ_{11}δ_{1} = −0.00 · (−0.00)", FORMULA)
    label = f"The error of hidden unit {unit}: {', '.join(f'{n} {plain(e)}' for n, e in equations)}"
    return Picture(right, bottom + 56, "".join(drawn), label, role="group")


def _bracketed(value, decimals=4):
    written = number(value, decimals)
    return f"({written})" if written[0] == "−" else written


def _box(x, y, kind, lines, attributes=""):
    """A unit with a line for each (name's source, number), or a name alone. attributes : of the last line."""
    radius = 4 if "bias" in kind else 18
    parts = [
        f'<rect class="{kind}" x="{x}" y="{y - UNIT_HEIGHT / 2:g}" width="{UNIT_WIDTH}" height="{UNIT_HEIGHT}" '
        f'rx="{radius}"/>'
    ]
    for k, (name, value) in enumerate(lines):
        baseline = y + 5 + 20 * (k - (len(lines) - 1) / 2)
        line = text(x + 16, baseline, name, kind="muted")
        if value:
            line = svg(name, x + 16, baseline, FORMULA, kind="muted")
            line += text(x + UNIT_WIDTH - 14, baseline, value, anchor="end")
        parts.append(f"<g{attributes}>{line}</g>" if k == len(lines) - 1 else line)
    return "".join(parts)
