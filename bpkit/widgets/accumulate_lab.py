"""The outer products of the examples, adding up to Δ: line 5 as a stack."""

import numpy as np

from bpkit import _arguments
from bpkit.algorithm import backpropagate_errors, forward_propagate
from bpkit.notation import html
from bpkit.views.accumulate import LINE, Accumulated, accumulation, drawn_examples, entry_sum, room_for
from bpkit.views.picture import above, beside, line_of_mathematics
from bpkit.widgets import controls
from bpkit.widgets.entry_widget import EntryWidget
from bpkit.widgets.live import Checked
from bpkit.widgets.view import View


class AccumulateLab(EntryWidget):
    """What line 5 adds for each example, δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ, side by side, and the Δ⁽ˡ⁾ of those that are added.

    AccumulateLab(data="xor", layer_sizes=None, seed=0, added=1, layer=1, entry=(1, 0)); see NetworkWidget for the
    first three. added : how many examples line 5 has added, from 0 to m. layer : l, which Δ is shown.
    entry : (i, j), the entry of Δ that is written out as a sum.

    running is the Δ⁽ˡ⁾ that is shown. Delta, as in every NetworkWidget, is the one of all m examples.
    """

    added = Checked(
        1,
        lambda self: _arguments.whole_number(0, self.m),
        lambda apply: controls.Number("Examples added", apply, whole=True, slider=(0, 1), kind="bpkit-added"),
        lambda self, control: control.show(self.added, most=self.m, after=f"of {self.m}"),
    )
    entry = Checked((1, 0), lambda self: self._check_entry)

    ROWS = ()

    @property
    def running(self):
        """Δ⁽ˡ⁾ after the examples that are added."""
        delta, a = self._columns
        return delta[:, : self.added] @ a[:, : self.added].T

    @property
    def _columns(self):
        """δ⁽ˡ⁺¹⁾ and a⁽ˡ⁾, a column for each example."""
        return self._all_delta[self.layer + 1], self._all_a[self.layer]

    def _compute(self, changed):
        super()._compute(changed)
        if changed - {"lambda_", "example", "layer", "entry", "added"}:
            _, self._all_a = forward_propagate(self.Theta, self._X.T)
            self._all_delta = backpropagate_errors(self.Theta, self._all_a, self._Y.T)
            self.added = min(self.added, self.m)

    # ------------------------------------------------------------ what is shown

    def _make_view(self):
        self._view = View(on_pick=self._pick)
        return [self._view]

    def _draw(self):
        pictures = "".join(picture.svg() for picture in self._pictures())
        self._view.html = (
            f'<div class="bpkit-beside" style="align-items: flex-start; gap: 12px 6px">{pictures}</div>'
            f"<p>{html(self._sum())}</p>"
        )

    def _pictures(self):
        return accumulation(self._accumulated())

    def _sum(self):
        return entry_sum(self._accumulated())

    def _accumulated(self):
        (delta, a), (i, j), Delta = self._columns, self.entry, self.running
        drawn = [t for t in drawn_examples(self.m, self.added, room_for(Delta.shape)) if t]
        return Accumulated(
            l=self.layer,
            delta=delta,
            a=a,
            added=self.added,
            Delta=Delta,
            products={t: np.outer(delta[:, t - 1], a[:, t - 1]) for t in drawn},
            entry=self.entry,
            terms=delta[i - 1, : self.added] * a[j, : self.added],
        )

    def _picture(self):
        *products, total = self._pictures()
        stack = beside([*products, total], gap=6)
        if stack.width > LINE:
            stack = above([beside(products, gap=6), total])
        return above([stack, line_of_mathematics(self._sum())])

    def _repr_arguments(self):
        arguments = {
            name: value for name, value in super()._repr_arguments().items() if name not in ("lambda_", "example")
        }
        return {**arguments, "added": self.added}
