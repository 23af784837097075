"""Minimize J: plain gradient descent, Θ := Θ − α D again and again, and what makes it quicker.

Backpropagation computes the derivative D. It minimizes nothing: this does, with D in hand.
"""

from collections import deque
from typing import NamedTuple

import numpy as np

from bpkit._arguments import checked
from bpkit.algorithm import cost, cost_and_gradient, forward_propagate
from bpkit.progress import bar, told_to, unbroken

LARGEST = 1e100  # a J beyond it comes from steps that throw Θ further away each time
SMALL = 20_000  # weights of the largest matrix. Below, a second thread waits longer than it works, above all on a busy
# machine, where it made the steps on the digits 20 times as slow
WHY = {
    "iterations": "All iterations were made.",
    "interrupted": "You stopped it.",
    "callback": "The callback returned True.",
    "diverged": "J grew without bound: the steps are too long. Try a third of that alpha, or less momentum.",
    "tolerance": "J no longer fell by more than the tolerance.",
    "validation": "The held-out cost no longer fell. Theta is from where it was lowest.",
    "converged": "SciPy's own test is met: J no longer falls, or D is next to 0.",
    "stuck": "SciPy found no lower J from here.",
}


class Minimized(NamedTuple):
    """What minimize gives back.

    Theta : the weights it ended with; with validation, those with the lowest held-out cost.
    J : the cost of all examples at first and after each pass, shape (passes + 1,).
    stopped : why it ended, a key of WHY. "diverged": Theta is from before J was too large. print says what to change.
    held_out : the cross-entropy of the validation examples, shaped as J; empty without validation.
    """

    Theta: dict
    J: np.ndarray
    stopped: str
    held_out: np.ndarray

    def __repr__(self):
        return f"{len(self.J) - 1} steps, J from {self.J[0]:.4g} to {self.J[-1]:.4g}, stopped: {self.stopped}"

    def __str__(self):
        return f"{self!r}. {WHY[self.stopped]}"


@checked
def minimize(
    Theta,
    X,
    Y,
    lambda_=0.0,
    alpha=1.0,
    iterations=1000,
    progress=True,
    *,
    batch_size=None,
    momentum=0.0,
    seed=0,
    validation=None,
    patience=10,
    tolerance=None,
    callback=None,
    method=None,
):
    """Gradient descent on J from Theta: all weights of all layers move at once by −α D, iterations times.

    alpha : the learning rate α > 0. progress : show a progress bar with J on it, and the time that is left.
    batch_size : so many examples for each step, drawn anew in each pass; an iteration is then a pass through all
        examples, in as many steps as there are batches. None: all examples for each step.
    momentum : from 0 to below 1, the part of the last step that is added to the next (Polyak, 1964).
    seed : of the order of the examples in batches. The same seed gives the same Theta.
    validation : held-out examples (X, Y). It ends when their cost has not fallen for patience iterations.
    tolerance : it ends when J has fallen by less than that in patience iterations.
    callback : called as callback(iteration, Theta, J) after each; if it returns True, that ends it.
    method : one of SciPy's minimize that ask for D, such as "L-BFGS-B", in place of gradient descent. It chooses its
        own steps, each with all examples, so that alpha plays no part. SciPy must be installed.
    Other arguments as for backpropagation. An interrupt (the stop button of Jupyter, Ctrl-C) ends it
    cleanly with what it has.

    Returns a Minimized. Raises ValueError if an argument does not fit.
    """
    order = np.random.default_rng(seed)

    def J_and_D(Theta):
        if batch_size is None:
            return cost_and_gradient(Theta, X, Y, lambda_)
        return cost(Theta, X, Y, lambda_), None  # each batch has a D of its own

    def step(Theta, D, velocity):
        steps = passing(Theta, D, X, Y, lambda_, alpha, velocity, momentum, batch_size, order)
        return deque(steps, maxlen=1).pop()[:2]

    return minimize_by(
        J_and_D, Theta, alpha, iterations, progress, momentum=momentum, validation=validation, patience=patience,
        tolerance=tolerance, callback=callback, method=method, step=step if batch_size else None,
    )  # fmt: skip


@checked
def minimize_by(
    J_and_D,
    Theta,
    alpha=1.0,
    iterations=1000,
    progress=True,
    *,
    momentum=0.0,
    validation=None,
    patience=10,
    tolerance=None,
    callback=None,
    method=None,
    step=None,
    velocity=None,
):
    """Minimize the J that J_and_D(Theta) gives with its D, wherever they are computed. The rest is as for minimize.

    step : from Theta, D and the velocity to the new Theta and velocity. None: all weights move by alpha and momentum.
    velocity : that of the step that led to Theta, as a dict like it, which then holds that of each step. None: 0.
    """
    from threadpoolctl import threadpool_limits

    if method and (step or momentum):
        raise ValueError(f"batch_size and momentum must be left out with a method, and {method} was asked for.")
    step = step or (lambda Theta, D, velocity: moved(Theta, D, alpha, velocity, momentum))
    told = bar(iterations, "minimize J", progress)
    course = _Course(Theta, iterations, validation, patience, tolerance, callback, told)
    limit = threadpool_limits(1 if max(Theta[l].size for l in Theta) < SMALL else None, "blas")
    try:
        with told, told_to(told.set_postfix_str), limit, np.errstate(over="ignore", invalid="ignore"):
            if method:
                _by_scipy(course, J_and_D, method)
            else:
                _descend(course, J_and_D, step, {} if velocity is None else velocity)
    except _Ended as ended:
        return course.result(str(ended))
    except KeyboardInterrupt:
        if not course.J:  # it has nothing yet
            raise
        with unbroken():
            return course.result("interrupted")


