"""What the learner touches. Widgets hold state and events; numbers come from algorithm, pictures from views."""

from bpkit.widgets.explorer import Explorer
from bpkit.widgets.forward_pass import ForwardPass
from bpkit.widgets.stepper import Stepper
from bpkit.widgets.unit_lab import UnitLab

__all__ = ["Explorer", "ForwardPass", "Stepper", "UnitLab"]
