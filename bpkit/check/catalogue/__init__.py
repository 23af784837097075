"""The catalogue of mistakes, as data: a file for each function, in the order of the algorithm.

Importing a file enters its mistakes; the first that does what the learner's function did is the one that is named.
"""

# isort: off
from bpkit.check.catalogue.entries import MISTAKES, Mistake
from bpkit.check.catalogue import forward, output, accumulate, gradient, cost, numerical  # noqa: F401
from bpkit.check.catalogue.back import back_with
from bpkit.check.catalogue.whole import REMEMBERS, algorithm_with
from bpkit.check.catalogue import forms  # noqa: F401
# isort: on

__all__ = ["MISTAKES", "Mistake", "REMEMBERS", "back_with", "algorithm_with"]
