"""The small networks on which a learner's function is tried, chosen so that mistakes tell themselves apart.

Square and non-square layers, one example and several, λ = 0 and not. The smallest come first: what fails is
reported on the first that shows it, so that it can be worked by hand.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from bpkit.algorithm import accumulate, backpropagate_errors, forward_propagate, random_theta


@dataclass(frozen=True, eq=False)
class Probe:
    """A network with its examples; seed is that of its weights."""

    layer_sizes: tuple
    seed: int
    X: np.ndarray
    Y: np.ndarray
    lambda_: float

    @property
    def Theta(self):
        return random_theta(self.layer_sizes, self.seed)

    @property
    def m(self):
        return len(self.X)

    @property
    def network(self):
        return "-".join(map(str, self.layer_sizes))


def _probe(layer_sizes, m, lambda_, seed):
    """Examples of one decimal, so that they are soon typed; answers that are not all 0 or 1 either."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-15, 16, (m, layer_sizes[0])) / 10
    Y = rng.integers(0, 11, (m, layer_sizes[-1])) / 10
    return Probe(layer_sizes, seed, X, Y, lambda_)


PROBES = (
    _probe((2, 2, 1), 1, 0.0, seed=3),
    _probe((2, 2, 2), 1, 2.0, seed=4),
    _probe((2, 1), 3, 0.5, seed=5),
    _probe((2, 3, 1), 2, 1.5, seed=6),
    _probe((2, 3, 4), 2, 0.5, seed=10),  # here Θ itself is square, and a forgotten transposition fails silently
    _probe((3, 3, 3), 2, 1.0, seed=7),
    _probe((2, 3, 4, 2), 3, 0.5, seed=8),
    _probe((3, 3, 3, 3), 4, 3.0, seed=9),
)


def arguments(function, probe):
    """What the function of that name is called with on a probe, as a dict of fresh arrays."""
    return {name: fresh(value) for name, value in _arguments(function, probe).items()}


def fresh(value):
    if isinstance(value, dict):
        return {l: array.copy() for l, array in value.items()}
    return value.copy() if isinstance(value, np.ndarray) else value


@cache
def _arguments(function, probe):
    Theta, x, y = probe.Theta, probe.X.T.copy(), probe.Y.T.copy()
    if function == "forward_propagate":
        return {"Theta": Theta, "x": x}
    if function in ("cost", "backpropagation", "numerical_gradient"):
        more = {"epsilon": 0.1} if function == "numerical_gradient" else {}  # so large that one-sided shows
        return {"Theta": Theta, "X": probe.X.copy(), "Y": probe.Y.copy(), "lambda_": probe.lambda_, **more}
    if function in ("output_error", "backpropagate_errors"):
        _, a = forward_propagate(Theta, x)
        return {"a_L": a[max(a)].copy(), "y": y} if function == "output_error" else {"Theta": Theta, "a": a, "y": y}
    # Line 5 as the algorithm comes to it: the first half of the examples is in Delta, the others are to be added.
    Delta, half = {l: np.zeros_like(Theta[l]) for l in Theta}, probe.m // 2
    for columns in (slice(half), slice(half, None)) if half else (slice(None),):
        before = Delta
        _, a = forward_propagate(Theta, x[:, columns])
        delta = backpropagate_errors(Theta, a, y[:, columns])
        Delta = accumulate(before, delta, a)
    if function == "accumulate":
        return {"Delta": before, "delta": delta, "a": a}
    if function == "step":
        return {"Theta": Theta, "D": {l: Delta[l] / probe.m for l in Delta}, "alpha": 0.5 + probe.lambda_}
    return {"Delta": Delta, "Theta": Theta, "m": probe.m, "lambda_": probe.lambda_}
