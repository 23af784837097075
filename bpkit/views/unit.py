"""One unit: what goes in, the weighted sum z, and the curve of g with its slope at z."""

import numpy as np
from matplotlib.figure import Figure

from bpkit.notation import lowered, number
from bpkit.views.picture import SMALL, Picture, figure_picture, sign, text, text_width


def unit(weights, x, a, z):
    """A unit with its inputs on the left and its sum as an equation below. Returns a Picture.

    weights : from the bias unit and from each input. x : the inputs. z, a : what the unit computes of them.
    """
    inputs = [("a₀", 1.0), *((f"x{lowered(j)}", x_j) for j, x_j in enumerate(x, start=1))]
    largest = max(map(abs, weights)) or 1
    pitch, middle = 56, (len(inputs) - 1) * 28 + 24
    parts = []
    for j, ((name, value), weight) in enumerate(zip(inputs, weights)):
        y = 24 + j * pitch
        parts.append(
            f'<line class="weight {sign(weight)}" x1="94" y1="{y}" x2="250" y2="{middle}" '
            f'stroke-width="{0.5 + 3 * abs(weight) / largest:.1f}"/>'
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
    terms = [f"{number(weight, 2)}·{number(value, 2)}" for weight, (_, value) in zip(weights, inputs)]
    equation = f"z = {' + '.join(f'({t})' if k and t[0] == '−' else t for k, t in enumerate(terms))} = {number(z)}"
    bottom = 24 + (len(inputs) - 1) * pitch + 44
    parts.append(text(4, bottom, equation))
    parts.append(text(4, bottom + 18, f"a = g(z) = {number(a)}"))
    parts.append(text(4, bottom + 36, f"slope of g at z: a (1 − a) = {number(a * (1 - a))}"))
    width = max(360, text_width(equation) + 8)
    label = f"A unit: z = {number(z)}, a = {number(a)}, slope {number(a * (1 - a))}"
    return Picture(width, bottom + 44, "".join(parts), label)


class SigmoidPlot:
    """The curve of g with a point and its tangent. The artists are made once; picture moves them."""

    def __init__(self, g):
        self._figure = Figure(figsize=(3.9, 2.5), layout="constrained")
        axes = self._figure.subplots()
        z = np.linspace(-8, 8, 200)
        axes.plot(z, g(z), color="0.4")
        (self._tangent,) = axes.plot([], [], color="C1", linewidth=2)
        (self._point,) = axes.plot([], [], "o", color="C1", markersize=8)
        axes.set(xlim=(-8, 8), ylim=(-0.1, 1.1), xlabel="z", ylabel="g(z)")
        axes.grid(alpha=0.3)

    def picture(self, z, a):
        """The curve with the point at (z, a) and the tangent there, as a Picture."""
        at = float(np.clip(z, -8, 8))
        self._point.set_data([at], [a])
        reach = np.array([-1.6, 1.6])
        self._tangent.set_data(at + reach, a + a * (1 - a) * reach)
        return figure_picture(self._figure, f"The curve of g, with the point z = {number(z)}, g(z) = {number(a)}")
