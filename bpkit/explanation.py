"""Where a number came from: its formula in symbols, the same with the numbers in it, and the factors, to go on from.

Following the factors ends at x, y, Θ, λ, m and the constants of the formulas. The numbers are looked up in the
trace, never computed in another way; only sums over many terms are cut in two, and the second part is named.
"""

from typing import NamedTuple

import numpy as np

from bpkit._arguments import brief
from bpkit.algorithm import cost, penalty
from bpkit.lines import line_of
from bpkit.notation import INDICES, ONE, PRODUCT, Ref, number, plain, symbol
from bpkit.trace import State, Step

MOST_TERMS, SHOWN = 6, 4  # a sum of more than 6 terms shows 4 of them and says how many more there are
OF_AN_EXAMPLE = ("x", "y", "z", "a", "delta", "h", ONE, PRODUCT)
EXPLAINED = ("x", "y", "lambda_", "m", "Theta", "h", "J", "loss", "penalty", ONE, PRODUCT, *State._fields)
ON_ONE_LINE = str.maketrans("{}", "()")  # what stands raised, in the parts: e^{−z}
GIVEN = {"x": "given: the example", "y": "given: the right answer", "Theta": "given: a weight"}


class Factor(NamedTuple):
    """A number in a formula. ref : how to ask where it came from; None for a constant of the formula."""

    ref: str
    value: float

    def __str__(self):
        return f"{self.value:g}" if self.ref in (None, "m", "lambda_") else number(self.value)


class Explanation(NamedTuple):
    """Where one number came from.

    ref, value : the number. symbol : its name as plain text. rule : its formula, to be set by notation.
    parts : the same formula with numbers: strings, and Factors where a number stands. Empty for what is given. What
    stands raised is in {}.
    why : what it is, in a few words. factors : the Factors that have a ref of their own, each once.
    """

    ref: str
    value: float
    symbol: str
    rule: str
    parts: tuple
    why: str

    @property
    def factors(self):
        found = {part.ref: part for part in self.parts if isinstance(part, Factor) and part.ref}
        return tuple(found.values())

    def numbers(self, write=str):
        """The formula with the numbers in it. write : from a Factor to text, to 4 decimals unless told."""
        text = ""
        for part in self.parts:
            if isinstance(part, str):
                text += part
            else:
                written = write(part)
                text += f"({written})" if needs_brackets(text, part) else written
        return text.translate(ON_ONE_LINE)

    def __str__(self):
        value, numbers = str(Factor(self.ref, self.value)), self.numbers()
        if not self.factors:
            return f"{self.symbol} = {numbers or value}: {self.why}."
        steps = dict.fromkeys([self.symbol, plain(self.rule), numbers, value])  # what is the same is said once
        return f"{' = '.join(steps)}: {self.why}."


def needs_brackets(before, factor):
    """Whether a negative number stands behind a sign: 0.5 · (−0.2)."""
    return factor.value < 0 and before.rstrip().endswith(("·", "+", "−", "/"))


def named(ref):
    """A ref in words: "δ⁽²⁾₁ of example 3" for "delta[2][1]@3"."""
    ref = Ref.parse(ref)
    name = symbol(ref)
    if ref.example is not None:
        name += f" of example {ref.example}"
    return f"part of the sum for {name}" if ref.rest is not None else name


def explain(step, ref):
    """Where the number ref came from, as it stands after that step of a trace.

    ref : an entry by its place in the formulas, units i from 1 and j from 0: "Delta[1][2, 0]", "delta[2][1]",
        "a[2][0]", "z[3][1]", "D[1][1, 2]", "product[1][2, 0]" for line 5's δaᵀ, "Theta[1][1, 0]", "x[1]", "y[1]",
        "lambda_" or "m"; of the cost "J", "loss" and "penalty"; "h[1]", an output. "@3" behind it: of example 3.
        ">5" behind it: only the terms of its sum from the 5th on. The refs of factors are of these forms.

    Returns an Explanation. Raises ValueError if there is no such number, or if it is not known after that step.
    """
    if not isinstance(step, Step):
        raise ValueError(f"step must be a Step of a trace, as trace(…)[5] is, got {brief(step)}.")
    return _Explainer(step, ref).explanation()


