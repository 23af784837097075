"""A network of which one layer's matrices are shown, and one entry written out: AccumulateLab and LambdaLab."""

from bpkit import _arguments
from bpkit.notation import html
from bpkit.views.strip import tabs
from bpkit.widgets.live import Checked
from bpkit.widgets.touch_network import TouchNetwork


class EntryWidget(TouchNetwork):
    """layer : l, from 1 to L − 1, whose matrices are shown. entry : (i, j), the entry that is written out.

    They say what is looked at: to choose another is no move, and Undo does not go back to the last one; Reset goes
    back to the first.
    """

    layer = Checked(1, lambda self: _arguments.whole_number(1, len(self.layer_sizes) - 1), state=False)
    entry = Checked((1, 1), lambda self: self._check_entry, state=False)

    def __init__(self, *args, **traits):
        super().__init__(*args, **traits)
        self._first = {**self._first, "layer": self.layer, "entry": self.entry}  # what Reset goes back to
        self.observe(lambda _change: self._look(self._keep_entry), names=["layer", "entry"])

    @property
    def _check_entry(self):
        return self._indices("ij", self.layer)

    def _compute(self, changed):
        super()._compute(changed)
        self._keep_entry()

    def _keep_entry(self):
        """In another layer, or with other layers, the entry that was chosen may be gone."""
        self.layer = min(self.layer, len(self.Theta))
        rows, columns = self.Theta[self.layer].shape
        i, j = self.entry
        self.entry = min(i, rows), min(j, columns - 1)

    def _layer_tabs(self, letter):
        """The layers to choose from, for the strip: Δ⁽¹⁾ Δ⁽²⁾."""
        return tabs("layer", {l: html(f"{letter}^{{({l})}}") for l in self.Theta}, self.layer, "which layer")

    def _pick_layer(self, l):
        self.layer = l

    def _pick_entry(self, _l, i, j, _t=None):
        """A number was clicked."""
        self.entry = i, j

    _pick_product = _pick_Delta = _pick_D = _pick_mean = _pick_pull = _pick_entry

    def _pick_row(self, _l, i):
        """A row of a matrix that is an image."""
        self.entry = i, self.entry[1]

    def _repr_arguments(self):
        return {**super()._repr_arguments(), "layer": self.layer, "entry": self.entry}
