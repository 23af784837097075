"""The outer products of the examples, adding up to Δ: line 5 as a stack."""

import ipywidgets as w
import numpy as np
from traitlets import TraitType, observe, validate

from bpkit import _arguments
from bpkit.algorithm import backpropagate_errors, forward_propagate
from bpkit.notation import html
from bpkit.views.accumulate import LINE, Accumulated, accumulation, drawn_examples, entry_sum, room_for
from bpkit.views.picture import above, beside, line_of_mathematics
from bpkit.widgets import controls
from bpkit.widgets.entry_widget import EntryWidget
from bpkit.widgets.view import View


class AccumulateLab(EntryWidget):
    """What line 5 adds for each example, δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ, side by side, and the Δ⁽ˡ⁾ of those that are added.

    AccumulateLab(data="xor", layer_sizes=None, seed=0, added=1, layer=1, entry=(1, 0)); see NetworkWidget for the
    first three. added : how many examples line 5 has added, from 0 to m. layer : l, which Δ is shown.
    entry : (i, j), the entry of Δ that is written out as a sum.

    running is the Δ⁽ˡ⁾ that is shown. Delta, as in every NetworkWidget, is the one of all m examples.
    """

    added = TraitType(1)
    entry = TraitType((1, 0))

    STATE = (*EntryWidget.STATE, "added")
    CONTROLS = ("data", "seed", "layer_sizes")

    @property
    def running(self):
        """Δ⁽ˡ⁾ after the examples that are added."""
        delta, a = self._columns
        return delta[:, : self.added] @ a[:, : self.added].T

    @property
    def _columns(self):
        """δ⁽ˡ⁺¹⁾ and a⁽ˡ⁾, a column for each example."""
        return self._all_delta[self.layer + 1], self._all_a[self.layer]

    @validate("added")
    def _check_added(self, proposal):
        return _arguments.whole_number(0, self.m)("added", proposal.value)

    @observe("added")
    def _added_changed(self, _change):
        self._change_at_once(lambda: None)

    def _compute(self, changed):
        super()._compute(changed)
        if changed - {"lambda_", "example"}:
            _, self._all_a = forward_propagate(self.Theta, self._X.T)
            self._all_delta = backpropagate_errors(self.Theta, self._all_a, self._Y.T)
            self.added = min(self.added, self.m)

    # ------------------------------------------------------------ what is shown

    def _make_view(self):
        self._layer = controls.Number("Layer l =", lambda l: setattr(self, "layer", l), whole=True)
        self._added = controls.Number(
            "Examples added", lambda k: setattr(self, "added", k), whole=True, slider=(0, 1), kind="bpkit-added"
        )
        bar = w.HBox([self._added, self._layer])
        bar.add_class("bpkit-controls")
        self._view = View(on_pick=self._pick)
        return [bar, self._view]

    def _draw(self):
        self._added.show(self.added, most=self.m, after=f"of {self.m}")
        self._layer.show(self.layer, after=f"of {len(self.Theta)}")
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
