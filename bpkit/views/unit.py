"""One unit: what goes in, the weighted sum z, and the curve of g with its slope at z."""

import numpy as np

from bpkit.notation import lowered, number
from bpkit.views.curve import Curve, curves_with_tangents
from bpkit.views.picture import SMALL, Picture, sign, text, text_width


def unit(weights, x, a, z, largest=None):
    """A unit with its inputs on the left and its sum as an equation below. Returns a Picture.

    weights : from the bias unit and from each input. x : the inputs. z, a : what the unit computes of them.
    largest : the size of weight that is drawn widest; the largest of the weights unless told.
    """
    inputs = [("a₀", 1.0), *((f"x{lowered(j)}", x_j) for j, x_j in enumerate(x, start=1))]
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
        parts.append(f'<rect class="{kind}" x="4" y="{y - 13}" width="90" height="26" rx="{13 if j else 4}"/>')
        parts.append(text(14, y + 4, name, kind="muted"))
        parts.append(text(84, y + 4, number(value, 2), anchor="end"))
        # Above a line that falls, below one that rises.
        beside = y + 18 if y > middle else y - 8
        parts.append(text(104, beside, f"Θ₁{lowered(j)} = {number(weight, 2)}", size=SMALL))
    parts.append(f'<rect class="unit" x="250" y="{middle - 21}" width="104" height="42" rx="20"/>')
    for k, (name, value) in enumerate((("z", z), ("a", a))):
        parts.append(text(264, middle - 3 + 16 * k, name, kind="muted"))
        parts.append(text(342, middle - 3 + 16 * k, number(value), anchor="end"))
    # A line for each term, so that the picture keeps its width and its height whatever the numbers are.
    bottom = 24 + (len(inputs) - 1) * pitch + 44
    names = [f"Θ₁{lowered(j)} · {name}" for j, (name, _) in enumerate(inputs)]
    parts.append(text(4, bottom, f"z = {' + '.join(names)}"))
    for k, ((_, value), weight) in enumerate(zip(inputs, weights)):
        y = bottom + 18 * (k + 1)
        parts.append(text(14, y, "+" if k else "=", kind="muted"))
        factors = f"{number(weight, 2):>5} · {f'({number(value, 2)})' if value < 0 else number(value, 2)}"
        parts.append(text(34, y, factors) + text(236, y, f"{number(weight * value)}", anchor="end"))
    last = bottom + 18 * (len(inputs) + 1) + 4
    parts.append(f'<line class="rule" x1="34" y1="{last - 16}" x2="236" y2="{last - 16}"/>')
    for k, (name, value) in enumerate((("z", z), ("a = g(z)", a), ("slope = a (1 − a)", a * (1 - a)))):
        parts.append(text(34, last + 18 * k, name) + text(236, last + 18 * k, number(value), anchor="end"))
    width = max(360, text_width(f"z = {' + '.join(names)}") + 8)
    label = f"A unit: z = {number(z)}, a = {number(a)}, slope {number(a * (1 - a))}"
    return Picture(width, last + 44, "".join(parts), label)


def sigmoid_plot(g, z, a):
    """The curve of g from −8 to 8 with the point (z, a) and the tangent there. Returns a Picture."""
    x = np.linspace(-8, 8, 161)
    curve = Curve("g(z)", x, g(x), (z, a), a * (1 - a))
    ticks = {"x_ticks": (-8, -4, 0, 4, 8), "y_ticks": (0, 0.25, 0.5, 0.75, 1)}
    return curves_with_tangents([curve], names=("z", "a = g(z)"), **ticks)
