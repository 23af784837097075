"""The outer products of the examples, adding up to Δ: line 5, one example after the other."""

from typing import NamedTuple

import numpy as np

from bpkit import _arguments
from bpkit.algorithm import backpropagate_errors, forward_propagate
from bpkit.explanation import Explanation, Factor
from bpkit.notation import Ref, html, symbol
from bpkit.numbers import Changes
from bpkit.views.accumulate import AccumulateScene, accumulate, accumulate_stage
from bpkit.views.strip import SOURCES
from bpkit.widgets.entry_widget import EntryWidget
from bpkit.widgets.live import Checked

MOST_TERMS = 4  # of more, the first three and the last are written


class Stack(NamedTuple):
    """The numbers of line 5 in layer l: of each example δ⁽ˡ⁺¹⁾, a⁽ˡ⁾ and their product, and the Δ of those added.

    all_a, all_delta : {layer: an array with a column for each example}. Theta only says the shape.
    """

    sizes: tuple
    l: int
    X: np.ndarray
    Y: np.ndarray
    all_a: dict
    all_delta: dict
    added: int
    seed: int

    @property
    def m(self):
        return len(self.X)

    @property
    def a(self):
        return self.all_a[self.l]

    @property
    def delta(self):
        return self.all_delta[self.l + 1]

    @property
    def Delta(self):
        return self.delta[:, : self.added] @ self.a[:, : self.added].T

    @property
    def product(self):
        return np.einsum("it,jt->tij", self.delta, self.a)

    def of(self, t):
        """The same with example t alone."""
        columns = [{l: array[:, t - 1 : t] for l, array in all_l.items()} for all_l in (self.all_a, self.all_delta)]
        return self._replace(all_a=columns[0], all_delta=columns[1], added=1)

    def array(self, quantity, _l=None):
        return getattr(self, {"x": "X", "y": "Y"}.get(quantity, quantity))

    def value(self, ref):
        """The number of a Ref. LookupError if it is not there."""
        quantity, l, i, j, t, _ = Ref.parse(ref)
        if quantity in ("seed", "added"):
            return getattr(self, quantity)
        if quantity in ("x", "y"):
            return float((self.X if quantity == "x" else self.Y)[t - 1, i - 1])
        if (quantity, l) not in (("a", self.l), ("delta", self.l + 1), ("product", self.l), ("Delta", self.l)):
            raise LookupError(ref)
        if quantity == "Delta":
            return float(self.Delta[i - 1, j])
        if quantity == "a":
            return float(self.a[i, t - 1])
        return float(self.delta[i - 1, t - 1] * (1 if quantity == "delta" else self.a[j, t - 1]))


