"""Δ over shards: the examples are cut into some, each shard has its Δ, and a tree adds them."""

import numpy as np

from bpkit.algorithm import random_theta, sum_over_examples
from bpkit.data import load
from bpkit.notation import html
from bpkit.numbers import Values
from bpkit.views.shards import INPUT, SHARDS, Node, ShardsScene, shards_stage
from bpkit.widgets.touch import Given, TouchWidget

T = 17  # the example that is moved
DATA = load("planar")


class ShardsLab(TouchWidget):
    """The 40 examples of "planar" in shards, the Δ⁽¹⁾ of each, and the sums of two on the way to Δ.

    shards : how many, from 1 to 8. x_1, x_2 : of example 17. The network is 2-4-1 with random weights, seed 0.
    """

    shards = Given("shards", SHARDS, 4)
    x_1 = Given(f"x[1]@{T}", INPUT, float(DATA.X[T - 1, 0]))
    x_2 = Given(f"x[2]@{T}", INPUT, float(DATA.X[T - 1, 1]))

    Theta = random_theta(DATA.layer_sizes, seed=0)

    ORDER = ("Delta",)
    LAMPS = False
    START = f"Each shard could lie on a machine of its own. Drag the number of shards, or an x of example {T}."
    _stage = staticmethod(shards_stage)

    @property
    def Delta(self):
        """Δ of all examples, as the tree gives it: a dict like Theta."""
        return self._sums[self._tree[-1].ref]

    def _compute(self, changed):
        X, Y = DATA.X.copy(), DATA.Y
        X[T - 1] = self.x_1, self.x_2
        self._sums, self._tree, level = {}, [], []

        def add(ref, rows, Delta, of=()):
            depth = 1 + max((node.level for node in of), default=-1)
            refs = tuple(node.ref for node in of)
            self._sums[ref] = Delta
            self._tree.append(Node(ref, rows[0], rows[-1], Delta[1], refs, depth))
            return self._tree[-1]

        for k, rows in enumerate(np.array_split(np.arange(len(X)), self.shards), start=1):
            level.append(add(f"shard[{k}]", rows + 1, sum_over_examples(self.Theta, X[rows], Y[rows])[0]))
        k = 0
        while len(level) > 1:
            pairs, level = [level[at : at + 2] for at in range(0, len(level), 2)], []
            for pair in pairs:
                if len(pair) == 2:
                    k += 1
                    ref = "Delta[1][1, 1]" if len(pairs) == 1 else f"sum[{k}]"
                    Delta = {l: self._sums[pair[0].ref][l] + self._sums[pair[1].ref][l] for l in self.Theta}
                    pair = [add(ref, (pair[0].first, pair[1].last), Delta, pair)]
                level += pair
        if self.shards == 1:
            add("Delta[1][1, 1]", (1, len(X)), self._sums["shard[1]"], level)
        numbers = {"shards": self.shards, f"x[1]@{T}": self.x_1, f"x[2]@{T}": self.x_2}
        self._numbers = Values({ref: float(value) for ref, value in numbers.items()})
        # all entries of Δ, since the one that is shown stays as it is where x_1 is 0, and its image does not
        Delta = np.ndenumerate(self._tree[-1].Delta)
        self._numbers |= {f"Delta[1][{i + 1}, {j}]": float(entry) for (i, j), entry in Delta}
        self._numbers |= {node.ref: float(node.Delta[0, 1]) for node in self._tree}

    # ------------------------------------------------------------ moves

    def _compared_with(self):
        return None if "shards" in self._news() else super()._compared_with()

    def _label(self, ref):
        return super()._label(ref._replace(example=None)) + (f" of example {ref.example}" if ref.example else "")

    # ------------------------------------------------------------ what is shown

    def _rule(self, ref):
        node = next((node for node in self._tree if node.ref == str(ref)), None)
        if node is None:
            return None
        if not node.of:
            rule = "Σ_{t} δ^{(2)}_{1} a^{(1)}_{1}"
            return rule, (), f"line 5, for examples {node.first} to {node.last}"
        parts = (node.of[0], *(part for other in node.of[1:] for part in (" + ", other)))
        return (
            " + ".join(f'"{of.partition("[")[0]}" {of[of.index("[") + 1 : -1]}' for of in node.of),
            parts,
            f"the Δ of examples {node.first} to {node.last}",
        )

    def _scene(self):
        return ShardsScene(self._changes, tuple(self._tree), T, len(DATA.X), self._strip(so=self._so()))

    def _so(self):
        if not self._told.moved:
            return ""
        if self._told.before is None:
            return f"<b>{html('Δ')} is the same sum, added in another order.</b>"
        shard = next(node for node in self._tree if not node.of and node.first <= T <= node.last)
        told = shard.ref.replace("[", " ").rstrip("]")
        return f"<b>Only {told} has to be computed again, and what it goes into.</b>"
