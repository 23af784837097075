"""All the numbers of a network, a training set and one example of it; and what changed from one moment to the next."""

from functools import cached_property
from typing import NamedTuple

import numpy as np

from bpkit.algorithm import (
    backpropagate_errors,
    forward_propagate,
    penalty,
    regularized_gradient,
    sum_over_examples,
)
from bpkit.notation import Ref
from bpkit.progress import telling

PART = 2000  # examples
NOTICEABLE = 5e-9  # what differs by more has changed, also where 4 decimals look alike
QUANTITIES = ("a", "delta", "product", "Delta", "D", "J")  # what a move may change, in the algorithm's order


class Numbers(NamedTuple):
    """z, a, delta and product are of example t, the first three a column each; Delta, D, J of all m examples.

    product : δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ, what line 5 adds. h : the outputs for every example, shape (m, K).
    loss, penalty : the two parts of J. parts : Δ, the sum of the costs and h of each PART of the examples.
    """

    Theta: dict
    X: np.ndarray
    Y: np.ndarray
    lambda_: float
    t: int
    z: dict
    a: dict
    delta: dict
    product: dict
    Delta: dict
    D: dict
    h: np.ndarray
    loss: float
    penalty: float
    parts: list = ()

    @property
    def J(self):
        return self.loss + self.penalty

    @property
    def mean(self):
        """The part of D that Δ gives, (1/m)Δ."""
        return {l: Delta / self.m for l, Delta in self.Delta.items()}

    @property
    def pull(self):
        """The part of D that λ gives, (λ/m)Θ, with zeros in column 0."""
        return {l: self.lambda_ / self.m * Theta * (np.arange(Theta.shape[1]) > 0) for l, Theta in self.Theta.items()}

    @property
    def m(self):
        return len(self.X)

    @property
    def L(self):
        return len(self.Theta) + 1

    @property
    def sizes(self):
        """Units in layers 1 … L."""
        return (self.X.shape[1], *(len(self.Theta[l]) for l in self.Theta))

    def array(self, quantity, l=None):
        """The array that a quantity's numbers stand in; for x, y and h a row for each example."""
        if quantity in ("x", "y"):
            return self.X if quantity == "x" else self.Y
        found = getattr(self, "Theta" if quantity == "edge" else quantity)
        return found if l is None else found[l]

    def value(self, ref):
        """The number that a Ref, or its spelling, stands for. LookupError if there is none."""
        ref = Ref.parse(ref) if isinstance(ref, str) else ref
        array = self.array(ref.quantity, ref.l)
        return float(array[index_of(ref, self)]) if np.ndim(array) else float(array)


def index_of(ref, numbers):
    """Where a Ref's number stands in its array."""
    if ref.quantity in ("x", "y", "h"):
        return (ref.example or numbers.t) - 1, _place(ref.i)
    if ref.j is not None:
        return _place(ref.i), ref.j
    return (ref.i if ref.quantity == "a" and ref.l < numbers.L else _place(ref.i)), 0


def _place(i):
    """Unit i of an array that begins with unit 1. There is no unit 0 in it, and numpy's −1 is not meant."""
    if i is None or i < 1:
        raise IndexError(i)
    return i - 1


def compute(Theta, X, Y, lambda_, t, known=None):
    """The Numbers of that state. known : those of before; what was made of the very same arrays is taken from them."""
    same = known is not None and known.Theta is Theta and known.X is X and known.Y is Y
    if same:
        Delta, loss, h, parts = known.Delta, known.loss, known.h, known.parts
    else:
        parts = _parts(Theta, X, Y, known)
        Delta, loss, h = _of_all(parts)
    if same and known.t == t:
        z, a, delta, product = known.z, known.a, known.delta, known.product
    else:
        z, a = forward_propagate(Theta, X[t - 1])
        delta = backpropagate_errors(Theta, a, Y[t - 1])
        product = {l: delta[l + 1] @ a[l].T for l in Theta}
    D, of_weights = regularized_gradient(Delta, Theta, len(X), lambda_), penalty(Theta, len(X), lambda_)
    return Numbers(Theta, X, Y, lambda_, t, z, a, delta, product, Delta, D, h, loss, of_weights, parts)


