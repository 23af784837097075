"""bpkit: the backpropagation algorithm, line by line, with live numbers.

The names are in the order of the algorithm. The widgets and the checks are loaded when they are first used, so that
``import bpkit`` for the mathematics alone loads numpy and nothing that draws.
"""

from importlib import import_module

from bpkit import console
from bpkit.algorithm import (
    accumulate,
    backpropagate_errors,
    backpropagation,
    cost,
    cost_and_gradient,
    forward_propagate,
    output_error,
    random_theta,
    regularized_gradient,
    sigmoid,
)
from bpkit.data import DataSet, load
from bpkit.explanation import explain
from bpkit.gradient_check import gradient_check, numerical_gradient
from bpkit.trace import trace
from bpkit.training import accuracy, minimize

__version__ = "0.1.0"

console.make_readable()

_WIDGETS = {  # and its module: one loads what it needs, and not what the others do
    "Explorer": "explorer",
    "Stepper": "stepper",
    "Trainer": "trainer",
    "ForwardPass": "forward_pass",
    "PathsLab": "paths_lab",
    "Predict": "predict",
    "UnitLab": "unit_lab",
    "OutputErrorLab": "output_error_lab",
    "BlameLab": "blame_lab",
    "AccumulateLab": "accumulate_lab",
    "LambdaLab": "lambda_lab",
    "EpsilonLab": "epsilon_lab",
    "BeforeAfter": "before_after",
    "WrongLineLab": "wrong_line_lab",
    "ShardsLab": "shards_lab",
}

__all__ = [
    "DataSet",
    "load",
    "random_theta",
    "sigmoid",
    "forward_propagate",
    "output_error",
    "backpropagate_errors",
    "accumulate",
    "regularized_gradient",
    "backpropagation",
    "cost",
    "cost_and_gradient",
    "numerical_gradient",
    "gradient_check",
    "minimize",
    "accuracy",
    "trace",
    "explain",
    "check",
    *_WIDGETS,
]


def __getattr__(name):
    if name in _WIDGETS:
        return getattr(import_module(f"bpkit.widgets.{_WIDGETS[name]}"), name)
    if name == "check":
        return import_module("bpkit.check")
    raise AttributeError(f"module 'bpkit' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__})