def refs(step):
    """The refs of all numbers that are known after that step."""
    found = [Ref("lambda_"), Ref("m")]
    found += [Ref("x", i=i) for i in _count(step, 1)] + [Ref("y", i=i) for i in _count(step, -1)]
    for l, Theta_l in step.trace.Theta.items():
        found += _entries("Theta", l, Theta_l)
    for quantity, arrays in zip(step.after._fields, step.after):
        for l, array in arrays.items():
            has_bias = quantity == "a" and l < step.trace.L
            if quantity in ("Delta", "D"):
                found += [ref for ref, value in zip(_entries(quantity, l, array), array.flat) if value == value]
            else:
                found += [Ref(quantity, l, unit + (not has_bias)) for unit in range(len(array))]
    return list(map(str, found))


def _count(step, layer):
    return range(1, step.trace.sizes[layer] + 1) if step.t or step.line > 5 else ()


def _entries(quantity, l, matrix):
    return [Ref(quantity, l, i + 1, j) for i, j in np.ndindex(matrix.shape)]


class _Explainer:
    """One ref at one step. Each quantity has a method that gives its rule, its parts and why."""

    def __init__(self, step, ref):
        self.step, self.trace, self.ref = step, step.trace, Ref.parse(ref)
        self.quantity, self.l, self.i, self.j, t, start = self.ref
        if self.quantity not in EXPLAINED:
            names = f"x, y, Theta, z, a, delta, Delta, D, {PRODUCT}, h, J, loss, penalty, lambda_ or m"
            raise ValueError(f"ref must name {names}, got {brief(str(ref))}.")
        whole = all(getattr(self.ref, index) is not None for index in INDICES[self.quantity])
        if not whole or self.l == "L" or (t is not None and self.quantity not in OF_AN_EXAMPLE):
            raise self._not_known()
        self.now = step.t or (self.trace.m if step.line > 5 else 0)
        self.t = self.now if t is None else t
        self.is_now = self.t == self.now
        self.start = 1 if start is None else start
        self.own = self.ref._replace(rest=None)
        self.line = f"line {line_of(self.ref, self.trace.L)}"  # that makes it
        if not 0 <= self.t <= self.now:
            raise ValueError(f"{ref} is not known after {step}: example {self.t} comes later.")

    def explanation(self):
        try:
            value = self.value(self.own)
            rule, parts, why = getattr(self, f"_{self.quantity}")()
            if self.ref.rest is not None:
                value, parts = self._rest(self.start), self._sum()
                rule = f'"the terms from number {self.start} on"'
        except LookupError:  # no such layer, unit or term
            raise self._not_known() from None
        return Explanation(str(self.ref), value, named(self.ref), rule, tuple(parts), why)

    def _not_known(self):
        return ValueError(f"{self.ref} is not known after {self.step}.")

    # ------------------------------------------------------------ looking numbers up

    def value(self, ref):
        """The number that a Ref without rest stands for."""
        quantity, l, i, j, *_ = ref
        if quantity == "lambda_":
            return self.trace.lambda_
        if quantity == "m":
            return self.trace.m
        if quantity == "loss":
            return cost(self.trace.Theta, self.trace.X, self.trace.Y)
        if quantity == "penalty":
            return penalty(self.trace.Theta, self.trace.m, self.trace.lambda_)
        if quantity == "J":
            return self.value(Ref("loss")) + self.value(Ref("penalty"))
        if quantity == "h":
            quantity, l = "a", self.trace.L
        if quantity in ("x", "y"):
            return float((self.trace.X if quantity == "x" else self.trace.Y)[self._example(), _place(i)])
        if quantity == ONE:
            return 1 - self.value(Ref("a", l, i))
        if quantity == PRODUCT:
            return self.value(Ref("delta", l + 1, i)) * self.value(Ref("a", l, j))
        if quantity == "Theta":
            return float(self.trace.Theta[l][_place(i), j])
        if quantity in ("Delta", "D"):
            value = float(getattr(self.step.after, quantity)[l][_place(i), j])
            if value != value:  # line 7 has not been there yet
                raise KeyError(ref)
            return value
        array = self._array(quantity, l)
        return float(array[i if self._has_bias(quantity, l) else _place(i)])

    def _array(self, quantity, l):
        """A quantity of layer l: of the step's own example as it is known now, of an earlier one complete."""
        if self.is_now:
            return getattr(self.step.after, quantity)[l][:, 0]
        return getattr(self.trace.of_example(self._example() + 1), quantity)[l][:, 0]

    def _example(self):
        if self.t == 0:
            raise KeyError("no example yet")
        return self.t - 1

    def _has_bias(self, quantity, l):
        return quantity == "a" and l < self.trace.L

    def _factor(self, quantity, l=None, i=None, j=None):
        """A number of the same example."""
        ref = Ref(quantity, l, i, j, self.ref.example if quantity in OF_AN_EXAMPLE else None)
        return Factor(str(ref), self.value(ref))

    # ------------------------------------------------------------ sums

    def _terms(self):
        """The terms of the sum in this ref's formula, each of two Factors."""
        l, i, j = self.l, self.i, self.j
        if self.quantity == "z":
            units = range(self.trace.sizes[l - 1] + 1)
            return [(self._factor("Theta", l - 1, i, k), self._factor("a", l - 1, k)) for k in units]
        if self.quantity == "delta":
            units = range(1, self.trace.sizes[l + 1] + 1)
            return [(self._factor("Theta", l, k, i), self._factor("delta", l + 1, k)) for k in units]
        if self.quantity == "Delta" and self._added(l):
            return self._terms_over_examples(l, i, j)
        raise KeyError("no sum")

    def _terms_over_examples(self, l, i, j):
        """The terms of Δ: one for each example whose line 5 is done."""
        done, known = self._added(l), self.trace.columns(self.now)
        errors, outputs = known.delta[l + 1][i - 1, :done], known.a[l][j, :done]
        return [
            (Factor(str(Ref("delta", l + 1, i, None, s)), float(p)), Factor(str(Ref("a", l, j, None, s)), float(q)))
            for s, (p, q) in enumerate(zip(errors, outputs), start=1)
        ]

    def _added(self, l):
        """How many examples are in Δ⁽ˡ⁾ after the step."""
        if self.step.line > 5:
            return self.trace.m
        if not self.step.t:
            return 0
        return self.step.t - (self.step.line < 5 or self.step.l < l)

    def _sum(self):
        """The parts of the sum from term number start on."""
        terms = self._terms()[_place(self.start) :]
        if not terms:
            raise IndexError(self.start)
        shown = terms if len(terms) <= MOST_TERMS else terms[:SHOWN]
        parts = []
        for first, second in shown:
            parts += [" + " if parts else "", first, "·", second]
        if len(terms) > len(shown):
            start = self.start + SHOWN
            rest = Factor(str(self.own._replace(rest=start)), self._rest(start))
            parts += [" + ", rest, f" [{len(terms) - SHOWN} more]"]
        return parts

    def _rest(self, start):
        return float(sum(first.value * second.value for first, second in self._terms()[start - 1 :]))

    # ------------------------------------------------------------ a rule for each quantity: rule, parts, why

    def _x(self):
        return "", (), GIVEN["x"]

    def _y(self):
        return "", (), GIVEN["y"]

    def _Theta(self):
        return "", (), GIVEN["Theta"]

    def _lambda_(self):
        return "", (), "given: how strongly weights are penalized"

    def _m(self):
        return "", (), "the number of examples"

    def _J(self):
        loss, penalty = self._factor("loss"), self._factor("penalty")
        return '"loss" + "penalty"', (loss, " + ", penalty), "the mean cross-entropy of all examples, and what λ adds"

    def _loss(self):
        return "", (), "the mean over all examples of −Σₖ [yₖ log hₖ + (1 − yₖ) log (1 − hₖ)]"

    def _penalty(self):
        lambda_, m = self._factor("lambda_"), self._factor("m")
        squares = 2 * penalty(self.trace.Theta, 1, 1.0)
        parts = (lambda_, "/(2·", m, ") · ", Factor(None, squares))
        return "λ/(2m) · ΣΘ^{2}", parts, "the sum is over all Θ with j ≠ 0"

    def _h(self):
        a = self._factor("a", self.trace.L, self.i)
        return Ref.parse(a.ref).source, (a,), "the output"

    def _a(self):
        l, i = self.l, self.i
        if i == 0 and self._has_bias("a", l):
            return "1", (Factor(None, 1.0),), f"{self.line}, the bias unit"
        if l == 1:
            return _source("x", i=i), (self._factor("x", i=i),), self.line
        z = self._factor("z", l, i)
        return f"g({_source('z', l, i)})", ("1/(1 + e^{−", z, "})"), self.line

    def _one(self):
        a = self._factor("a", self.l, self.i)
        return f"1 − {_source('a', self.l, self.i)}", ("1 − ", a), "line 4, a factor of g′"

    def _z(self):
        l, i = self.l, self.i
        return f"Σ_{{j}} Θ^{{({l - 1})}}_{{{i}j}} a^{{({l - 1})}}_{{j}}", self._sum(), self.line

    def _delta(self):
        l, i = self.l, self.i
        a, written = self._factor("a", l, i), _source("a", l, i)
        if l == self.trace.L:
            return f"{written} − {_source('y', i=i)}", (a, " − ", self._factor("y", i=i)), self.line
        rule = f"(Σ_{{i}} Θ^{{({l})}}_{{i{i}}} δ^{{({l + 1})}}_{{i}}) · {written} · (1 − {written})"
        return rule, ("(", *self._sum(), ")·", a, "·(1 − ", a, ")"), self.line

    def _product(self):
        first, second = self._factor("delta", self.l + 1, self.i), self._factor("a", self.l, self.j)
        rule = f"{_source('delta', self.l + 1, self.i)} {_source('a', self.l, self.j)}"
        return rule, (first, "·", second), "what line 5 adds"

    def _Delta(self):
        l, i, j, done = self.l, self.i, self.j, self._added(self.l)
        if not done:
            return "0", (Factor(None, 0.0),), "line 0 set it to 0, and nothing was added yet"
        rule = f"Σ_{{t}} {_source('delta', l + 1, i)} {_source('a', l, j)}"
        return rule, self._sum(), f"{self.line}, for t = 1" + (f" … {done}" if done > 1 else "")

    def _D(self):
        l, i, j = self.l, self.i, self.j
        Delta, m, written = self._factor("Delta", l, i, j), self._factor("m"), _source("Delta", l, i, j)
        if j == 0:
            return f"{written} / m", (Delta, "/", m), f"{self.line}, no λ for a bias weight"
        Theta = self._factor("Theta", l, i, j)
        rule = f"({written} + λ {_source('Theta', l, i, j)}) / m"
        return rule, ("(", Delta, " + ", self._factor("lambda_"), "·", Theta, ")/", m), self.line


def _source(*name, **indices):
    return Ref(*name, **indices).source


def _place(i):
    """Unit i of an array that begins with unit 1, or a term. There is no unit 0 in it, and numpy's −1 is not meant."""
    if i is None or i < 1:
        raise IndexError(i)
    return i - 1
