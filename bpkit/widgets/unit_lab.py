"""One unit whose weights are moved: z, g(z) and the slope of g answer."""

import numpy as np

from bpkit import notation
from bpkit.algorithm import sigmoid
from bpkit.explanation import Factor
from bpkit.notation import number
from bpkit.numbers import Values
from bpkit.views.unit import INPUT, WEIGHT, UnitScene, unit_stage
from bpkit.widgets.touch import Given, TouchWidget

REACHES = (8, 16, 32)  # how far the axis of z goes: the arrows end at 6 + 2 · 12 at most
FLAT = 0.02  # a slope that is worth a word


class UnitLab(TouchWidget):
    """A unit with a bias and two inputs. Move its weights and its inputs, and watch z, a and the slope of g.

    bias, weight_1, weight_2 : the weights Θ₁₀, Θ₁₁ and Θ₁₂. x_1, x_2 : the inputs.
    """

    bias = Given("Theta[1][1, 0]", WEIGHT, 1.0)
    weight_1 = Given("Theta[1][1, 1]", WEIGHT, 2.0)
    weight_2 = Given("Theta[1][1, 2]", WEIGHT, -1.0)
    x_1 = Given("x[1]", INPUT, 1.0)
    x_2 = Given("x[2]", INPUT, 1.0)

    ORDER = ("term", "z", "a", "slope")
    LAMPS = False
    START = "Drag a weight on its line, or an input."
    _stage = staticmethod(unit_stage)
    RULES = {
        "z[2][1]": (
            "Θ_{10} + Θ_{11} x_{1} + Θ_{12} x_{2}",
            ("term[1][1, 0]", " + ", "term[1][1, 1]", " + ", "term[1][1, 2]"),
            "the weighted sum of what comes in",
        ),
        "a[2][1]": ("g(z)", ("1/(1 + e^{−", "z[2][1]", "})"), "what the unit gives out"),
        "slope[2][1]": ("a(1 − a)", ("a[2][1]", "·(1 − ", "a[2][1]", ")"), "how much a grows when z grows a little"),
        "term[1][1, 0]": ("Θ_{10} a_{0}", ("Theta[1][1, 0]", "·", Factor(None, 1.0)), "its part of z"),
        "term[1][1, 1]": ("Θ_{11} x_{1}", ("Theta[1][1, 1]", "·", "x[1]"), "its part of z"),
        "term[1][1, 2]": ("Θ_{12} x_{2}", ("Theta[1][1, 2]", "·", "x[2]"), "its part of z"),
    }
    _reach = REACHES[0]

    @property
    def z(self):
        """The weighted sum."""
        return self._numbers["z[2][1]"]

    @property
    def a(self):
        """What the unit gives out, g(z)."""
        return self._numbers["a[2][1]"]

    def _compute(self, changed):
        weights, inputs = (self.bias, self.weight_1, self.weight_2), (1.0, self.x_1, self.x_2)
        terms = [weight * x for weight, x in zip(weights, inputs)]
        z = sum(terms)
        a = float(sigmoid(z))
        numbers = {f"Theta[1][1, {j}]": weight for j, weight in enumerate(weights)}
        numbers |= {f"x[{j}]": x for j, x in enumerate(inputs) if j}
        numbers |= {f"term[1][1, {j}]": term for j, term in enumerate(terms)}
        self._numbers = Values({**numbers, "z[2][1]": z, "a[2][1]": a, "slope[2][1]": a * (1 - a)})

    def _move_to(self, ref, done, give, key=False):
        super()._move_to(ref, done, give, key)
        if done:
            self._draw()

    def _label(self, ref):
        return notation.html(ref._replace(l=None).source)  # there is but one layer of weights

    def _scene(self):
        tips = np.cumsum([self._numbers[f"term[1][1, {j}]"] for j in range(3)])
        held = self._reach if self._gesture and not self._by_keys else 0  # the axis does not shrink under the hand
        self._reach = next(reach for reach in REACHES if reach >= max(held, *abs(tips)))
        z = np.linspace(-self._reach, self._reach, 161)
        return UnitScene(self._changes, (z, sigmoid(z)), self._strip(so=self._so()))

    def _so(self):
        slope, z, a = self._numbers["slope[2][1]"], notation.html("z"), notation.html("a")
        if not self._told.moved:
            return f"<b>{z} is where the arrows end, laid tip to tail; {a} is the height of the curve there.</b>"
        if slope < FLAT:
            return f"<b>Nearly flat here: a small change of {z} hardly reaches {a}.</b>"
        return "<b>As steep as it can be, ¼.</b>" if number(slope) == number(0.25) else ""
