"""What the learner touches. Widgets hold state and events; numbers come from algorithm, pictures from views."""

from bpkit.widgets.accumulate_lab import AccumulateLab
from bpkit.widgets.blame_lab import BlameLab
from bpkit.widgets.epsilon_lab import EpsilonLab
from bpkit.widgets.explorer import Explorer
from bpkit.widgets.forward_pass import ForwardPass
from bpkit.widgets.lambda_lab import LambdaLab
from bpkit.widgets.output_error_lab import OutputErrorLab
from bpkit.widgets.stepper import Stepper
from bpkit.widgets.trainer import Trainer
from bpkit.widgets.unit_lab import UnitLab
from bpkit.widgets.wrong_line_lab import WrongLineLab

__all__ = [
    "Explorer",
    "Stepper",
    "Trainer",
    "ForwardPass",
    "UnitLab",
    "OutputErrorLab",
    "BlameLab",
    "AccumulateLab",
    "LambdaLab",
    "EpsilonLab",
    "WrongLineLab",
]
