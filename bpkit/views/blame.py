"""The error flowing back through one weight matrix: which output errors a hidden unit has a part in."""

from bpkit.notation import lowered, number
from bpkit.views.picture import SMALL, Picture, sign, text, text_width

LEFT, RIGHT, UNIT_WIDTH, UNIT_HEIGHT, PITCH, TOP = 4, 340, 120, 40, 52, 36
PIXELS = 4  # the width of a line for a part of 1


def blame(weights, delta, unit, a):
    """Line 4 for one hidden unit, drawn from layer 3 back to layer 2. Returns a Picture.

    weights : Θ⁽²⁾, a row for each output unit, a column for each hidden unit, the bias unit first.
    delta : the errors of the output units. unit : the hidden unit, 0 for the bias unit. a : what it gives out.
    """
    outputs, units = weights.shape
    parts = weights * delta[:, None]
    left = [TOP + (j + 0.5) * PITCH for j in range(units)]
    right = [TOP + (units - outputs + 2 * i + 1) * PITCH / 2 for i in range(outputs)]

    drawn = []
    for j in sorted(range(units), key=lambda j: j == unit):  # the chosen one's lines above the others
        for i in range(outputs):
            pale = "" if j == unit else " pale"
            thickness = max(1, PIXELS * abs(parts[i, j]))
            name = f"Θ{lowered(i + 1, j)}δ{lowered(i + 1)} = {number(parts[i, j])}"
            drawn.append(
                f'<line class="weight {sign(parts[i, j])}{pale}" x1="{RIGHT}" y1="{right[i]:g}" '
                f'x2="{LEFT + UNIT_WIDTH}" y2="{left[j]:g}" stroke-width="{thickness:.1f}"><title>{name}</title></line>'
            )
    for x, heading in ((LEFT, "layer 2, hidden"), (RIGHT, "layer 3, output")):
        drawn.append(text(x + UNIT_WIDTH / 2, 12, heading, kind="title", anchor="middle", size=SMALL))
    drawn.append(
        f'<g class="flow"><line x1="{RIGHT - 40}" y1="9" x2="{LEFT + UNIT_WIDTH + 47}" y2="9"/>'
        f'<path d="M{LEFT + UNIT_WIDTH + 40} 9 l7 -5 v10 z"/></g>'
    )
    slope = a * (1 - a)
    total = parts[:, unit].sum().round(12) + 0.0  # parts that cancel leave 0.0000, not −0.0000
    for j, y in enumerate(left):
        lines = [("unit 0, bias" if j == 0 else f"unit {j}", "")]
        if j == unit:
            lines = [(f"a{lowered(j)}", number(a, 2)), (f"δ{lowered(j)}", number(total * slope))]
        kind = ("unit" if j else "bias-unit") + " written" * (j == unit)
        attributes = f' data-ref="delta[2][{j}]"'
        drawn.append(_box(LEFT, y, kind, lines, attributes))
        box = f'x="{LEFT}" y="{y - UNIT_HEIGHT / 2:g}" width="{UNIT_WIDTH}" height="{UNIT_HEIGHT}"'
        drawn.append(f'<rect class="pick"{attributes} {box}/>')  # a click anywhere in the unit
    for i, y in enumerate(right):
        drawn.append(_box(RIGHT, y, "unit read", [(f"δ{lowered(i + 1)}", number(delta[i], 2))]))
        part = parts[i, unit]
        product = f"{number(weights[i, unit], 2)} · {_bracketed(delta[i], 2)}"
        drawn.append(text(RIGHT + UNIT_WIDTH + 12, y - 4, f"Θ{lowered(i + 1, unit)}δ{lowered(i + 1)} = {product}"))
        drawn.append(text(RIGHT + UNIT_WIDTH + 12, y + 13, f"    = {number(part)}", kind="title"))

    terms = " + ".join(_bracketed(part) if i else number(part) for i, part in enumerate(parts[:, unit]))
    j = lowered(unit)
    dropped = "" if unit else ". It is dropped."
    equations = [
        ("the sum", f"(Θᵀδ){j} = {terms} = {number(total)}"),
        ("the slope", f"a{j}(1 − a{j}) = {number(a, 2)} · {number(1 - a, 2)} = {number(slope)}"),
        ("the error", f"δ{j} = {number(total)} · {number(slope)} = {number(total * slope)}{dropped}"),
    ]
    bottom = TOP + units * PITCH + 20
    for k, (name, equation) in enumerate(equations):
        drawn.append(text(LEFT, bottom + 19 * k, name, kind="muted"))
        drawn.append(text(LEFT + 78, bottom + 19 * k, equation, kind="title" if k == 2 else ""))
    width = RIGHT + UNIT_WIDTH + 12 + text_width("Θ₁₁δ₁ = −0.00 · (−0.00)")
    label = f"The error of hidden unit {unit}: {', '.join(f'{n} {e}' for n, e in equations)}"
    return Picture(width, bottom + 45, "".join(drawn), label, role="group")


def _bracketed(value, decimals=4):
    written = number(value, decimals)
    return f"({written})" if written[0] == "−" else written


def _box(x, y, kind, lines, attributes=""):
    """A unit with a line of text for each (name, number). attributes : of the first name."""
    radius = 4 if "bias" in kind else 18
    parts = [
        f'<rect class="{kind}" x="{x}" y="{y - UNIT_HEIGHT / 2:g}" width="{UNIT_WIDTH}" height="{UNIT_HEIGHT}" '
        f'rx="{radius}"/>'
    ]
    for k, (name, value) in enumerate(lines):
        baseline = y + 4 + 16 * (k - (len(lines) - 1) / 2)
        parts.append(text(x + 16, baseline, name, kind="muted", attributes=attributes if k == len(lines) - 1 else ""))
        parts.append(text(x + UNIT_WIDTH - 14, baseline, value, anchor="end"))
    return "".join(parts)
