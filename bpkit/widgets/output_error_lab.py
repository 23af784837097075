"""One output unit and two costs: where z is large and wrong, the squared error's δ nearly vanishes."""

import numpy as np

from bpkit import notation
from bpkit.algorithm import cross_entropy, output_error, sigmoid
from bpkit.notation import number
from bpkit.numbers import Values
from bpkit.views.output_error import OutputScene, Y, Z, output_stage
from bpkit.widgets.touch import Given, TouchWidget

Z_ALL = np.linspace(-8, 8, 161)
WRONG, RIGHT, FLAT = 0.9, 0.1, 0.05  # errors and a slope that are worth a word


class OutputErrorLab(TouchWidget):
    """The cross-entropy and the squared error of one output against its z. Move z and y, and watch both δ.

    z : the weighted sum of the output unit. y : the right answer, from 0 to 1.
    """

    z = Given("z", Z, 0.0)
    y = Given("y", Y, 1.0)

    ORDER = ("a", "slope", "delta", "squared")
    LAMPS = False
    START = f"Drag a ball: {notation.html('z')} is the same on both hills. Or drag {notation.html('y')}."
    _stage = staticmethod(output_stage)
    RULES = {
        "a": ("g(z)", ("1/(1 + e^{−", "z", "})"), "what the output unit gives out"),
        "error": ("a − y", ("a", " − ", "y"), "how wrong the answer is"),
        "slope": ("a(1 − a)", ("a", "·(1 − ", "a", ")"), "how much a grows when z grows a little"),
        "steep": ("(a − y)/(a(1 − a))", ("error", "/", "slope"), "the cross-entropy’s slope against a"),
        "delta": ("a − y", ("a", " − ", "y"), "line 3: the cross-entropy’s slope against z"),
        "squared": ("(a − y) a(1 − a)", ("error", "·", "slope"), "the squared error’s slope against z"),
    }  # fmt: skip

    @property
    def a(self):
        """The output, g(z)."""
        return self._numbers["a"]

    @property
    def delta(self):
        """Line 3, a − y: the derivative of the cross-entropy with respect to z."""
        return self._numbers["delta"]

    @property
    def squared_error_delta(self):
        """(a − y) a (1 − a): the derivative of ½ (a − y)² with respect to z."""
        return self._numbers["squared"]

    def _compute(self, changed):
        z, y, a = self.z, self.y, float(sigmoid(self.z))
        error, slope = a - y, a * (1 - a)
        delta = float(output_error([a], [y])[0, 0])
        numbers = {"z": z, "y": y, "a": a, "error": error, "slope": slope, "steep": error / slope}
        self._numbers = Values({**numbers, "delta": delta, "squared": error * slope})
        if changed != {"z"}:
            self._curves = {
                "delta": (Z_ALL, [cross_entropy(each, y) for each in Z_ALL]),
                "squared": (Z_ALL, (sigmoid(Z_ALL) - y) ** 2 / 2),
            }

    def _scene(self):
        cost = {"delta": cross_entropy(self.z, self.y), "squared": self._numbers["error"] ** 2 / 2}
        return OutputScene(self._changes, cost, self._curves, self._strip(so=self._so()))

    def _so(self):
        if not self._told.moved:
            return "<b>Where is the answer wrong, and the ground flat?</b>"
        error, squared = abs(self._numbers["error"]), self.squared_error_delta
        if error > WRONG and abs(squared) < FLAT:
            return f"<b>Wrong, yet the squared error’s slope is {number(squared)}.</b>"
        return "Nearly right: both slopes are small, as they should be." if error < RIGHT else ""
