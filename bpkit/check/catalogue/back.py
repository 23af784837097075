"""Lines 3 and 4: mistakes of backpropagate_errors."""

import numpy as np

from bpkit.algorithm import sigmoid
from bpkit.check.catalogue.entries import mistake


def back_with(Theta, a, y, *, output=None, through=None, slope=None, drop=None, lowest=2):
    """Lines 3 and 4 with some of their parts replaced by wrong ones."""
    output = output or (lambda a_L, y: a_L - y)
    through = through or (lambda l, delta: Theta[l].T @ delta[l + 1])
    slope = slope or (lambda a_l: a_l * (1 - a_l))
    drop = drop or (lambda error: error[1:])
    L = len(Theta) + 1
    delta = {L: output(a[L], y)}
    for l in range(L - 1, lowest - 1, -1):
        delta[l] = drop(through(l, delta) * slope(a[l]))
    return delta


def _logit(a):
    return np.log(a / (1 - a))


def _hidden_mistake(name, sentence, question, pointer, **parts):
    @mistake("backpropagate_errors", name, sentence, question, pointer)
    def _(Theta, a, y):
        return back_with(Theta, a, y, **{key: part(Theta) if key == "through" else part for key, part in parts.items()})


def not_transposed(Theta):
    return lambda l, delta: np.vstack([np.zeros(delta[l + 1].shape[1]), Theta[l][:, 1:] @ delta[l + 1]])


def not_transposed_with_bias(Theta):
    return lambda l, delta: Theta[l] @ delta[l + 1]


def slope_of_a(a):
    return sigmoid(a) * (1 - sigmoid(a))


def slope_of_z(a):
    z = np.vstack([np.ones(a.shape[1]), _logit(a[1:])])
    return z * (1 - z)


_hidden_mistake(
    "g′ is forgotten",
    "This is Θᵀδ alone: .* a .* (1 − a) is missing.",
    "δ is the derivative by z, not by a. What lies between z and a?",
    "Multiply by the slope of g, element by element.",
    slope=lambda a: 1.0,
)
_hidden_mistake(
    "(1 − a) is forgotten",
    "This is (Θᵀδ) .* a: the factor (1 − a) is missing.",
    "What is the slope of g, written with a?",
    "g′(z) = a (1 − a) has two factors.",
    slope=lambda a: a,
)
_hidden_mistake(
    "a is forgotten",
    "This is (Θᵀδ) .* (1 − a): the factor a is missing.",
    "What is the slope of g, written with a?",
    "g′(z) = a (1 − a) has two factors.",
    slope=lambda a: 1 - a,
)
_hidden_mistake(
    "a (a − 1) in place of a (1 − a)",
    "This has the sign of g′ turned round, as in a (a − 1): a minus at each step back.",
    "Is the slope of g ever negative?",
    "It is 1 − a, not a − 1.",
    slope=lambda a: a * (a - 1),
)
_hidden_mistake(
    "the slope of tanh",
    "This is (Θᵀδ) .* (1 − a²): the slope of tanh, not of g.",
    "Which function do the units apply?",
    "For g it is a (1 − a).",
    slope=lambda a: 1 - a**2,
)
_hidden_mistake(
    "g′ of a in place of g′ of z",
    "This is g′ taken of a: g has been applied twice.",
    "a is g(z) already. What is g′(z), written with a?",
    "Use a (1 − a); do not put a into a function that applies g once more.",
    slope=slope_of_a,
)
_hidden_mistake(
    "z (1 − z) in place of a (1 − a)",
    "This is what you get with z in place of a in a .* (1 − a).",
    "The slope of g is written with what comes out of the unit. Which letter is that?",
    "a (1 − a), with a after g.",
    slope=slope_of_z,
)
for _through in (not_transposed, not_transposed_with_bias):  # written with the bias column, or without
    _hidden_mistake(
        "Θ is not transposed",
        "This is what you get with Θ in place of Θᵀ, which fits by chance only.",
        "δ⁽ˡ⁺¹⁾ has a number for each row of Θ⁽ˡ⁾. Which product sums over the rows?",
        "Going back, the weights are read the other way: transpose Theta[l].",
        through=_through,
    )
    _hidden_mistake(
        "Θ is not transposed, and g′ is forgotten",
        "This is Θδ: not transposed, and .* a .* (1 − a) is missing.",
        "δ⁽ˡ⁺¹⁾ has a number for each row of Θ⁽ˡ⁾. And what lies between z and a?",
        "Transpose Theta[l], then multiply by the slope of g.",
        through=_through,
        slope=lambda a: 1.0,
    )
    _hidden_mistake(
        "Θ is not transposed, and (1 − a) is forgotten",
        "This is (Θδ) .* a: not transposed, and (1 − a) is missing.",
        "δ⁽ˡ⁺¹⁾ has a number for each row of Θ⁽ˡ⁾. And what is the slope of g?",
        "Transpose Theta[l], then multiply by a and by 1 − a.",
        through=_through,
        slope=lambda a: a,
    )
