"""Forward propagation, written out: the equations under each layer, and their numbers in its units."""

from bpkit.views.network import forward_picture
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.view import View


class ForwardPass(NetworkWidget):
    """z and a in each unit, and the equations that gave them. The same traits as Explorer's."""

    CONTROLS = ("data", "seed", "layer_sizes", "example", "edits")

    def _make_view(self):
        self._view = View()
        return [self._view]

    def _draw(self):
        self._view.html = self._picture().svg()

    def _picture(self):
        shown = self._shown()
        ink = None if shown.data.image_shape is None else shown.x.reshape(shown.data.image_shape)
        return forward_picture(
            self.Theta,
            self.z,
            self.a,
            y=shown.y,
            image=ink,
            feature_names=shown.data.feature_names,
            class_names=shown.data.class_names,
        )
