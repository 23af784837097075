"""The error flowing back through one weight matrix, to one hidden unit: line 4 as blame."""

import numpy as np

from bpkit import _arguments, notation
from bpkit.notation import number
from bpkit.numbers import Values
from bpkit.views.blame import ERROR, OUT, BlameScene, blame_stage
from bpkit.views.cells import short
from bpkit.widgets.live import Checked
from bpkit.widgets.touch import Given, TouchWidget

FLAT, STEEP = 0.06, 0.24  # slopes that are worth a word


class BlameLab(TouchWidget):
    """Three output errors, and what line 4 makes of them for the hidden unit that you choose.

    delta_1, delta_2, delta_3 : δ⁽³⁾ of the output units. unit : the hidden unit, 0 for the bias unit.
    a_1, a_2, a_3 : what the hidden units give out. unit_a : that of the chosen one; the bias unit gives out 1, whatever
    it says.
    Theta : the weights Θ⁽²⁾, the same in every lab. Θ⁽²⁾₃₂ is 0: hidden unit 2 does not lead to output 3.
    """

    delta_1 = Given("delta[3][1]", ERROR, 0.5)
    delta_2 = Given("delta[3][2]", ERROR, -0.4)
    delta_3 = Given("delta[3][3]", ERROR, 0.2)
    unit = Checked(1, lambda _: _arguments.whole_number(0, 3))
    a_1 = Given("a[2][1]", OUT, 0.5)
    a_2 = Given("a[2][2]", OUT, 0.5)
    a_3 = Given("a[2][3]", OUT, 0.5)

    Theta = np.array([[0.5, 2.0, 1.0, -1.5], [-0.5, -1.0, 0.5, 3.0], [1.0, 0.5, 0.0, 1.0]])
    Theta.flags.writeable = False

    LAMPS = False
    START = "Drag an error at the right: it comes back along the lines. Choose a hidden unit."
    _stage = staticmethod(blame_stage)

    def __init__(self, *, unit=1, unit_a=None, **traits):
        if unit_a is not None and unit in (1, 2, 3):
            traits[f"a_{unit}"] = unit_a
        super().__init__(unit=unit, **traits)

    @property
    def delta(self):
        """δ⁽²⁾ⱼ of the chosen unit, by line 4. That of the bias unit is 0."""
        return self._numbers[f"delta[2][{self.unit}]"]

    @property
    def unit_a(self):
        """What the chosen unit gives out."""
        return self._numbers[f"a[2][{self.unit}]"]

    @unit_a.setter
    def unit_a(self, value):
        if not self.unit:
            raise ValueError("unit_a is 1 for the bias unit, always.")
        setattr(self, f"a_{self.unit}", value)

    def _compute(self, changed):
        self._flows, j = changed == {"unit"}, self.unit
        errors, a = np.array([self.delta_1, self.delta_2, self.delta_3]), np.array([1, self.a_1, self.a_2, self.a_3])
        parts, slope = self.Theta * errors[:, None], a * (1 - a)
        back = parts.sum(axis=0).round(12) + 0.0  # parts that cancel leave 0, not −0
        numbers = {f"delta[3][{i}]": error for i, error in enumerate(errors, start=1)}
        numbers |= {f"Theta[2][{i + 1}, {k}]": weight for (i, k), weight in np.ndenumerate(self.Theta)}
        numbers |= {f"a[2][{k}]": out for k, out in enumerate(a)}
        numbers |= {f"delta[2][{k}]": error + 0.0 for k, error in enumerate(back * slope)}
        numbers |= {f"term[2][{i}, {j}]": part for i, part in enumerate(parts[:, j], start=1)}
        numbers |= {f"back[2][{j}]": back[j], f"slope[2][{j}]": slope[j]}
        self._numbers = Values({ref: float(value) for ref, value in numbers.items()})

    # ------------------------------------------------------------ moves

    def _pick_unit(self, j):
        self.unit = j

    def _pick_delta(self, _l, j):
        self.unit = j

    def _pick_Theta(self, _l, _i, j):
        """A weight chooses the hidden unit that it comes from."""
        self.unit = j

    def _compared_with(self):
        return super()._compared_with() if self.unit == self._good["unit"] else None  # the parts are another unit's

    def _in_words(self, change):
        if change.name == "unit":
            return f"You chose hidden unit {self.unit}" if self.unit else "You chose the bias unit"
        return super()._in_words(change)

    # ------------------------------------------------------------ what is shown

    def _scene(self):
        changes = self._changes
        answers = any(changes.sign(f"delta[2][{j}]") for j in (1, 2, 3))  # those of layer 3 are given
        order = ("term", "back", "slope", *["delta"] * answers)
        return BlameScene(changes, self.unit, self._flows, self._strip(so=self._so())._replace(order=order))

    def _so(self):
        if not self.unit:
            return (
                "The bias unit gives out 1, always: its slope is 0. "
                "<b>Nothing computes it, so it has no error. Row 0 is dropped.</b>"
            )
        delta = notation.html("δ")
        if not self._told.moved:
            return "<b>How much of each error is its fault?</b>"
        slope, back = self._numbers[f"slope[2][{self.unit}]"], self._numbers[f"back[2][{self.unit}]"]
        moved = self._changes.was is None or self._changes.sign(f"delta[2][{self.unit}]")
        told = f"{delta} of hidden unit {self.unit} {'is' if moved else 'stays'} {number(self.delta)}"
        if not back:
            parts = any(self._numbers[f"term[2][{i}, {self.unit}]"] for i in (1, 2, 3))
            return f"{told}: <b>{'its parts cancel' if parts else 'nothing comes back'}.</b>"
        if slope < FLAT:
            return f"{told}: <b>the unit is nearly flat there, so little of the blame stays with it.</b>"
        share = short(slope) if slope < STEEP else "a quarter" if slope == 0.25 else "nearly a quarter"
        return f"{told}, {share} of the sum."

    def _rule(self, ref):
        j, i = (ref.i if ref.j is None else ref.j), ref.i
        slope = f"a_{{{j}}}(1 − a_{{{j}}})", (f"a[2][{j}]", "·(1 − ", f"a[2][{j}]", ")")
        if ref.quantity == "Theta":
            return "", (), f"forward, from hidden unit {j} to output {i}; the error takes the same line back"
        if ref.quantity == "term":
            rule, parts = f"Θ^{{(2)}}_{{{i}{j}}} δ^{{(3)}}_{{{i}}}", (f"Theta[2][{i}, {j}]", "·", f"delta[3][{i}]")
            return rule, parts, f"what comes back of the error of output {i}"
        if ref.quantity == "back":
            parts = f"term[2][1, {j}]", " + ", f"term[2][2, {j}]", " + ", f"term[2][3, {j}]"
            return f"Σ_{{i}} Θ^{{(2)}}_{{i{j}}} δ^{{(3)}}_{{i}}", parts, "all that comes back"
        if ref.quantity == "slope":
            return *slope, "how much a grows when z grows a little"
        if ref.quantity == "delta" and ref.l == 2:
            parts = f"back[2][{j}]", "·", f"slope[2][{j}]"
            if j != self.unit:  # its sum is not on the page
                terms = [(" + ", f"Theta[2][{i}, {j}]", "·", f"delta[3][{i}]") for i in (1, 2, 3)]
                parts = "(", *sum(terms, ())[1:], ")·", *slope[1]
            return f'(Θ^{{"T"}}δ)_{{{j}}} · {slope[0]}', parts, "line 4"
        return None
