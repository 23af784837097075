"""The ε of the numerical gradient, swept over twelve decades: neither large nor small is good."""

import numpy as np

from bpkit import _arguments, notation
from bpkit.algorithm import cost
from bpkit.check.catalogue import ROWS, whole
from bpkit.explanation import Explanation
from bpkit.gradient_check import nudged, relative_difference, sweep
from bpkit.numbers import Changes
from bpkit.views.epsilon import (
    AXES,
    LEAST_X,
    LIMIT,
    MOST_X,
    Sweep,
    epsilon_lab,
    epsilon_source,
    epsilon_stage,
    scientific,
)
from bpkit.views.picture import escape
from bpkit.widgets.live import Checked
from bpkit.widgets.touch import Given
from bpkit.widgets.touch_network import TouchNetwork

EXPONENTS = np.arange(LEAST_X, MOST_X + 0.25, 0.5)
EPSILON = notation.html("ε")
MOST_WEIGHTS = 60  # each costs two J for each ε
# Where two have one name, the first: the other is another way to make the same mistake.
PLANTED = {row.name: made for row in reversed(ROWS) if (made := whole(row))}
OFFERED = {  # what D may be: None for right, or the mistake; and what its tab says
    None: "right",
    "g′ is forgotten": "g′ forgotten",
    "(1/m)Δ + λΘ": notation.html("(1/m)Δ + λΘ"),
    "the bias column is regularized too": "bias regularized",
    "Δ is handed back in place of D": "Δ, not D",
}
WHY = {
    "exponent": "given: the step to each side",
    "J_plus": "J with this weight larger by ε",
    "J_minus": "J with this weight smaller by ε",
    "J_gap": "what is left of them: the digits that both have cancel",
    "two_sided": "(J(Θ + ε) − J(Θ − ε)) / 2ε",
    "one_sided": "(J(Θ + ε) − J(Θ)) / ε",
    "two_error": "‖D − slopes‖ / ‖D + slopes‖, over all weights",
    "one_error": "‖D − slopes‖ / ‖D + slopes‖, over all weights",
}


