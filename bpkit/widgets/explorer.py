"""The Explorer: move λ, change the layers, choose the example, and watch δ, Δ and D answer."""

import ipywidgets as w
from traitlets import TraitType, observe, validate

from bpkit import _arguments
from bpkit.notation import Ref
from bpkit.views.explorer import chosen_row, explorer, explorer_picture, has_images
from bpkit.widgets import controls
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.view import View


class Explorer(NetworkWidget):
    """The network with a and δ in each unit, and for each layer Θ, this example's δaᵀ, Δ and D.

    Explorer(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    row : (l, i), the row of the matrices that is written out where they are too large to show every number.
    """

    row = TraitType((1, 1))

    @validate("row")
    def _check_row(self, proposal):
        try:
            l, i = proposal.value
        except (TypeError, ValueError):
            raise ValueError(f"row must be (l, i), got {_arguments.brief(proposal.value)}.") from None
        l = _arguments.whole_number(1, len(self.layer_sizes) - 1)("l", l)
        return l, _arguments.whole_number(1, self.layer_sizes[l])("i", i)

    @observe("row")
    def _row_changed(self, _change):
        if not self._busy:
            self._draw()

    def _make_view(self):
        self._view = View(on_pick=self._pick)
        self._row_view = View()
        self._row_layer = controls.Number("Read row i of l =", lambda l: setattr(self, "row", (l, 1)), whole=True)
        self._row_unit = controls.Number("i =", lambda i: setattr(self, "row", (self.row[0], i)), whole=True)
        chooser = w.HBox([self._row_layer, self._row_unit])
        chooser.add_class("bpkit-controls")
        self._reader = w.VBox([chooser, self._row_view])
        return [self._view, self._reader]

    def _pick(self, ref):
        with self._row_unit.guarded():
            ref = Ref.parse(ref)
            if ref.quantity == "row":
                self.row = ref.l, ref.i

    def _draw(self):
        shown = self._shown()
        large = has_images(shown)
        if self.row[0] > len(self.Theta) or self.row[1] > len(self.Theta[self.row[0]]):
            self.row = (1, 1)  # the row that was chosen is gone
        self._view.html = explorer(shown, self.row if large else None)
        self._reader.layout.display = None if large else "none"
        if large:
            self._row_layer.show(self.row[0], after=f"of {len(self.Theta)},")
            self._row_unit.show(self.row[1], after=f"of {len(self.Theta[self.row[0]])}")
            self._row_view.html = chosen_row(shown, self.row)

    def _picture(self):
        shown = self._shown()
        return explorer_picture(shown, self.row if has_images(shown) else None)

    def _repr_arguments(self):
        arguments = super()._repr_arguments()
        return arguments if self.row == (1, 1) else {**arguments, "row": self.row}
