"""Lines 6 and 7: λ is moved, and D answers, all but its column 0."""

from bpkit import _arguments
from bpkit.algorithm import penalty, regularized_gradient
from bpkit.notation import raised
from bpkit.views.regularized import Regularized, regularized, regularized_picture
from bpkit.widgets import controls
from bpkit.widgets.entry_widget import EntryWidget
from bpkit.widgets.live import Checked
from bpkit.widgets.view import View

MOST = 10  # the right end of the lines, as of the slider; a larger λ stretches them


class LambdaLab(EntryWidget):
    """Δ/m, (λ/m)Θ without its column 0, and their sum D; each entry of D against λ; and J with its two parts.

    LambdaLab(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    layer : which Θ, from 1 to L − 1. entry : (i, j), the entry of D that is written out.
    """

    layer = Checked(
        1,
        lambda self: _arguments.whole_number(1, len(self.layer_sizes) - 1),
        lambda apply: controls.Choice("Layer", (), apply, kind="bpkit-layer"),
        lambda self, control: control.show(self.layer, [(f"Θ{raised(l)}", l) for l in self.Theta]),
    )

    ROWS = (("lambda_", "layer", "layer_sizes", "seed"),)

    def _compute(self, changed):
        super()._compute(changed)
        self._most = max(MOST, self.lambda_)
        self._D_at_most = regularized_gradient(self.Delta, self.Theta, self.m, self._most)

    # ------------------------------------------------------------ what is shown

    def _make_view(self):
        self._view = View(on_pick=self._pick)
        return [self._view]

    def _draw(self):
        self._view.html = regularized(self._regularized())

    def _picture(self):
        return regularized_picture(self._regularized())

    def _regularized(self):
        l, m, loss = self.layer, self.m, self._numbers.loss
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
            penalty=self._numbers.penalty,
            J=self.J,
            J_at_most=loss + penalty(self.Theta, m, self._most),
            entry=self.entry,
        )
