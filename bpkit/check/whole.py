"""The whole algorithm, put together of one row for each place: what was found, or a mistake alone."""

from dataclasses import dataclass

import numpy as np

from bpkit.check import places as at


@dataclass
class Whole:
    """A row for each place, and the numbers that were measured. A call is backpropagation, made of them.

    Raises ValueError where a row does not fit the sizes.
    """

    given: object = at.INPUT.right
    weights: object = at.WEIGHTS.right
    first: object = at.BIAS.right  # the bias unit of the input
    bias: object = at.BIAS.right  # and of the hidden layers
    unit: object = at.UNIT.right
    out: object = at.UNIT.right
    error: object = at.ERROR.right
    number: float = 1.0  # before line 3
    source: object = at.SOURCE.right
    back: object = at.BACK.right
    slope: object = at.SLOPE.right
    meet: object = at.MEET.right
    number_4: float = 1.0  # before line 4
    handed: object = at.HANDED.right
    deeper: object = at.HANDED.right  # the same below layer L − 1
    way_back: float = 0.0  # Θ moves by this times δaᵀ before line 4
    outer: object = at.OUTER.right
    enters: object = at.ENTERS.right  # δ, as line 5 takes it
    column: object = at.COLUMN.right  # of the last layer
    below: object = at.COLUMN.right  # and of the others
    reached: object = at.REACHED.right  # the layers that line 5 does
    told: bool = True  # whether column 0 shows a₀
    rolled: bool = False  # the column of the bias unit comes last
    pair: object = at.PAIR.right
    start: object = at.START.right
    who: tuple = ((slice(None), at.WHO.right, at.MEAN.right.filler),)  # (columns, row, factor)
    moves: object = None  # (alpha, the filler of MOVES)
    penalty: object = None  # (Theta, Δ, λ, m) -> what is added; None for the right one

    def go(self, Theta, h, y, write=lambda numbers: numbers):
        """z, a without its bias units, delta and D, each by layer. h, y : an example a column.

        z, a, delta : (units, examples). D : of each example alone, (rows, columns, examples). write : what is done to
        z, a and delta before they go on.
        """
        L = len(Theta) + 1
        a, z, full = {1: self.given.filler(h)}, {1: None}, {}
        for l in range(1, L):
            full[l] = (self.first if l == 1 else self.bias).filler(a[l])
            z[l + 1] = self.weights.filler(Theta[l], full[l], z[l])
            if z[l + 1] is None:
                raise ValueError(f"Theta[{l}] with the shape {Theta[l].shape} does not fit here.")
            z[l + 1] = write(z[l + 1])
            a[l + 1] = write((self.unit if l + 1 < L else self.out).filler(z[l + 1]))
        d = write(self.number * self.error.filler(a[L], y, z[L]))
        own = self.error.filler(a[L], y, z[L]) / (a[L] - y)
        delta, D = {L: d}, {}
        for l in range(L - 1, 0, -1):
            T, bias = Theta[l], self.first if l == 1 else self.bias
            entered = self.enters.filler(d)
            rest = entered[:, None] * self.outer.filler(a[l], T[:, 1:], z[l])
            column = (self.below if l < L - 1 else self.column).filler(entered, rest, T[:, :1], a_0(bias, a[l]))
            D[l] = self.reached.filler(l, L) * np.concatenate([column[:, None], rest], axis=1)
            if bias is at.LAST or self.rolled:
                D[l] = np.roll(D[l], -1, axis=1)
            if l == 1:
                return z, a, delta, D
            if l == L - 1:
                last = down = self.handed.filler(d, own, a[L])
            else:
                down = last if self.deeper == at.FROM_OUTPUT else self.deeper.filler(d, own, a[l + 1])
            weights = self.back.filler(Theta.get(l + self.source.filler, T[:0]))
            if weights is None:
                raise ValueError(f"Theta[{l}] with the shape {T.shape} does not fit here.")
            through = weights @ down - self.way_back * np.einsum("ijt,it->jt", rest, down)
            source = l + 1 if self.slope is at.NEXT_SLOPE else l
            own = self.slope.filler(a[source], z[source])
            d = delta[l] = write(self.number_4 * self.meet.filler(through, own, a[l]))

    def sum(self, Theta, X, Y):
        """Δ/m."""
        m, sizes = len(X), sizes_of(Theta)
        X, Y = self.pair.filler(X, Y)
        if self.moves:
            one = lambda T, t: {l: D[:, :, 0] for l, D in self.go(T, X[[t]].T, Y[[t]].T)[-1].items()}  # noqa: E731
            parts = list(walk(Theta, m, *self.moves, one))
            each = {l: np.dstack([part[l] for part in parts]) for l in Theta}
        else:
            each = self.go(Theta, X.T, Y.T)[-1]
        D = {l: np.empty_like(Theta[l]) for l in Theta}
        for columns, who, factor in self.who:
            for l in D:
                total = each[l] @ who.filler(m) + self.start.filler(Theta[l], m)
                D[l][:, columns] = factor(m, sizes, l) * total[:, columns]
        return D

    def __call__(self, Theta, X, Y, lambda_=0.0):
        with np.errstate(all="ignore"):
            D = self.sum(Theta, X, Y)
            added = (self.penalty or right_penalty)(Theta, {l: len(X) * D[l] for l in D}, lambda_, len(X))
        return {l: D[l] + added[l] for l in D}


def sizes_of(Theta):
    return (Theta[1].shape[1] - 1, *(len(Theta[l]) for l in sorted(Theta)))


def a_0(bias, h):
    """What the bias unit gives out, with each example."""
    return bias.filler(h)[-1 if bias is at.LAST else 0]


def walk(Theta, m, alpha, way, one):
    """Each example's part, where Θ takes a step of alpha after each. one : (Theta, t) -> D of one example."""
    c, power, by_sum = way
    total, moved = {l: 0.0 for l in Theta}, Theta
    for t in range(m):
        part = one(moved, t)
        yield part
        total = {l: by_sum * total[l] + part[l] for l in total}
        moved = {l: moved[l] - alpha * c * float(m) ** power * total[l] for l in moved}


def masked(spared, penalty, column, Theta, D):
    """What λ multiplies, for each layer. column : a row of at.COLUMN_0, or None."""
    made = {}
    for l, T in Theta.items():
        made[l] = penalty.filler(T, D[l]) * at.there(spared.filler, T.shape, l, len(Theta) + 1)
        if column:
            made[l][:, 0] = column.filler(T, D[l])
    return made


def penalty_of(spared, penalty, column, factor):
    """The penalty as a function. factor : (λ, m, layer sizes) -> what stands before it."""

    def added(Theta, D, r, m):
        c = factor(r, m, sizes_of(Theta)) if r else 0.0
        return {l: c * base for l, base in masked(spared, penalty, column, Theta, D).items()}

    return added


right_penalty = penalty_of(at.SPARED.right, at.PENALTY.right, at.COLUMN_0.right, at.SHARE.right.filler)