def _descend(course, J_and_D, step, velocity):
    Theta = course.Theta
    velocity |= {l: np.zeros_like(Theta[l]) for l in Theta if l not in velocity}
    while True:
        J, D = J_and_D(Theta) if finite(Theta) else (np.inf, None)
        course.arrive(Theta, J)
        Theta, moved_by = step(Theta, D, velocity)
        velocity |= moved_by


def passing(Theta, D, X, Y, lambda_, alpha, velocity, momentum, batch_size, order):
    """One pass: Theta, velocity, and whether it is over, after a step with all examples, or with each batch.

    D : the gradient of all. order : numpy's Generator, which draws the batches. It ends early where Theta is no longer
    finite.
    """
    m = len(X)
    batches = [None] if batch_size is None else np.split(order.permutation(m), range(batch_size, m, batch_size))
    for k, batch in enumerate(batches, start=1):
        if batch is not None:
            _, D = cost_and_gradient(Theta, X[batch], Y[batch], lambda_ * len(batch) / m)  # its share of λ
        Theta, velocity = moved(Theta, D, alpha, velocity, momentum)
        over = k == len(batches) or not finite(Theta)
        yield Theta, velocity, over
        if over:
            return


def moved(Theta, D, alpha, velocity, momentum):
    """The new Theta and velocity after one step: all weights at once, from the old ones."""
    velocity = {l: momentum * velocity[l] - alpha * D[l] for l in Theta}  # v := μ v − α D, and without μ it is −α D
    return {l: Theta[l] + velocity[l] for l in Theta}, velocity  #           Θ := Θ + v


def _by_scipy(course, J_and_D, method):
    try:
        from scipy import optimize
    except ImportError:
        raise ImportError(f"method {method} needs SciPy: pip install scipy.") from None
    like, last = course.Theta, [None, None]

    def asked(vector):
        J, D = J_and_D(roll_up(vector, like))
        last[:] = vector.copy(), J
        return J, unroll(D)

    def arrive(vector, *_):
        J = last[1] if np.array_equal(last[0], vector) else asked(vector)[0]  # it was asked just now, most often
        course.arrive(roll_up(vector, like), J)

    arrive(unroll(like))
    # As many iterations as the course allows: it ends them. TNC counts evaluations.
    options = {"maxfun" if method == "TNC" else "maxiter": 20 * course.iterations}
    found = optimize.minimize(asked, unroll(like), jac=True, method=method, callback=arrive, options=options)
    raise _Ended("converged" if found.success else "stuck")


def unroll(Theta):
    """All numbers of a dict like Theta as one vector, layer by layer, row by row."""
    return np.concatenate([Theta[l].ravel() for l in Theta])


def roll_up(vector, like):
    """The dict of matrices whose numbers unroll gives as vector, shaped as like. They are copies."""
    ends = np.cumsum([like[l].size for l in like])
    parts = np.split(vector, ends[:-1])
    return {l: part.reshape(like[l].shape).astype(like[l].dtype) for l, part in zip(like, parts)}


class _Ended(Exception):
    """Why minimize ends: a key of WHY."""


class _Course:
    """What minimize keeps on its way, and when it ends."""

    def __init__(self, Theta, iterations, validation, patience, tolerance, callback, bar):
        self.Theta, self.best, self.J, self.held_out = Theta, Theta, [], []
        self.iterations, self.validation, self.patience = iterations, validation, patience
        self.tolerance, self.callback, self.bar = tolerance, callback, bar

    def arrive(self, Theta, J):
        """An iteration has led to Theta, or it is the start. Raises _Ended if that is the end."""
        if self.J and not (J < LARGEST and finite(Theta)):
            raise _Ended("diverged")
        if self.validation:
            held_out = cost(Theta, *self.validation)
            self.best = Theta if held_out < min(self.held_out, default=np.inf) else self.best
            self.held_out.append(held_out)
        self.Theta = Theta
        self.J.append(J)
        made = len(self.J) - 1
        if made:
            self.bar.set_postfix_str(f"J = {J:.4g}", refresh=False)
            self.bar.update()
            said = self.callback and self.callback(made, Theta, J)
            if isinstance(said, (bool, np.bool_)) and said:
                raise _Ended("callback")
        if self.validation and self._rests(self.held_out, 0):
            raise _Ended("validation")
        if self.tolerance is not None and self._rests(self.J, self.tolerance):
            raise _Ended("tolerance")
        if made == self.iterations:
            raise _Ended("iterations")

    def _rests(self, costs, least):
        """Whether the lowest of the last costs is not lower than the lowest before them, by more than least."""
        before, last = costs[: -self.patience], costs[-self.patience :]
        return bool(before) and min(before) - min(last) <= least

    def result(self, stopped):
        Theta = self.best if self.validation else self.Theta
        return Minimized(Theta, np.array(self.J), stopped, np.array(self.held_out))


@checked
def accuracy(Theta, X, Y):
    """The share of examples answered rightly, from 0 to 1.

    With several outputs the answer is the largest of them; with one, it is whether h_Θ(x) ≥ 0.5.
    """
    _, a = forward_propagate(Theta, X.T)
    return float(np.mean(_answers(a[max(a)].T) == _answers(Y)))


def _answers(h):
    return h.argmax(axis=1) if h.shape[1] > 1 else h[:, 0] >= 0.5


def finite(matrices):
    """Whether all numbers of a dict like Theta are, and their sums too."""
    return all(np.isfinite(matrix.sum()) for matrix in matrices.values())