_hidden_mistake(
    "Θ of the layer before",
    "This is what you get with Θ⁽ˡ⁻¹⁾ in place of Θ⁽ˡ⁾, which fits by chance only.",
    "Which weights lead from layer l to layer l + 1?",
    "The error of layer l + 1 comes back through Theta[l].",
    through=lambda Theta: lambda l, delta: Theta[l - 1].T @ delta[l + 1],
)
_hidden_mistake(
    "y − a at the output",
    "The sign of δ⁽ᴸ⁾ is turned round, and with it every δ.",
    "If the output is too large, should δ be positive or negative?",
    "Line 3 is a − y.",
    output=lambda a_L, y: y - a_L,
)
_hidden_mistake(
    "g′ at the output too",
    "Line 3 has no a (1 − a): this is right for the squared error, not for this cost.",
    "Which cost is it whose derivative you take?",
    "Line 3 is a − y, and no more.",
    output=lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
)
_hidden_mistake(
    "no g′ in the hidden layers, but at the output",
    "g′ stands where it does not belong, at the output, and is missing in the hidden layers.",
    "In which of lines 3 and 4 does a (1 − a) stand?",
    "Move a (1 − a) from line 3 to line 4.",
    output=lambda a_L, y: (a_L - y) * a_L * (1 - a_L),
    slope=lambda a: 1.0,
)
_hidden_mistake(
    "the last row is dropped, not the first",
    "This drops the last unit in place of the bias unit.",
    "Which row of δ belongs to the bias unit?",
    "Row 0: [1:], not [:-1].",
    drop=lambda error: error[:-1],
)
_hidden_mistake(
    "it stops before layer 2",
    "The errors go back to layer 3 only: δ⁽²⁾ is missing.",
    "Which is the first layer that computes something?",
    "Line 4 goes on to l = 2.",
    lowest=3,
)


@mistake(
    "backpropagate_errors",
    "δ for the input layer",
    "This goes one layer too far: there is no δ⁽¹⁾.",
    "Which layer computes x?",
    "Line 4 ends with l = 2.",
)
def _(Theta, a, y):
    return back_with(Theta, a, y, lowest=1)


@mistake(
    "backpropagate_errors",
    "every layer takes the error from the output",
    "Each hidden layer was given δ⁽ᴸ⁾ in place of the error of the layer after it.",
    "From which layer does δ⁽ˡ⁾ come?",
    "δ⁽ˡ⁾ is made from δ⁽ˡ⁺¹⁾, which you have just computed.",
)
def _(Theta, a, y):
    L = len(Theta) + 1
    return back_with(Theta, a, y, through=lambda l, delta: Theta[l].T @ delta[L])


_hidden_mistake(  # last, because it has no wrong numbers: it is told by where the shapes do not fit
    "the bias row of δ is kept",
    "A hidden δ still has the row of its bias unit when line 4 goes on back from it, and then the shapes do not fit.",
    "Do any weights lead to a bias unit?",
    "Drop row 0 of each hidden δ: [1:].",
    drop=lambda error: error,
)


def _flipped(a_L, y):
    return y - a_L


def _squared_error(a_L, y):
    return (y - a_L) * a_L * (1 - a_L)


def _loop(step):
    """Lines 3 and 4, with all that makes δ⁽ˡ⁾ replaced."""

    def variant(Theta, a, y):
        delta = {len(a): a[len(a)] - y}
        for l in range(len(a) - 1, 1, -1):
            delta[l] = step(Theta, a, delta, l)
        return delta

    return variant