class AccumulateLab(EntryWidget):
    """What line 5 adds for each example, δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ, one under the other, and the Δ⁽ˡ⁾ of those that are added.

    AccumulateLab(data="xor", layer_sizes=None, seed=0, added=1, layer=1, entry=(1, 0)); see NetworkWidget for the
    first three. added : how many examples line 5 has added, from 0 to m. layer : l, which Δ is shown.
    entry : (i, j), the entry of Δ that is written out as a sum.

    running is the Δ⁽ˡ⁾ that is shown. Delta, as in every NetworkWidget, is the one of all m examples.
    """

    added = Checked(1, lambda self: _arguments.whole_number(0, self.m), ref="added")
    entry = Checked((1, 0), lambda self: self._check_entry, state=False)

    ORDER = ("a", "delta", "product", "Delta")
    _html, _stage = staticmethod(accumulate), staticmethod(accumulate_stage)

    @property
    def running(self):
        """Δ⁽ˡ⁾ after the examples that are added."""
        return self._visible.Delta

    @property
    def _visible(self):
        return self._stack._replace(l=self.layer)

    def _compute(self, changed):
        super()._compute(changed)
        self._falls = changed == {"added"} and self.added == self._good.get("added", 0) + 1
        if changed - {"lambda_", "example", "added"}:
            _, self._all_a = forward_propagate(self.Theta, self._X.T)
            self._all_delta = backpropagate_errors(self.Theta, self._all_a, self._Y.T)
            self.added = min(self.added, self.m)
        of_examples = self._X, self._Y, self._all_a, self._all_delta
        self._stack = Stack(self.layer_sizes, self.layer, *of_examples, self.added, self.seed)

    # ------------------------------------------------------------ moves

    def _compared_with(self):
        return None if "data" in self._news() else super()._compared_with()

    def _in_words(self, change):
        if change.name != "added":
            return super()._in_words(change)
        was, now = (change.old if self._gesture is None else self._origin), self.added
        first, last = min(was, now) + 1, max(was, now)
        which = f"example {last}" if first == last else f"examples {first} to {last}"
        return f"You added {which}" if now > was else f"You took {which} out"

    def _label(self, ref):
        return super()._label(ref._replace(example=None)) + (f" of example {ref.example}" if ref.example else "")

    def _pick_add(self, t=None):
        """The next example, or a row: it is added, with all before it; or taken out, with all after it."""
        if self._told.asking:
            return
        if t is None:
            self.added += 1
        else:
            self.added = t - 1 if t <= self.added else t

    def _pick_example(self, _t):
        """A click on a number that can be dragged: no example is chosen here."""

    # ------------------------------------------------------------ what is shown

    @property
    def START(self):
        act = (
            "Paint on one"
            if self.data_set.image_shape and self.layer == 1
            else 'Drag an <span class="u">underlined</span> number'
        )
        return f"Line 5: each example adds its {html(SOURCES['product'])} to {html('Δ')}. {act}."

    @property
    def _changes(self):
        before = self._told.before
        return Changes(before and before._replace(l=self.layer), self._visible)

    def _scene(self):
        changes, told = self._changes, self._told
        if told.asking:  # what is given is new; what is computed is still that of before
            now = changes.now
            changes = Changes(changes.was, changes.was._replace(X=now.X, Y=now.Y, seed=now.seed))
        i, j = self.entry
        terms = changes.now.delta[i - 1] * changes.now.a[j]
        names, chosen = self._data_names()
        return AccumulateScene(
            changes, self.added, self.entry, terms, np.cumsum([0, *terms]), self._strip(so=self._so()),
            self._layer_tabs("Δ"), self.data_set, names, chosen, self.seed, self._has_own_weights,
            falls=self._falls and not told.asking, veiled=told.asking,
        )  # fmt: skip

    def _so(self):
        if not self.added:
            return f"{html('Δ')} is all zeros: <b>no example has said anything yet.</b>"
        i, j = self.entry
        terms = (self._visible.delta[i - 1] * self._visible.a[j])[: self.added]
        more, less = int((terms > 0).sum()), int((terms < 0).sum())
        at = html(Ref("Delta", self.layer, i, j).source)
        if more and less:
            return f"At {at} <b>they disagree: {more} positive, {less} negative.</b>"
        return f"At {at} they agree so far." if more + less > 1 else ""  # an example that adds 0 has no say

    def _explanation(self, ref):
        if ref.quantity != "Delta":
            return super()._explanation(ref)
        of, parts = ref._replace(quantity="product"), []
        for t in range(1, self.added + 1):
            if t < MOST_TERMS or t == self.added or self.added == MOST_TERMS:
                term = str(of._replace(example=t))
                parts += [" + " * (t > 1), Factor(term, self._visible.value(term))]
            elif t == MOST_TERMS:
                parts.append(" + …")
        rule = f"Σ_{{t}} δ^{{({ref.l + 1})}}_{{{ref.i}}} a^{{({ref.l})}}_{{{ref.j}}}"
        why = f"line 5, after {self.added} of {self.m} examples" if parts else "set to zero, before the loop"
        return Explanation(str(ref), self._visible.value(ref), symbol(ref), rule, tuple(parts), why)

    def _repr_arguments(self):
        arguments = {
            name: value for name, value in super()._repr_arguments().items() if name not in ("lambda_", "example")
        }
        return {**arguments, "added": self.added}
