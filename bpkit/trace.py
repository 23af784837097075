"""Every execution of a line of the algorithm as a record: the debugger's model.

A trace is a sequence of Steps in the order in which the algorithm, example by example, executes its lines. The
numbers are those of the functions in algorithm.py, and which line reads and writes what is said in lines.py; here is
only when each is executed, and what is known at that moment. It knows no pictures.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import lru_cache
from math import isqrt
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from bpkit import _arguments
from bpkit._arguments import checked
from bpkit.algorithm import accumulate, backpropagate_errors, forward_propagate, regularized_gradient
from bpkit.lines import LINES, executions
from bpkit.notation import Ref
from bpkit.progress import telling


class State(NamedTuple):
    """What is known at some moment. Each is a mapping from l to an array, as in the algorithm.

    What is not computed yet is absent: z[2] is a KeyError before line 2. Where only part of D[l] is known, after
    line 6 and before line 7, the entries that are not are nan.
    """

    z: Mapping
    a: Mapping
    delta: Mapping
    Delta: Mapping
    D: Mapping


class Step(NamedTuple):
    """One execution of one line.

    index : its place in the trace. line : 0 for Δ := 0, then 1 … 7. t : the example, from 1, and None outside the
    loop. l : the layer that the line is executed for; None for line 0, which sets all of them.
    reads : names of what it reads, for example ("Theta[1]", "a[1]").
    writes : a mapping from the names of what it writes to the new arrays, for example "z[2]".
    before, after : the State. trace : the Trace that it is a step of.
    """

    index: int
    line: int
    t: int
    l: int
    reads: tuple
    writes: Mapping
    before: State
    after: State
    trace: "Trace"

    @property
    def shapes(self):
        """The shape of everything that the step reads and writes, by name."""
        known = {"x": (self.trace.sizes[1],), "y": (self.trace.sizes[-1],), "lambda_": (), "m": ()}
        known |= {f"Theta[{l}]": Theta_l.shape for l, Theta_l in self.trace.Theta.items()}
        read = {name: known[name] if name in known else _entry(self.before, name).shape for name in self.reads}
        return read | {name: value.shape for name, value in self.writes.items()}

    def __repr__(self):
        where = "".join(f", {name} = {value}" for name, value in (("t", self.t), ("l", self.l)) if value is not None)
        return f"<Step {self.index}: line {self.line}{where}>"


@checked
def trace(Theta, X, Y, lambda_=0.0):
    """The algorithm on X, Y as a Sequence of Steps: trace(...)[k] is the k-th execution of a line.

    Line 0 once; for each example line 1, line 2 for l = 2 … L, line 3, line 4 for l = L−1 … 2 and line 5 for
    l = 1 … L−1; then lines 6 and 7 for l = 1 … L−1. Arguments as for backpropagation.

    A step is computed when it is asked for. Only the sums Δ before every √m-th example are kept. Where it takes long
    to add them up, a bar tells how far it is; after an interrupt the next step that is asked for goes on from there.
    """
    return Trace(Theta, X, Y, lambda_)


def finished(numbers):
    """The last Step, made of Numbers that are there already: what explain asks in a picture that knows no steps."""
    whole = Trace(numbers.Theta, numbers.X, numbers.Y, numbers.lambda_)
    z, a, delta, *_ = whole.of_example(whole.m)
    after = _state(z, a, delta, numbers.Delta, numbers.D)
    return Step(len(whole) - 1, 7, None, whole.L - 1, (), {}, None, after, whole)


class Trace(Sequence):
    """What trace gives. Theta, X, Y, lambda_ and m are there to read; sizes[l] is the number of units of layer l."""

    def __init__(self, Theta, X, Y, lambda_):
        self.Theta = _frozen({l: Theta[l].copy() for l in Theta})
        self.X, self.Y = _read_only(X.copy()), _read_only(Y.copy())
        self.lambda_, self.m, self.L = lambda_, len(X), len(Theta) + 1
        self.sizes = (None, X.shape[1], *(Theta[l].shape[0] for l in Theta))
        self._in_loop, self._at_end = executions(self.L)
        self._spacing = isqrt(self.m) + 1
        self._sums = [_frozen({l: np.zeros_like(Theta[l]) for l in Theta})]  # Δ before examples 1, 1 + spacing, …
        self._example = lru_cache(maxsize=2)(self._compute_example)
        self.columns = lru_cache(maxsize=2)(self._compute_columns)
        self.of_example = lru_cache(maxsize=8)(lambda t: State(*self._lines_1_to_4(t), {}, {}))

    def with_lambda(self, lambda_):
        """The same trace with another λ, which only lines 6 and 7 know of: the sums that were made are kept."""
        other = copy(self)
        other.lambda_ = _arguments.at_least_0("lambda_", lambda_)
        return other

    def __len__(self):
        return 1 + self.m * len(self._in_loop) + len(self._at_end)

    def __getitem__(self, k):
        if isinstance(k, slice):
            return [self[i] for i in range(*k.indices(len(self)))]
        index = range(len(self))[k]  # counts from the end too, and raises the IndexError
        line, t, l = self.place(index)
        state = {0: self._line_0, 6: self._after_loop, 7: self._after_loop}.get(line, self._inside_loop)
        before, after = state(line, t, l)
        reads = LINES[line].reads_of(l)
        writes = MappingProxyType({name: _entry(after, name) for name in LINES[line].writes_of(l, self.L)})
        return Step(index, line, t, l, reads, writes, before, after, self)

    def place(self, index):
        """(line, t, l) of the step with that index, without computing it."""
        if index == 0:
            return 0, None, None
        t, k = divmod(index - 1, len(self._in_loop))
        if t < self.m:
            line, l = self._in_loop[k]
            return line, t + 1, l
        line, l = self._at_end[index - 1 - self.m * len(self._in_loop)]
        return line, None, l

    def index(self, line, t=None, l=None):
        """The index of the step at that place. Raises ValueError if there is none."""
        if (line, t, l) == (0, None, None):
            return 0
        if t in range(1, self.m + 1) and (line, l) in self._in_loop:
            return 1 + (t - 1) * len(self._in_loop) + self._in_loop.index((line, l))
        if t is None and (line, l) in self._at_end:
            return 1 + self.m * len(self._in_loop) + self._at_end.index((line, l))
        raise ValueError(f"line {line} is not executed for t = {t}, l = {l}.")

    def prepare(self, index):
        """Add up Δ a bit further on the way to a step. Returns how many examples it has, or None: the step is near."""
        line, t, _ = self.place(index)
        count = len(self._sums) * self._spacing
        if line == 0 or (t or self.m) <= count:
            return None
        self._sum_before(count + 1)
        return count

    def __repr__(self):
        return f"<Trace of {len(self)} steps, m = {self.m}, layers {'-'.join(map(str, self.sizes[1:]))}>"

    # ------------------------------------------------------------ states

    def _line_0(self, line, t, l):
        nothing = _state()
        return nothing, nothing._replace(Delta=self._sums[0])

    def _inside_loop(self, line, t, l):
        place = self._in_loop.index((line, l))
        return self._state_in_loop(t, place), self._state_in_loop(t, place + 1)

    def _state_in_loop(self, t, done):
        """The state of example t after so many of its lines. Before the first, the last example's is still there."""
        if done == 0:
            return _state(Delta=self._sums[0]) if t == 1 else self._state_in_loop(t - 1, len(self._in_loop))
        z, a, delta, Delta_before, Delta_after = self._example(t)
        lines = self._in_loop[:done]
        known = {number: [l for line, l in lines if line == number] for number in (1, 2, 3, 4, 5)}
        Delta = {l: Delta_after[l] if l in known[5] else Delta_before[l] for l in Delta_before}
        return _state(
            z={l: z[l] for l in known[2]},
            a={l: a[l] for l in known[1] + known[2]},
            delta={l: delta[l] for l in known[3] + known[4]},
            Delta=Delta,
        )

    def _after_loop(self, line, t, l):
        place = self._at_end.index((line, l))
        return self._state_after_loop(place), self._state_after_loop(place + 1)

    def _state_after_loop(self, done):
        state = self._state_in_loop(self.m, len(self._in_loop))
        D = {}
        if done:
            whole = regularized_gradient(state.Delta, self.Theta, self.m, self.lambda_)
            for line, l in self._at_end[:done]:
                D[l] = whole[l].copy()
                if line == 6:
                    D[l][:, 0] = np.nan  # known from line 7 on
        return state._replace(D=_frozen(D))

    def _compute_example(self, t):
        """z, a, delta of example t, and Δ before and after it."""
        z, a, delta = self._lines_1_to_4(t)
        Delta = self._sum_before(t)
        return _frozen(z), _frozen(a), _frozen(delta), Delta, _frozen(accumulate(Delta, delta, a))

    def _lines_1_to_4(self, t):
        z, a = forward_propagate(self.Theta, self.X[t - 1])
        return z, a, backpropagate_errors(self.Theta, a, self.Y[t - 1])

    def _compute_columns(self, count):
        """z, a and delta of the first examples, as columns."""
        z, a = forward_propagate(self.Theta, self.X[:count].T)
        return State(z, a, backpropagate_errors(self.Theta, a, self.Y[:count].T), {}, {})

    def _sum_before(self, t):
        """Δ before example t, added up in the algorithm's own order from the last sum that was kept."""
        kept = min((t - 1) // self._spacing, len(self._sums) - 1)
        Delta = self._sums[kept]
        with telling(range(kept * self._spacing + 1, t), "Δ") as examples:
            for s in examples:
                _, a, delta = self._lines_1_to_4(s)
                Delta = _frozen(accumulate(Delta, delta, a))
                if s % self._spacing == 0 and s // self._spacing == len(self._sums):
                    self._sums.append(Delta)
        return Delta


def _state(z=None, a=None, delta=None, Delta=None, D=None):
    return State(*(MappingProxyType(dict(value or {})) for value in (z, a, delta, Delta, D)))


def _entry(state, name):
    ref = Ref.parse(name)
    return getattr(state, ref.quantity)[ref.l]


def _frozen(arrays):
    return MappingProxyType({l: _read_only(array) for l, array in arrays.items()})


def _read_only(array):
    view = array.view()
    view.flags.writeable = False
    return view
