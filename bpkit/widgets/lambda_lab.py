"""Lines 6 and 7: λ is moved, and D answers, all but its column 0."""

import numpy as np

from bpkit import notation
from bpkit.algorithm import regularized_gradient
from bpkit.explanation import Explanation, Factor
from bpkit.notation import PARTS_OF_D
from bpkit.numbers import NOTICEABLE
from bpkit.views.graph import ticks
from bpkit.views.regularized import Regularized, regularized, regularized_lab
from bpkit.widgets.entry_widget import EntryWidget

LAMBDA = notation.html("λ")
MOST = 10  # the right end of the lines; a larger λ stretches them


class LambdaLab(EntryWidget):
    """Δ/m, (λ/m)Θ without its column 0, and their sum D; each entry of D against λ; and J with its two parts.

    LambdaLab(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    layer : which Θ, from 1 to L − 1. entry : (i, j), the entry of D that is written out.
    """

    ORDER = ("Delta", "D", "J")
    START = (
        f"Drag {LAMBDA}, the number or the line. <b>Which entries of {notation.html('D')} follow it, and how fast?</b>"
    )
    _stage = staticmethod(regularized)

    # ------------------------------------------------------------ what is shown

    def _scene(self):
        l, i = self.layer, self.entry[0]
        scene = self._shown(strip=self._strip(so=self._so()), rows={l: i})
        most = ticks(max(MOST, scene.numbers.lambda_))[-1]
        drawn = self._told.before if self._told.asking else scene.numbers
        with np.errstate(over="ignore"):  # at the right end D may be too large for a float, and for the axis
            ends = [regularized_gradient(drawn.Delta, drawn.Theta, drawn.m, at)[l] for at in (0, most)]
        slope = drawn.Theta[l] / drawn.m
        slope = np.where(np.arange(slope.shape[1]) > 0, slope, 0.0)
        return Regularized(scene, l, self.entry, most, np.clip(ends, -1e300, 1e300), slope)

    def _so(self):
        before, now = self._told.before, self._numbers
        if before is None or before.sizes != now.sizes or abs(before.lambda_ - now.lambda_) <= NOTICEABLE:
            return ""
        return f"<b>Outside column 0: {notation.html('Θ/m')} for each 1 of {LAMBDA}.</b>"

    def _html(self, shown, width):
        return regularized_lab(shown, width, self._layer_tabs("D"))

    def _explanation(self, ref):
        if ref.quantity not in PARTS_OF_D:
            return super()._explanation(ref)
        before, of = PARTS_OF_D[ref.quantity]
        if ref.j == 0 and before:
            raise ValueError(f"{ref} is not added: line 7 has no λ.")
        numbers, part = self._numbers, ref._replace(quantity=of)
        factors = (Factor("lambda_", numbers.lambda_), "·") if before else ()
        factors += (Factor(str(part), numbers.value(part)), "/", Factor("m", numbers.m))
        why = "what λ adds to D" if before else "the slope of the cross-entropy"
        return Explanation(str(ref), numbers.value(ref), notation.symbol(ref), ref.source, factors, why)
