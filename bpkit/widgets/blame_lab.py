"""The error flowing back through one weight matrix, to one hidden unit: line 4 as blame."""

import numpy as np

from bpkit.notation import Ref
from bpkit.views.blame import Blame, blame
from bpkit.views.matrices import matrix
from bpkit.widgets.live import Slider, SliderLab
from bpkit.widgets.view import View


class BlameLab(SliderLab):
    """Three output errors, and what line 4 makes of them for the hidden unit that you choose.

    delta_1, delta_2, delta_3 : δ⁽³⁾ of the output units. unit : the hidden unit, 0 for the bias unit.
    unit_a : what the hidden unit gives out; the bias unit gives out 1, whatever it says.
    Theta : the weights Θ⁽²⁾, the same in every lab. Θ⁽²⁾₃₂ is 0: hidden unit 2 does not lead to output 3.
    """

    delta_1 = Slider("δ⁽³⁾₁", -1, 1, 0.5)
    delta_2 = Slider("δ⁽³⁾₂", -1, 1, -0.4)
    delta_3 = Slider("δ⁽³⁾₃", -1, 1, 0.2)
    unit = Slider("Hidden unit j =", 0, 3, 1, whole=True, step=1)
    unit_a = Slider("a⁽²⁾ⱼ", 0, 1, 0.5, step=0.05)

    Theta = np.array([[0.5, 2.0, 1.0, -1.5], [-0.5, -1.0, 0.5, 3.0], [1.0, 0.5, 0.0, 1.0]])
    Theta.flags.writeable = False

    @property
    def delta(self):
        """δ⁽²⁾ⱼ of the chosen unit, by line 4. That of the bias unit is 0."""
        return self._blame().error

    def _blame(self):
        return line_4(self.Theta, np.array([self.delta_1, self.delta_2, self.delta_3]), self.unit, self._given_out)

    @property
    def _given_out(self):
        return self.unit_a if self.unit else 1.0

    def _make_view(self):
        self._view = View(on_pick=self._pick)
        return [self._view]

    def _pick(self, ref):
        """A hidden unit, or a weight, which chooses the hidden unit that it comes from."""
        ref = Ref.parse(ref)
        self.unit = ref.i if ref.j is None else ref.j

    def _draw(self, _change=None):
        super()._draw()
        control = self._controls["unit_a"]
        control.show(self._given_out)
        control.field.disabled = control.slider.disabled = not self.unit  # the bias unit gives out 1

    def _pictures(self):
        weights = matrix(self.Theta, "Θ^{(2)}", "Theta[2]", written=lambda j: j == self.unit)
        return [blame(self._blame()), weights]


def line_4(weights, delta, unit, a):
    """A Blame: line 4 for one hidden unit, which gives out a. weights : Θ⁽²⁾. delta : the errors of the outputs."""
    parts, slope = weights * delta[:, None], a * (1 - a)
    total = float(parts[:, unit].sum().round(12)) + 0.0  # parts that cancel leave 0, not −0
    return Blame(weights, delta, unit, a, 1 - a, parts, total, slope, total * slope + 0.0)
