"""Minimize J by plain gradient descent: Θ := Θ − α D, again and again.

Backpropagation computes the derivative D. It minimizes nothing: this does, with D in hand.
"""

from typing import NamedTuple

import numpy as np

from bpkit._arguments import checked
from bpkit.algorithm import cost_and_gradient, forward_propagate
from bpkit.progress import bar


class Minimized(NamedTuple):
    """What minimize gives back.

    Theta : the weights it ended with. J : the cost before each step and after the last, shape (steps + 1,).
    stopped : "iterations" (all were made), "interrupted" (you stopped it) or "diverged" (J was no longer a
        finite number: alpha is too large; Theta is from before that step).
    """

    Theta: dict
    J: np.ndarray
    stopped: str

    def __repr__(self):
        return f"{len(self.J) - 1} steps, J from {self.J[0]:.4g} to {self.J[-1]:.4g}, stopped: {self.stopped}"


@checked
def minimize(Theta, X, Y, lambda_=0.0, alpha=1.0, iterations=1000, progress=True):
    """Gradient descent on J from Theta: all weights of all layers move at once by −α D, iterations times.

    alpha : the learning rate α > 0. progress : show a progress bar with J on it.
    Other arguments as for backpropagation. An interrupt (the stop button of Jupyter, Ctrl-C) ends it
    cleanly with what it has.

    Returns a Minimized.
    """
    told = bar(iterations, "minimize J", progress)
    J, D = cost_and_gradient(Theta, X, Y, lambda_)
    history, stopped = [J], "iterations"
    try:
        for _ in range(iterations):
            stepped = step(Theta, D, X, Y, lambda_, alpha)
            if stepped is None:
                stopped = "diverged"
                break
            Theta, J, D = stepped
            history.append(J)
            told.set_postfix_str(f"J = {J:.4g}", refresh=False)
            told.update()
    except KeyboardInterrupt:
        stopped = "interrupted"
    finally:
        told.close()
    return Minimized(Theta, np.array(history), stopped)


def step(Theta, D, X, Y, lambda_, alpha):
    """One step of gradient descent from Theta, where the gradient is D: all weights move at once by −α D.

    Returns the new Theta, and J and D there; or None where they are no longer finite numbers.
    """
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            Theta = {l: Theta[l] - alpha * D[l] for l in Theta}  # Θ := Θ − α D, all from the old Θ
            J, D = cost_and_gradient(Theta, X, Y, lambda_)
    except ValueError:  # X, Y and λ were right before: some weight or activation is no longer finite
        return None
    return (Theta, J, D) if np.isfinite(J) and _finite(D) else None


@checked
def accuracy(Theta, X, Y):
    """The share of examples answered rightly, from 0 to 1.

    With several outputs the answer is the largest of them; with one, it is whether h_Θ(x) ≥ 0.5.
    """
    _, a = forward_propagate(Theta, X.T)
    return float(np.mean(_answers(a[max(a)].T) == _answers(Y)))


def _answers(h):
    return h.argmax(axis=1) if h.shape[1] > 1 else h[:, 0] >= 0.5


def _finite(matrices):
    return all(np.isfinite(matrix).all() for matrix in matrices.values())