def _parts(Theta, X, Y, known):
    """Numbers.parts: so it can tell how far it is, and where one example was moved the other parts are known."""
    same = known is not None and known.Theta is Theta and known.X.shape == X.shape and known.Y.shape == Y.shape
    parts = []
    with telling(range(0, len(X), PART), f"Δ, by {PART} examples") as starts:
        for start in starts:
            x, y = X[start : start + PART], Y[start : start + PART]
            if same and all(
                np.array_equal(new, old[start : start + PART]) for new, old in ((x, known.X), (y, known.Y))
            ):
                parts.append(known.parts[start // PART])
            else:
                h = forward_propagate(Theta, x.T)[1][len(Theta) + 1].T
                parts.append((*sum_over_examples(Theta, x, y), h))
    return parts


def _of_all(parts):
    """Δ, the mean cross-entropy and h of all examples."""
    (Delta, loss, _), *others = parts
    for more, loss_of_part, _ in others:
        Delta, loss = {l: Delta[l] + more[l] for l in more}, loss + loss_of_part
    h = np.concatenate([h for *_, h in parts])
    return Delta, loss / len(h), h


def of_step(step):
    """The Numbers of a trace's Step: what is not known yet is absent, or nan in D."""
    trace, after = step.trace, step.after
    t = step.t or (trace.m if step.line > 5 else 1)
    product = {l: after.delta[l + 1] @ after.a[l].T for l in trace.Theta if l in after.a and l + 1 in after.delta}
    known = (after.z, after.a, after.delta, product, after.Delta, after.D)
    nothing = np.full(trace.Y.shape, np.nan)
    return Numbers(trace.Theta, trace.X, trace.Y, trace.lambda_, t, *known, nothing, np.nan, np.nan)


class Values(dict):
    """The numbers of a small picture, {ref: number}: as much of Numbers as Changes needs."""

    sizes = None

    def value(self, ref):
        return self[str(Ref.parse(ref))]

    def array(self, quantity, l=None):
        parsed = [(Ref.parse(ref), value) for ref, value in self.items()]
        return np.array([value for ref, value in parsed if ref.quantity == quantity and l in (None, ref.l)])


class Changes:
    """What differs between two Numbers. was may be None: then nothing has changed yet."""

    def __init__(self, was, now):
        self.was, self.now = was, now

    @cached_property
    def reshaped(self):
        """Whether the matrices have new shapes, so that every number is new."""
        return self.was is not None and self.was.sizes != self.now.sizes

    def signs(self, quantity, l=None):
        """+1 where a number is larger than it was, −1 where smaller, else 0; as quantity's array. 0 if it is new."""
        now = np.asarray(self.now.array(quantity, l))
        if self.was is None or self.reshaped or (l is not None and l not in self.was.array(quantity)):
            return np.zeros(now.shape, int)
        was = np.asarray(self.was.array(quantity, l))
        if was is now or was.shape != now.shape:
            return np.zeros(now.shape, int)
        return (now - was > NOTICEABLE).astype(int) - (was - now > NOTICEABLE)

    def was_value(self, ref):
        """What the number ref was, if it has changed; else None."""
        try:
            was, now = self.was.value(ref), self.now.value(ref)
        except (AttributeError, LookupError):  # no move yet, or a number that was not there
            return None
        return was if not self.reshaped and abs(now - was) > NOTICEABLE else None

    def sign(self, ref):
        """+1 or −1 if the number ref has changed, else 0."""
        was = self.was_value(ref)
        return 0 if was is None else 1 if self.now.value(ref) > was else -1

    def changed(self, quantity):
        """Whether any number of a quantity has changed."""
        values = self.now.array(quantity)
        return any(self.signs(quantity, l).any() for l in (values if isinstance(values, dict) else [None]))

    @property
    def spares_column_0(self):
        """Whether D has changed in other columns only: λ leaves the bias weights alone."""
        signs = [self.signs("D", l) for l in self.now.D]
        return any(s.any() for s in signs) and not any(s[:, 0].any() for s in signs)
