"""Is D the derivative of J? Ask J itself: nudge a weight up and down and see how much J changes.

This knows nothing of backpropagation. That is what makes it a check. It is slow (two costs for each
weight), so it is used to test a gradient, never to train with.
"""

from typing import NamedTuple

import numpy as np

from bpkit._arguments import checked
from bpkit.algorithm import backpropagation, columns, cost, cross_entropy, forward_propagate, penalty
from bpkit.progress import telling

TOLERANCE = 1e-8  # central differences with ε = 10⁻⁴ reach about 10⁻¹⁰; a wrong formula is far above 10⁻⁸


class GradientCheck(NamedTuple):
    """What gradient_check found.

    relative_difference : ‖D − numerical‖ / ‖D + numerical‖ over all weights together; 0 if both are all zeros.
    worst : (l, i, j) of the entry D[l][i - 1, j] that is farthest from the numerical gradient; i counts
        units from 1, j from 0, as in the formulas.
    ok : True if the difference is small enough to be that of the numerical method itself.
    D, numerical : the two gradients, dicts shaped as Theta.
    """

    relative_difference: float
    worst: tuple
    ok: bool
    D: dict
    numerical: dict

    def __bool__(self):
        return self.ok

    def __str__(self):
        l, i, j = self.worst
        pair = self.D[l][i - 1, j], self.numerical[l][i - 1, j]
        found, expected = (f"{value:.6f}" if abs(value) < 1e6 else f"{value:.6g}" for value in pair)
        verdict = "D is the gradient of J" if self.ok else "D is not the gradient of J"
        inexact = self.ok and self.relative_difference > TOLERANCE
        trust = " (the numerical gradient is no more exact than that here)" if inexact else ""
        return (
            f"{verdict}: relative difference {self.relative_difference:.1e}{trust}, "
            f"farthest apart at l = {l}, i = {i}, j = {j}: D = {found}, numerical {expected}."
        )


@checked
def numerical_gradient(Theta, X, Y, lambda_=0.0, epsilon=1e-4, cost=None):
    """∂J/∂Θ_ij ≈ (J(Θ_ij + ε) − J(Θ_ij − ε)) / 2ε for each weight in turn, all others left as they are.

    epsilon : ε. A smaller one is not a better one: below about 10⁻⁵ rounding in J takes over.
    cost : a function cost(Theta, X, Y, lambda_) that gives the J of any other network, a number; then Y may hold any
        numbers. None: bpkit's own. In a corner of J, as of a ReLU at z = 0, the slope is the mean of both sides.
    Arguments otherwise as for backpropagation. Where it takes long, a bar tells how far it is.

    Returns a dict shaped as Theta, in double precision. Raises ValueError where J is too large for a float.
    """
    return slopes(_J(cost, X, Y, lambda_), _double(Theta), epsilon)


def _J(other, X, Y, lambda_):
    """The cost of these examples, bpkit's or another one, as a function of Theta alone."""
    return lambda Theta: (other or cost)(Theta, X, Y, lambda_)


def slopes(J, Theta, epsilon):
    """The slope of any J(Theta) in each weight in turn, over ε to both sides.

    J : a function that gives a number for a dict like Theta. Returns a dict shaped as Theta. Raises ValueError where
    they are not finite.
    """
    return both_slopes(lambda copies, l: [J(copy) for copy in copies], Theta, [epsilon])[0][0]


def both_slopes(J, Theta, epsilons):
    """The slopes over each ε, to both sides, and to the right only: a list of two dicts shaped as Theta.

    J : a function of a list of dicts like Theta, and of l, the layer in which they differ, that gives the cost of each.
    """
    by, weights = np.array(epsilons, float), [(l, entry) for l in Theta for entry in np.ndindex(Theta[l].shape)]
    two_sided, one_sided = ({l: np.empty((len(by), *Theta[l].shape)) for l in Theta} for _ in range(2))
    with np.errstate(over="ignore", invalid="ignore"), telling(weights, "slopes of J") as told:
        (J_here,) = J([Theta], 1)
        for l, entry in told:
            J_plus, J_minus = np.reshape(J([nudged(Theta, l, entry, step) for step in (*by, *-by)], l), (2, -1))
            two_sided[l][:, *entry] = (J_plus - J_minus) / (2 * by)
            one_sided[l][:, *entry] = (J_plus - J_here) / by
    if not all(np.isfinite(two_sided[l]).all() for l in Theta):
        raise ValueError(
            "J must be a finite number at Theta ± epsilon, and here Theta, X or lambda_ is too large for it."
        )
    return [tuple({l: found[l][k] for l in Theta} for found in (two_sided, one_sided)) for k in range(len(by))]


