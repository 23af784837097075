"""The ε of the numerical gradient, swept over twelve decades: neither large nor small is good."""

import numpy as np

from bpkit import _arguments
from bpkit.algorithm import cost
from bpkit.check.catalogue import MISTAKES
from bpkit.gradient_check import nudged, relative_difference, slopes
from bpkit.notation import Ref
from bpkit.views.epsilon import LEAST_X, MOST_X, Sweep, epsilon_picture, epsilon_sweep
from bpkit.widgets import controls
from bpkit.widgets.live import Checked
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.view import View

EXPONENTS = np.arange(LEAST_X, MOST_X + 0.25, 0.5)
MOST_WEIGHTS = 60  # each costs two J for each ε
# Where two have one name, the first: the other is another way to make the same mistake.
PLANTED = {
    entry.name: entry.variant
    for entry in reversed(MISTAKES)
    if entry.function == "backpropagation" and entry.told_by == "numbers"
}
OFFERED = (
    ("right", ""),
    ("g′ is forgotten", "g′ is forgotten"),
    ("(1/m)Δ + λΘ", "(1/m)Δ + λΘ"),
    ("bias regularized", "the bias column is regularized too"),
    ("Δ, not D", "Δ is handed back in place of D"),
)


class EpsilonLab(NetworkWidget):
    """The error of the numerical gradient against ε, two-sided and one-sided, and how the digits of J cancel.

    EpsilonLab(data="xor", layer_sizes=None, lambda_=0.0, example=1, seed=0); see NetworkWidget for what they mean.
    exponent : log₁₀ ε, from −12 to 0. weight : (l, i, j), the weight whose numbers are shown.
    planted : None, or the name of a mistake that D has, as check.explain_mistakes() has it for backpropagation.
    """

    exponent = Checked(
        -4.0,
        lambda _: _arguments.number(f"from {LEAST_X} to {MOST_X}", lambda value: LEAST_X <= value <= MOST_X),
        lambda apply: controls.Number(
            "ε = 10 to the power", apply, slider=(LEAST_X, MOST_X), step=0.5, kind="bpkit-exponent"
        ),
    )
    weight = Checked((1, 1, 1), lambda self: self._check_weight)
    planted = Checked(
        None,
        lambda self: self._check_planted,
        lambda apply: controls.Choice("D is", OFFERED, lambda name: apply(name or None), kind="bpkit-planted"),
        lambda self, control: control.show(self.planted or "", self._offered()),
    )

    ROWS = (("exponent", "lambda_", "seed", "planted"),)

    def _check_weight(self, name, value):
        try:
            l, i, j = value
        except (TypeError, ValueError):
            raise ValueError(f"{name} must be (l, i, j), got {_arguments.brief(value)}.") from None
        l = _arguments.whole_number(1, len(self.layer_sizes) - 1)("l", l)
        i = _arguments.whole_number(1, self.layer_sizes[l])("i", i)
        return l, i, _arguments.whole_number(0, self.layer_sizes[l - 1])("j", j)

    def _check_planted(self, name, value):
        if value is not None and not (isinstance(value, str) and value in PLANTED):
            raise ValueError(
                f"{name} must be None or the name of a mistake in backpropagation, got {_arguments.brief(value)}."
            )
        return value

    def _offered(self):
        other = {self.planted or ""} - set(dict(OFFERED).values())
        return (*OFFERED, *((name, name) for name in other))

    # ------------------------------------------------------------ the numbers

    def _compute(self, changed):
        if changed <= {"exponent", "weight", "planted"}:
            if "planted" in changed:
                self._plant()
            return
        super()._compute(changed)
        l, i, j = self.weight  # it may be gone
        l = min(l, len(self.Theta))
        self.weight = l, min(i, self.layer_sizes[l]), min(j, self.layer_sizes[l - 1])
        self._slopes = [self._slopes_at(10.0**exponent) for exponent in EXPONENTS]
        self._plant()

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

    def _slopes_at(self, epsilon):
        """The numerical gradient, two-sided and one-sided."""
        return [slopes(self._J, self.Theta, epsilon, one_sided) for one_sided in (False, True)]

    def _errors(self, numerical):
        return tuple(relative_difference(self._checked, one) for one in numerical)

    def _sweep(self):
        l, i, j = self.weight
        epsilon = 10.0**self.exponent
        two_sided, one_sided = np.transpose([self._errors(numerical) for numerical in self._slopes])
        known = np.flatnonzero(self.exponent == EXPONENTS)
        here = self._slopes[known[0]] if known.size else self._slopes_at(epsilon)
        J_plus, J_minus = (self._J(nudged(self.Theta, l, (i - 1, j), by)) for by in (epsilon, -epsilon))
        return Sweep(
            exponents=EXPONENTS,
            two_sided=two_sided,
            one_sided=one_sided,
            exponent=self.exponent,
            errors=self._errors(here),
            weight=self.weight,
            J=self._J(self.Theta),
            J_plus=J_plus,
            J_minus=J_minus,
            difference=J_plus - J_minus,
            slopes=tuple(numerical[l][i - 1, j] for numerical in here),
            D=self._checked,
            planted=self.planted,
        )

    # ------------------------------------------------------------ what is shown

    def _make_view(self):
        self._view = View(on_pick=self._pick)
        return [self._view]

    def _pick(self, ref):
        with self._controls["exponent"].guarded():
            quantity, l, i, j, *_ = Ref.parse(ref)
            if quantity in ("D", "row"):  # row: of a matrix that is an image
                self.weight = l, i, 1 if quantity == "row" else j

    def _draw(self):
        self._view.html = epsilon_sweep(self._sweep())

    def _picture(self):
        return epsilon_picture(self._sweep())

    def _repr_arguments(self):
        arguments = {**super()._repr_arguments(), "exponent": self.exponent, "weight": self.weight}
        return {**arguments, "planted": self.planted} if self.planted else arguments
