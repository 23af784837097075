"""A NetworkWidget that looks at one entry of one layer's matrix: AccumulateLab and LambdaLab."""

from traitlets import TraitType, observe, validate

from bpkit import _arguments
from bpkit.notation import Ref
from bpkit.widgets.network_widget import NetworkWidget


class EntryWidget(NetworkWidget):
    """layer : l, from 1 to L − 1, whose matrices are shown. entry : (i, j), the entry that is written out."""

    layer = TraitType(1)
    entry = TraitType((1, 1))

    STATE = (*NetworkWidget.STATE, "layer", "entry")

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
    def _looked_elsewhere(self, _change):
        self._change_at_once(self._stay_inside)

    def _stay_inside(self):
        """Another layer, or other layers: the entry that was chosen may be gone."""
        self.layer = min(self.layer, len(self.Theta))
        rows, columns = self.Theta[self.layer].shape
        i, j = self.entry
        self.entry = min(i, rows), min(j, columns - 1)

    def _compute(self, changed):
        super()._compute(changed)
        self._stay_inside()

    def _pick(self, ref):
        """A number was clicked, or a row of a matrix that is an image."""
        with self._layer.guarded():
            ref = Ref.parse(ref)
            if ref.j is not None:
                self.entry = ref.i, ref.j
            elif ref.quantity == "row":
                self.entry = ref.i, self.entry[1]

    def _repr_arguments(self):
        return {**super()._repr_arguments(), "layer": self.layer, "entry": self.entry}