class EpsilonLab(TouchNetwork):
    """The error of the numerical gradient against ε, two-sided and one-sided, and how the digits of J cancel.

    EpsilonLab(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    exponent : log₁₀ ε, from −12 to 0. weight : (l, i, j), the weight whose numbers are shown.
    planted : None, or the name of a mistake that D has, as check.explain_mistakes() has it for backpropagation.
    """

    exponent = Given("exponent", AXES.move, -4.0)
    weight = Checked((1, 1, 1), lambda self: self._indices("lij"), state=False)
    planted = Checked(None, lambda self: self._check_planted)

    ORDER, LAMPS, ASKS_WHAT_CHANGES = (), False, False
    START = f"Drag {EPSILON}, the line or the number."
    _html, _stage = staticmethod(epsilon_lab), staticmethod(epsilon_stage)

    def __init__(self, *args, **traits):
        super().__init__(*args, **traits)
        self.observe(lambda _change: self._look(self._ask_one_weight), names="weight")

    def _check_planted(self, name, value):
        if value is not None and not (isinstance(value, str) and value in PLANTED):
            raise ValueError(
                f"{name} must be None or the name of a mistake in backpropagation, got {_arguments.brief(value)}."
            )
        return value if value is None else str(value)  # not numpy's

    @property
    def _offered(self):
        return OFFERED if self.planted in OFFERED else {**OFFERED, self.planted: escape(self.planted)}

    # ------------------------------------------------------------ the numbers

    def _compute(self, changed):
        if not changed <= {"exponent", "planted"}:
            super()._compute(changed)
            l, i, j = self.weight  # it may be gone
            l = min(l, len(self.Theta))
            self.weight = l, min(i, self.layer_sizes[l]), min(j, self.layer_sizes[l - 1])
            self._slopes = self._sweep(EXPONENTS)
        if changed - {"exponent"}:
            self._plant()
            self._curves = tuple(zip(*map(self._errors, self._slopes)))
        if not changed <= {"planted"}:
            (self._slopes_here,) = self._sweep([self.exponent])
        self._here = self._errors(self._slopes_here)
        self._ask_one_weight()

    def _ask_one_weight(self):
        """The digits of the weight that is looked at: to choose another is no move."""
        (l, i, j), epsilon = self.weight, 10.0**self.exponent
        plus, minus = (self._J(nudged(self.Theta, l, (i - 1, j), by)) for by in (epsilon, -epsilon))
        two, one = (float(slopes[l][i - 1, j]) for slopes in self._slopes_here)
        self._digits = {"J_plus": plus, "J_minus": minus, "J_gap": plus - minus, "two_sided": two, "one_sided": one}

    def _find_numbers(self):
        count = sum(Theta_l.size for Theta_l in self.Theta.values())
        if count > MOST_WEIGHTS:
            sizes = "-".join(map(str, self.layer_sizes))
            raise ValueError(f"layer_sizes must make at most {MOST_WEIGHTS} weights here, got {count} with {sizes}.")
        super()._find_numbers()

    def _plant(self):
        """D as backpropagation gives it, or with the mistake in it."""
        if self.planted is None:
            self._checked = self.D
            return
        Theta = {l: self.Theta[l].copy() for l in self.Theta}  # whatever a mistake does to it
        try:
            D = PLANTED[self.planted](Theta, self._X.copy(), self._Y.copy(), self.lambda_)
            fits = all(D[l].shape == Theta[l].shape and np.isfinite(D[l]).all() for l in self.Theta)
        except (ValueError, TypeError, LookupError, AttributeError):  # a transposition that is forgotten
            fits = False
        if not fits:
            raise ValueError(f"planted must give a D with the shapes of Theta, and {self.planted!r} does not here.")
        self._checked = {l: D[l] for l in self.Theta}

    def _J(self, Theta):
        return cost(Theta, self._X, self._Y, self.lambda_)

    def _sweep(self, exponents):
        return sweep(self.Theta, self._X, self._Y, self.lambda_, [10.0**exponent for exponent in exponents])

    def _errors(self, numerical):
        return tuple(relative_difference(self._checked, one) for one in numerical)

    # ------------------------------------------------------------ moves

    def _told_as(self, ref, value):
        return notation.html(epsilon_source(value)) if ref.quantity == "exponent" else super()._told_as(ref, value)

    def _in_words(self, change):
        if change.name == "planted":
            return f"D is now {'right' if self.planted is None else f'that of “{escape(self.planted)}”'}"
        return super()._in_words(change)

    def _give(self, ref, value):
        if ref.quantity == "exponent":
            if value > 0:  # who types that means ε itself
                value = float(np.log10(_arguments.number("from 1e-12 to 1", lambda e: 1e-12 <= e <= 1)("ε", value)))
            self.exponent = type(self).exponent.check(self)("log₁₀ ε", value)
        else:
            super()._give(ref, value)

    def _pick_D(self, l, i, j):
        self.weight = l, i, j

    def _pick_planted(self, k):
        self.planted = list(self._offered)[k]

    # ------------------------------------------------------------ what is shown

    @property
    def _visible(self):
        return self._numbers._replace(D=self._checked)

    def _scene(self):
        return Sweep(
            changes=Changes(self._told.before, self._visible),
            strip=self._strip(so=self._so()),
            exponents=EXPONENTS,
            exponent=self.exponent,
            curves=self._curves,
            errors=self._here,
            weight=self.weight,
            digits=self._digits,
            offered=self._offered,
            planted=self.planted,
            seed=self.seed,
            own=self._has_own_weights,
        )

    def _so(self):
        error, best = self._here[0], EXPONENTS[np.argmin(self._curves[0])]
        told, D, J = (notation.html(source) for source in (scientific(error), "D", "J"))
        if self.planted and all(np.allclose(self._checked[l], self.D[l], atol=1e-12) for l in self.D):
            return f"<b>With these numbers the mistake does not show:</b> {D} is the same."
        if self.planted:
            return f"<b>{D} is wrong, and no {EPSILON} hides it:</b> the two-sided difference stays at {told}."
        if error < 10.0**LIMIT:
            return f"<b>Between the two: a good {EPSILON}.</b> Two-sided difference {told}."
        if self.exponent >= best:
            return (
                f"<b>{EPSILON} is large: the cost bends on the way.</b> Ten times smaller, and the two-sided "
                "difference is about 100 times smaller."
            )
        return f"<b>{EPSILON} is small: nearly all digits cancel.</b> What is left of {J} is rounding."

    def _explanation(self, ref):
        name = ref.quantity
        if name == "D" and self.planted:
            why = f"with the mistake “{self.planted}”"
            return Explanation(str(ref), self._visible.value(ref), notation.symbol(ref), "", (), why)
        if name not in WHY:
            return super()._explanation(ref)
        values = {**self._digits, "two_error": self._here[0], "one_error": self._here[1]}
        source = epsilon_source(self.exponent) if name == "exponent" else scientific(values[name])
        if name in ("J_plus", "J_minus"):
            source = notation.number(values[name], 8)
        value = self.exponent if name == "exponent" else values[name]
        return Explanation(
            name, value, notation.symbol(ref), "", (notation.plain(source).replace(" · ", "·"),), WHY[name]
        )

    def _repr_arguments(self):
        arguments = {**super()._repr_arguments(), "exponent": self.exponent, "weight": self.weight}
        return {**arguments, "planted": self.planted} if self.planted else arguments