def y_of(a, delta):
    """y, from δ⁽ᴸ⁾ = a⁽ᴸ⁾ − y."""
    return a[len(a)] - delta[len(a)]


def _units(a, l):
    """a (1 − a) of the units of layer l, without the bias unit."""
    units = a[l][l < len(a) :]
    return units * (1 - units)


def _slope_of_next(Theta, a, delta, l):
    return Theta[l][:, 1:].T @ (delta[l + 1] * _units(a, l + 1))


def _bias_unit_with_error(Theta, a, delta, l):
    z = np.vstack([np.ones(a[l].shape[1]), _logit(a[l][1:])])
    return Theta[l].T @ delta[l + 1][l + 1 < len(a) :] * sigmoid(z) * (1 - sigmoid(z))


def _shared_out(Theta, a, delta, l):
    weights = Theta[l][:, 1:]
    return (weights / weights.sum(axis=1, keepdims=True)).T @ delta[l + 1]


def _changed_afterward(change):
    return lambda Theta, a, y: change(back_with(Theta, a, y))


_SIGN = "If the output is too large, should δ be positive or negative?"
_hidden_mistake(
    "y − a, and g′ at the output",
    "Line 3 is a − y: the sign is turned round, and g′ does not belong there.",
    "Which cost is it whose derivative you take, and by which sign does it change?",
    "Line 3 is a − y.",
    output=_squared_error,
)
_hidden_mistake(
    "y − a, and g′ is forgotten",
    "Two things: the sign of δ⁽ᴸ⁾ is turned round, and .* a .* (1 − a) is missing.",
    _SIGN,
    "Line 3 is a − y; line 4 multiplies by the slope of g.",
    output=_flipped,
    slope=lambda a: 1.0,
)
_hidden_mistake(
    "y − a, and (1 − a) is forgotten",
    "Two things: the sign of δ⁽ᴸ⁾ is turned round, and the factor (1 − a) is missing.",
    _SIGN,
    "Line 3 is a − y; the slope of g is a (1 − a).",
    output=_flipped,
    slope=lambda a: a,
)
for _through in (not_transposed, not_transposed_with_bias):
    _hidden_mistake(
        "y − a, and Θ is not transposed",
        "Two things: the sign of δ⁽ᴸ⁾ is turned round, and Θ stands in place of Θᵀ.",
        _SIGN,
        "Line 3 is a − y; line 4 transposes Theta[l].",
        output=_flipped,
        through=_through,
    )
for _name, _sentence, _formula in (
    ("the error is squared", "δ⁽ᴸ⁾ is (a − y)²: a cost, not its derivative.", lambda a_L, y: (a_L - y) ** 2),
    ("half the squared error", "δ⁽ᴸ⁾ is ½ (a − y)²: a cost, not its derivative.", lambda a_L, y: (a_L - y) ** 2 / 2),
    ("the sign is lost", "δ⁽ᴸ⁾ is |a − y|: the size of the error, not its sign.", lambda a_L, y: np.abs(a_L - y)),
):
    _hidden_mistake(
        _name, _sentence, "Can δ be negative? Can yours?", "Line 3 is a difference, and no more.", output=_formula
    )
