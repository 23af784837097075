"""Forward propagation, written out: the equations under each layer, and their numbers in its units."""

from bpkit.views.forward import stage
from bpkit.widgets.explorer import Explorer


class ForwardPass(Explorer):
    """z and a in each unit, and the equations that gave them. The same traits as Explorer's."""

    ORDER = ("z", "a")

    _stage = staticmethod(stage)
