"""Lines 6 and 7: λ is moved, and D answers, all but its column 0."""

import re

from traitlets import TraitType, observe, validate

from bpkit import _arguments
from bpkit.algorithm import penalty, regularized_gradient
from bpkit.notation import raised
from bpkit.views.regularized import Regularized, regularized, regularized_picture
from bpkit.widgets import controls
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.view import View

MOST = 10  # the right end of the lines, as of the slider; a larger λ stretches them


class LambdaLab(NetworkWidget):
    """Δ/m, (λ/m)Θ without its column 0, and their sum D; each entry of D against λ; and J with its two parts.

    LambdaLab(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    layer : which Θ, from 1 to L − 1. entry : (i, j), the entry of D that is written out.
    """

    layer = TraitType(1)
    entry = TraitType((1, 1))

    STATE = (*NetworkWidget.STATE, "layer", "entry")
    CONTROLS = ("lambda_", "layer_sizes", "seed")

    @validate("layer")
    def _check_layer(self, proposal):
        return _arguments.whole_number(1, len(self.layer_sizes) - 1)("layer", proposal.value)

    @validate("entry")
    def _check_entry(self, proposal):
        try:
            i, j = proposal.value
        except (TypeError, ValueError):
            raise ValueError(f"entry must be (i, j), got {_arguments.brief(proposal.value)}.") from None
        i = _arguments.whole_number(1, self.layer_sizes[self.layer])("i", i)
        return i, _arguments.whole_number(0, self.layer_sizes[self.layer - 1])("j", j)

    @observe("layer", "entry")
    def _place_changed(self, _change):
        if self._busy:
            return
        self._busy = True
        try:
            self._stay_inside()
            self._show_in_controls()
            self._draw()
        finally:
            self._busy = False

    def _stay_inside(self):
        """Another layer, or other layers: the entry that was chosen may be gone."""
        self.layer = min(self.layer, len(self.Theta))
        rows, columns = self.Theta[self.layer].shape
        i, j = self.entry
        self.entry = min(i, rows), min(j, columns - 1)

    def _compute(self, changed):
        super()._compute(changed)
        self._stay_inside()
        self._most = max(MOST, self.lambda_)
        self._D_at_most = regularized_gradient(self.Delta, self.Theta, self.m, self._most)

    # ------------------------------------------------------------ the controls

    def _make_controls(self):
        self._layer = controls.Choice("Layer", (), lambda l: setattr(self, "layer", l), kind="bpkit-layer")
        return super()._make_controls()

    def _rows(self):
        (row,) = super()._rows()
        first, *others = row.children
        row.children = [first, self._layer, *others]
        return [row]

    def _show_in_controls(self):
        super()._show_in_controls()
        self._layer.show(self.layer, [(f"Θ{raised(l)}", l) for l in self.Theta])

    # ------------------------------------------------------------ what is shown

    def _make_view(self):
        self._view = View(on_pick=self._pick)
        return [self._view]

    def _pick(self, ref):
        with self._layer.guarded():
            if found := re.fullmatch(r"\w+\[\d+\]\[(\d+), (\d+)\]", ref):
                self.entry = tuple(map(int, found.groups()))
            elif found := re.fullmatch(r"row\[\d+\]\[(\d+)\]", ref):  # of a matrix that is an image
                self.entry = int(found[1]), self.entry[1]

    def _draw(self):
        self._view.html = regularized(self._regularized())

    def _picture(self):
        return regularized_picture(self._regularized())

    def _regularized(self):
        l, loss = self.layer, self._loss / self.m
        return Regularized(
            l=l,
            Theta=self.Theta[l],
            Delta=self.Delta[l],
            D=self.D[l],
            D_at_most=self._D_at_most[l],
            m=self.m,
            lambda_=self.lambda_,
            most=self._most,
            loss=loss,
            penalty=penalty(self.Theta, self.m, self.lambda_),
            J_at_most=loss + penalty(self.Theta, self.m, self._most),
            entry=self.entry,
        )

    def _repr_arguments(self):
        return {**super()._repr_arguments(), "layer": self.layer, "entry": self.entry}