_hidden_mistake(
    "twice the difference",
    "δ⁽ᴸ⁾ is 2 (a − y).",
    "Where would the 2 come from?",
    "The 2 comes from a square, and this cost has none.",
    output=lambda a_L, y: 2 * (a_L - y),
)
_hidden_mistake(
    "y is forgotten",
    "δ⁽ᴸ⁾ is a⁽ᴸ⁾ itself.",
    "What would δ be for a right answer?",
    "Compare a⁽ᴸ⁾ with y.",
    output=lambda a_L, y: a_L + 0.0,
)
_hidden_mistake(
    "g′ twice",
    "a (1 − a) is there two times.",
    "How often does line 4 multiply by g′?",
    "Once.",
    slope=lambda a: (a * (1 - a)) ** 2,
)
for _name, _sentence, _question, _pointer, _variant in (
    (
        "brackets are missing round 1 − a",
        "This is (Θᵀδ) .* a .* 1 − a: brackets are missing.",
        "In which order does Python compute error * a * 1 - a?",
        "The slope of g is a * (1 - a), with brackets.",
        _loop(lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1] * a[l] * 1 - a[l])[1:]),
    ),
    (
        "the last column of Θ is dropped, not the first",
        "The bias weights are column 0 of Θ, but the last column was cut off.",
        "Which column of Theta[l] belongs to the bias unit?",
        "Column 0: Theta[l][:, 1:].",
        _loop(lambda Theta, a, delta, l: Theta[l][:, :-1].T @ delta[l + 1] * a[l][1:] * (1 - a[l][1:])),
    ),
    (
        "the last row of a is dropped, not the first",
        "The bias unit is row 0 of a[l], but the last row was cut off.",
        "Which row of a[l] belongs to the bias unit?",
        "Row 0: a[l][1:].",
        _loop(lambda Theta, a, delta, l: Theta[l][:, 1:].T @ delta[l + 1] * a[l][:-1] * (1 - a[l][:-1])),
    ),
    (
        "the error is shared out by the weights",
        "Each weight is divided by the sum of its row: a picture of some books, but not the derivative.",
        "Where does the derivative of z = Θa divide by anything?",
        "Θᵀδ, then .* a .* (1 − a).",
        _loop(_shared_out),
    ),
    (
        "g′ of the next layer",
        "a (1 − a) is taken of layer l + 1, before Θᵀ, not of layer l.",
        "δ⁽ˡ⁾ is the derivative by the z of which layer?",
        "Multiply by a[l] (1 − a[l]), after Θᵀδ.",
        _loop(_slope_of_next),
    ),
    (
        "the bias unit has an error",
        "δ has a bias row that is not 0: g′ was taken of a 1 on top of z. No weight leads there.",
        "Can the input of a bias unit change?",
        "Drop row 0.",
        _loop(_bias_unit_with_error),
    ),
    (
        "a matrix product in place of .*",
        "a (1 − a) was multiplied as a matrix, not element by element.",
        "Which shape must δ⁽ˡ⁾ have?",
        "In numpy .* is *, not @ or np.dot.",
        _loop(lambda Theta, a, delta, l: Theta[l][:, 1:].T @ delta[l + 1] @ (a[l][1:] * (1 - a[l][1:])).T),
    ),
    (
        "divided by m",
        "Every δ is divided by m.",
        "In which line does 1/m stand?",
        "δ belongs to one example; 1/m comes after the loop.",
        lambda Theta, a, y: {l: d / y.shape[1] for l, d in back_with(Theta, a, y).items()},
    ),
    (
        "the examples are added up",
        "Each δ is summed over the examples.",
        "How many columns has delta[l]?",
        "Each example keeps its own column; line 5 sums.",
        _changed_afterward(lambda delta: {l: d.sum(axis=1, keepdims=True) for l, d in delta.items()}),
    ),
    (
        "the layers are counted too low",
        "The numbers are right, but each δ stands one layer too low.",
        "Which number has the output layer?",
        "delta[L] is the output's, and delta[2] the first hidden layer's.",
        _changed_afterward(lambda delta: {l - 1: d for l, d in delta.items()}),
    ),
    (
        "δ⁽ᴸ⁾ is not handed back",
        "The hidden layers are right, but delta[L] is missing.",
        "Which δ does line 5 need for the last Δ?",
        "delta has the keys 2 … L.",
        _changed_afterward(lambda delta: {l: d for l, d in delta.items() if l < max(delta)}),
    ),
    (
        "only δ⁽ᴸ⁾ is handed back",
        "This hands back the output layer's δ alone: the hidden layers are missing.",
        "What does line 4 do?",
        "delta is a dict with the keys 2 … L.",
        _changed_afterward(lambda delta: delta[max(delta)]),
    ),
    (
        "an example is a row",
        "These are the right numbers, but transposed.",
        "Is an example a row or a column of a[l]?",
        "A column: δ⁽ˡ⁾ has the shape (s_l, m).",
        _changed_afterward(lambda delta: {l: d.T for l, d in delta.items()}),
    ),
    (
        "Θ of the layer after",
        "This takes Theta[l + 1] for layer l, and there is no Theta[L].",
        "Which weights lead from layer l to layer l + 1?",
        "The error of layer l + 1 comes back through Theta[l].",
        _loop(lambda Theta, a, delta, l: (Theta[l + 1].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:]),
    ),
    (
        "a (1 + a) in place of a (1 − a)",
        "The slope of g has a minus: a (1 − a).",
        "What is the slope of g where a is nearly 1?",
        "a (1 − a).",
        lambda Theta, a, y: back_with(Theta, a, y, slope=lambda a_l: a_l * (1 + a_l)),
    ),
    (
        "g′ is added, not multiplied",
        "This is Θᵀδ + a (1 − a).",
        "The chain rule joins two slopes by which operation?",
        "Θᵀδ times a (1 − a), element by element.",
        _loop(lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1] + a[l] * (1 - a[l]))[1:]),
    ),
    (
        "line 3 in every layer",
        "Each hidden layer got a − y, but y is the right answer of the output alone.",
        "Does anybody say what a hidden unit should give out?",
        "Line 3 is for layer L; line 4 takes the error back.",
        _loop(lambda Theta, a, delta, l: a[l][1:] - y_of(a, delta)),
    ),
    (
        "Θᵀδ is forgotten",
        "This is a (1 − a) alone: the error of the next layer is missing.",
        "What tells a hidden unit how wrong the output was?",
        "Theta[l].T @ delta[l + 1], then times a (1 − a).",
        _loop(lambda Theta, a, delta, l: (a[l] * (1 - a[l]))[1:]),
    ),
    (
        "divided by m in the hidden layers",
        "Each step back divides by m.",
        "In which line does 1/m stand?",
        "δ belongs to one example; 1/m comes after the loop.",
        _loop(lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:] / a[l].shape[1]),
    ),
    *(
        (
            "a matrix product in place of .*",
            "a (1 − a) was multiplied as a matrix, not element by element.",
            "Which shape must δ⁽ˡ⁾ have?",
            "In numpy .* is *, not @ or np.dot.",
            _loop(step),
        )
        for step in (
            lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1] @ (a[l] * (1 - a[l])))[1:],
            lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1] @ (a[l] * (1 - a[l])).T)[1:],
            lambda Theta, a, delta, l: ((Theta[l].T @ delta[l + 1] * a[l]) @ (1 - a[l]))[1:],
            lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1] * (a[l] @ (1 - a[l])))[1:],
        )
    ),
    *(
        (
            "g′ of the next layer",
            "a (1 − a) is taken of layer l + 1, not of layer l.",
            "δ⁽ˡ⁾ is the derivative by the z of which layer?",
            "Multiply by a[l] (1 − a[l]), after Θᵀδ.",
            _loop(step),
        )
        for step in (
            lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1] * a[l + 1] * (1 - a[l + 1]))[1:],
            lambda Theta, a, delta, l: Theta[l][:, 1:].T @ delta[l + 1] * _units(a, l + 1),
            lambda Theta, a, delta, l: (Theta[l].T @ delta[l + 1])[1:] * a[l + 1] * (1 - a[l + 1]),
        )
    ),
    (
        "g′ of the layer before",
        "a (1 − a) is taken of layer l − 1, not of layer l.",
        "δ⁽ˡ⁾ is the derivative by the z of which layer?",
        "Multiply by a[l] (1 − a[l]).",
        _loop(lambda Theta, a, delta, l: Theta[l][:, 1:].T @ delta[l + 1] * _units(a, l - 1)),
    ),
    *(
        (
            "Θ is moved before the error goes back",
            "The weights were changed on the way: line 4 must see the old ones.",
            "Which Θ made the output whose error goes back?",
            "Go all the way back first; the weights move after that.",
            lambda Theta, a, y, alpha=alpha: back_with(
                Theta, a, y, through=lambda l, d: (Theta[l] - alpha * d[l + 1] @ a[l].T).T @ d[l + 1]
            ),
        )
        for alpha in (1.0, 0.5, 0.1, 0.01)
    ),
):
    mistake("backpropagate_errors", _name, _sentence, _question, _pointer)(_variant)


@mistake(
    "backpropagate_errors",
    "brackets are missing before [1:]",
    "[1:] is taken of the last factor alone, so it has a row less than the others.",
    "What does [1:] belong to in u * v[1:]?",
    "(Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:], with brackets round the whole product.",
    told_by="misfit",
)
def _(Theta, a, y):
    return _loop(lambda Theta, a, delta, l: Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l])[1:])(Theta, a, y)
