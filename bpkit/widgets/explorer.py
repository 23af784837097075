"""The Explorer: move any number that is given, and watch a, δ, Δ and D answer."""

from bpkit.algorithm import forward_propagate
from bpkit.views import plane
from bpkit.views.explorer import stage
from bpkit.views.stage import with_menu
from bpkit.widgets.live import Checked
from bpkit.widgets.touch_network import TouchNetwork


class Explorer(TouchNetwork):
    """The network with a and δ in each unit, and for each layer Θ, this example's δaᵀ, Δ and D.

    Explorer(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    row : (l, i), the row of the matrices that is written out where they are too large to show every number.
    """

    row = Checked((1, 1), lambda self: self._indices("li"), state=False)

    _stage = staticmethod(stage)

    def __init__(self, *args, **traits):
        self._gap, self._square = 1, None
        self._rows_read = {}  # {l: i}: the row of each layer's matrices that was picked last
        super().__init__(*args, **traits)
        self.observe(lambda _change: self._look(), names="row")

    def _compute(self, changed):
        super()._compute(changed)
        l = min(self.row[0], len(self.Theta))  # it may be gone
        self.row = l, min(self.row[1], self.layer_sizes[l])

    def _pick_row(self, l, i):
        self.row = l, i

    def _pick_gap(self, l):
        self._gap = l
        self._draw()

    def _scene(self):
        self._rows_read[self.row[0]] = self.row[1]
        scene = self._shown(rows=self._rows_read, plane=self._plane(), gap=min(self._gap, len(self.Theta)))
        h, Y = scene.numbers.h, scene.numbers.Y
        several = Y.shape[1] > 1  # then the largest output is the answer
        return scene._replace(right=int((h.argmax(axis=1) == Y.argmax(axis=1)).sum()) if several else None)

    def _plane(self):
        """The plane that the examples are points of, as the network answers there; None where they are none."""
        if not plane.are_points(self._X):
            return None
        if self._square is None or not self._moves_a_point:  # under the hand it stands still
            self._square = plane.square(self.data_set.X, self._X)
        z, _ = forward_propagate(self.Theta, plane.points(self._square).T)
        return plane.Plane(self._square, z[len(self.Theta) + 1][0])

    def _html(self, scene, width):
        return with_menu(scene, self._stage(scene, width, True), width)

    def _repr_arguments(self):
        arguments = super()._repr_arguments()
        return arguments if self.row == (1, 1) else {**arguments, "row": self.row}
