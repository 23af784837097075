"""Lines 6 and 7: λ is moved, and D answers, all but its column 0."""

from bpkit.algorithm import penalty, regularized_gradient
from bpkit.notation import raised
from bpkit.views.regularized import Regularized, regularized, regularized_picture
from bpkit.widgets import controls
from bpkit.widgets.entry_widget import EntryWidget
from bpkit.widgets.view import View

MOST = 10  # the right end of the lines, as of the slider; a larger λ stretches them


class LambdaLab(EntryWidget):
    """Δ/m, (λ/m)Θ without its column 0, and their sum D; each entry of D against λ; and J with its two parts.

    LambdaLab(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    layer : which Θ, from 1 to L − 1. entry : (i, j), the entry of D that is written out.
    """

    CONTROLS = ("lambda_", "layer_sizes", "seed")

    def _compute(self, changed):
        super()._compute(changed)
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

    def _draw(self):
        self._view.html = regularized(self._regularized())

    def _picture(self):
        return regularized_picture(self._regularized())

    def _regularized(self):
        l, m, loss = self.layer, self.m, self._loss / self.m
        Theta, Delta = self.Theta[l], self.Delta[l]
        return Regularized(
            l=l,
            Theta=Theta,
            Delta=Delta,
            mean=Delta / m,
            pull=self.lambda_ / m * Theta,
            slope=(self._D_at_most[l] - Delta / m) / self._most,
            D=self.D[l],
            D_at_most=self._D_at_most[l],
            m=m,
            lambda_=self.lambda_,
            most=self._most,
            loss=loss,
            penalty=penalty(self.Theta, m, self.lambda_),
            J=self.J,
            J_at_most=loss + penalty(self.Theta, m, self._most),
            entry=self.entry,
        )
