"""One unit: what goes in, the weighted sum z, and the curve of g with its slope at z."""

import numpy as np

from bpkit.notation import number, svg, width
from bpkit.views.curve import Curve, curves_with_tangents
from bpkit.views.picture import FORMULA, Picture, sign, text


def unit(weights, x, terms, z, a, slope, largest=None):
    """A unit with its inputs on the left and its sum as an equation below. Returns a Picture.

    weights : from the bias unit and from each input. x : the inputs. terms : weight · input of each, whose sum is z.
    a, slope : g(z) and g′(z).
    largest : the size of weight that is drawn widest; the largest of the weights unless told.
    """
    inputs = [("a_{0}", 1.0), *((f"x_{{{j}}}", x_j) for j, x_j in enumerate(x, start=1))]
    largest = largest or max(map(abs, weights)) or 1
    pitch, middle = 56, (len(inputs) - 1) * 28 + 24
    parts = []
    for j, ((name, value), weight) in enumerate(zip(inputs, weights)):
        y = 24 + j * pitch
        parts.append(
            f'<line class="weight {sign(weight)}" x1="94" y1="{y}" x2="250" y2="{middle}" '
            f'stroke-width="{0.5 + 6 * abs(weight) / largest:.1f}"/>'
        )
        kind = "unit" if j else "bias-unit"
        parts.append(f'<rect class="{kind}" x="4" y="{y - 15}" width="90" height="30" rx="{15 if j else 4}"/>')
        parts.append(svg(name, 14, y + 5, FORMULA, kind="muted"))
        parts.append(text(84, y + 5, number(value, 2), anchor="end"))
        # Above a line that falls, below one that rises.
        beside = y + 20 if y > middle else y - 8
        parts.append(svg(f"Θ_{{1{j}}} = {number(weight, 2)}", 104, beside, FORMULA - 1))
    parts.append(f'<rect class="unit" x="250" y="{middle - 25}" width="104" height="50" rx="20"/>')
    for k, (name, value) in enumerate((("z", z), ("a", a))):
        parts.append(svg(name, 264, middle - 5 + 20 * k, FORMULA, kind="muted"))
        parts.append(text(342, middle - 5 + 20 * k, number(value), anchor="end"))
    # A line for each term, so that the picture keeps its width and its height whatever the numbers are.
    bottom = 24 + (len(inputs) - 1) * pitch + 50
    names = [f"Θ_{{1{j}}} · {name}" for j, (name, _) in enumerate(inputs)]
    equation = f"z = {' + '.join(names)}"
    parts.append(svg(equation, 4, bottom, FORMULA))
    for k, ((_, value), weight) in enumerate(zip(inputs, weights)):
        y = bottom + 22 * (k + 1)
        parts.append(text(14, y, "+" if k else "=", kind="muted"))
        factors = f"{number(weight, 2)} · {f'({number(value, 2)})' if value < 0 else number(value, 2)}"
        parts.append(text(138, y, factors, anchor="end") + text(236, y, f"{number(terms[k])}", anchor="end"))
    last = bottom + 22 * (len(inputs) + 1) + 4
    parts.append(f'<line class="rule" x1="34" y1="{last - 18}" x2="236" y2="{last - 18}"/>')
    for k, (name, value) in enumerate((("z", z), ("a = g(z)", a), ('"slope" = a (1 − a)', slope))):
        parts.append(svg(name, 34, last + 22 * k, FORMULA) + text(236, last + 22 * k, number(value), anchor="end"))
    label = f"A unit: z = {number(z)}, a = {number(a)}, slope {number(slope)}"
    return Picture(max(360, width(equation, FORMULA) + 8), last + 52, "".join(parts), label)


def sigmoid_plot(g, z, a, slope):
    """The curve of g from −8 to 8 with the point (z, a) and the tangent there. Returns a Picture."""
    x = np.linspace(-8, 8, 161)
    curve = Curve("g(z)", x, g(x), (z, a), slope)
    ticks = {"x_ticks": (-8, -4, 0, 4, 8), "y_ticks": (0, 0.25, 0.5, 0.75, 1)}
    return curves_with_tangents([curve], names=("z", "a = g(z)"), **ticks)