@checked
def sweep(Theta, X, Y, lambda_, epsilons):
    """What both_slopes gives of J for each ε, of one as numerical_gradient has it. Other arguments as there."""
    return both_slopes(lambda copies, l: _costs(copies, l, X, Y, lambda_), Theta, epsilons)


def _costs(copies, l, X, Y, lambda_):
    """J of copies of Theta that differ in layer l only. Many go through lines 1 and 2 together, which is much quicker:
    as more units of layer l + 1, and for the layers behind it as more columns.
    """
    if len(copies) < 3:
        return [cost(Theta, X, Y, lambda_) for Theta in copies]
    Theta, losses = copies[0], np.zeros(len(copies))
    before, behind = {k: Theta[k] for k in Theta if k < l}, {k - l: Theta[k] for k in Theta if k > l}
    stacked = {1: np.concatenate([copy[l] for copy in copies])}
    for x, y in columns(X, Y):
        a = forward_propagate(before, x)[1][l] if before else x
        z, a = (of[2].reshape(len(copies), -1, x.shape[1]) for of in forward_propagate(stacked, a))
        if behind:
            z = np.split(forward_propagate(behind, np.hstack(a))[0][len(behind) + 1], len(copies), axis=1)
        losses += [cross_entropy(z_L, y) for z_L in z]
    return losses / len(X) + [penalty(copy, len(X), lambda_) for copy in copies]


def nudged(Theta, l, entry, by):
    """Theta with one weight changed, Theta[l][entry], and all others left as they are."""
    changed = {**Theta, l: Theta[l].copy()}
    changed[l][entry] += by
    return changed


@checked
def gradient_check(Theta, X, Y, lambda_=0.0, D=None, cost=None):
    """Compare D with the numerical gradient (ε = 10⁻⁴). Without D, backpropagation's own is checked.

    D is expected in double precision: one made in float32 has 7 digits only, too few to pass.
    cost : of another network, as for numerical_gradient. Then D must be given.

    Returns a GradientCheck; it is true where the check passes, and prints as one sentence.
    Raises ValueError if D is not shaped as Theta, or if cost does not give a number.
    """
    if cost and D is None:
        raise ValueError("D must be given with a cost of your own, for bpkit's D is the gradient of bpkit's J.")
    epsilon, Theta, J = 1e-4, _double(Theta), _J(cost, X, Y, lambda_)
    D = backpropagation(Theta, X, Y, lambda_) if D is None else D
    numerical = slopes(J, Theta, epsilon)

    found = relative_difference(D, numerical)
    ok = found <= TOLERANCE
    if not ok:
        # Where the gradient is next to 0 (at a minimum; all weights 0 on XOR), a relative difference says nothing:
        # what counts is how far the numerical gradient can be trusted. J is known to about 16 digits, which leaves
        # 10⁻¹⁶ J / ε in each entry; the curve of J leaves an error in ε², which 2ε makes four times as large.
        entries = sum(Theta[l].size for l in Theta)
        rounding = 4 * np.finfo(float).eps * max(1.0, abs(J(Theta))) / epsilon * np.sqrt(entries)
        coarser = slopes(J, Theta, 2 * epsilon)
        ok = _distance(D, numerical) <= rounding + _distance(coarser, numerical)
    return GradientCheck(
        relative_difference=found,
        worst=_worst(D, numerical),
        ok=bool(ok),
        D=D,
        numerical=numerical,
    )


def relative_difference(D, numerical):
    """‖D − numerical‖ / ‖D + numerical‖ over all weights together, two dicts; 0 if both are all zeros."""
    difference, size = _distance(D, numerical), _distance(D, {l: -numerical[l] for l in D})
    return difference / size if size else float(difference > 0)


def _double(Theta):
    """Theta in double precision: in float32, J is not known well enough to ask it for a slope."""
    return {l: Theta[l].astype(float, copy=False) for l in Theta}


def _distance(one, other):
    """The length of the difference of two dicts shaped as Theta."""
    gaps = np.concatenate([np.ravel(one[l] - other[l]) for l in one])
    largest = np.abs(gaps).max()  # the square of 1e200 is no float any more
    return float(largest * np.sqrt(np.sum((gaps / largest) ** 2))) if largest else 0.0


def _worst(D, numerical):
    gaps = {l: np.abs(D[l] - numerical[l]) for l in D}
    l = max(gaps, key=lambda l: gaps[l].max())
    i, j = np.unravel_index(gaps[l].argmax(), gaps[l].shape)
    return int(l), int(i) + 1, int(j)
