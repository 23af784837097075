"""A NetworkWidget that looks at one entry of one layer's matrix: AccumulateLab and LambdaLab."""

from bpkit import _arguments
from bpkit.notation import Ref
from bpkit.widgets import controls
from bpkit.widgets.live import Checked
from bpkit.widgets.network_widget import NetworkWidget


class EntryWidget(NetworkWidget):
    """layer : l, from 1 to L − 1, whose matrices are shown. entry : (i, j), the entry that is written out."""

    layer = Checked(
        1,
        lambda self: _arguments.whole_number(1, len(self.layer_sizes) - 1),
        lambda apply: controls.Number("Layer l =", apply, whole=True),
        lambda self, control: control.show(self.layer, after=f"of {len(self.Theta)}"),
    )
    entry = Checked((1, 1), lambda self: self._check_entry)

    def _check_entry(self, name, value):
        try:
            i, j = value
        except (TypeError, ValueError):
            raise ValueError(f"{name} must be (i, j), got {_arguments.brief(value)}.") from None
        i = _arguments.whole_number(1, self.layer_sizes[self.layer])("i", i)
        return i, _arguments.whole_number(0, self.layer_sizes[self.layer - 1])("j", j)

    def _compute(self, changed):
        if changed - {"layer", "entry"}:
            super()._compute(changed)
        # Another layer, or other layers: the entry that was chosen may be gone.
        self.layer = min(self.layer, len(self.Theta))
        rows, columns = self.Theta[self.layer].shape
        i, j = self.entry
        self.entry = min(i, rows), min(j, columns - 1)

    def _pick(self, ref):
        """A number was clicked, or a row of a matrix that is an image."""
        with self._controls["layer"].guarded():
            ref = Ref.parse(ref)
            self.entry = ref.i, self.entry[1] if ref.j is None else ref.j

    def _repr_arguments(self):
        return {**super()._repr_arguments(), "layer": self.layer, "entry": self.entry}
