"""Lines 1 and 2: mistakes of forward_propagate."""

import numpy as np

from bpkit.algorithm import sigmoid, with_bias
from bpkit.check.catalogue.entries import mistake


def forward_with(Theta, x, *, first=with_bias, unit=sigmoid, product=None, between=None, last=None, keep_z=lambda z: z):
    """Forward propagation with some of its parts replaced by wrong ones."""
    product = product or (lambda Theta_l, a_l: Theta_l @ a_l)
    between = between or (lambda z: with_bias(unit(z)))
    last = last or unit
    L = len(Theta) + 1
    z, a = {}, {1: first(np.asarray(x, dtype=float))}
    for l in range(1, L):
        z[l + 1] = product(Theta[l], a[l])
        a[l + 1] = between(z[l + 1]) if l + 1 < L else last(z[l + 1])
        z[l + 1] = keep_z(z[l + 1])
    return z, a


def bias_unit(bias):
    return lambda a: np.vstack([np.full(a.shape[1], float(bias)), a])


@mistake(
    "forward_propagate",
    "the bias weights are left out",
    "This is what you get when z is computed without the bias unit.",
    "What does column 0 of Theta[l] multiply?",
    "a[l] needs a 1 on top before Theta[l] @ a[l]; look at what you do with column 0.",
)
def _(Theta, x):
    return forward_with(Theta, x, product=lambda T, a: T[:, 1:] @ a[1:])


def below(a):
    """a with the 1 in the wrong place."""
    return np.vstack([a, np.ones(a.shape[1])])


for _first, _hidden in (
    (bias_unit(0), bias_unit(0)),
    (with_bias, bias_unit(0)),
    (bias_unit(0), with_bias),
):  # everywhere, or not

    @mistake(
        "forward_propagate",
        "the bias unit is 0",
        "This is what you get when a₀ is 0 in place of 1.",
        "What does a bias unit give out?",
        "Look at the row that you put on top of a.",
    )
    def _(Theta, x, first=_first, hidden=_hidden):
        return forward_with(Theta, x, first=first, between=lambda z: hidden(sigmoid(z)))


for _first, _hidden in ((below, below), (with_bias, below), (below, with_bias)):

    @mistake(
        "forward_propagate",
        "the bias unit comes last",
        "This is what you get when the 1 is put below a, not on top.",
        "Which column of Theta[l] holds the bias weights, the first or the last?",
        "Column 0 of Theta[l] must meet the 1, so the 1 is row 0 of a[l].",
    )
    def _(Theta, x, first=_first, hidden=_hidden):
        return forward_with(Theta, x, first=first, between=lambda z: hidden(sigmoid(z)))


@mistake(
    "forward_propagate",
    "the bias unit goes through g",
    "This is what you get when the 1 is added before g, so that a₀ = g(1) = 0.7311.",
    "What should a₀ of a hidden layer be, exactly?",
    "First a = g(z), then the 1 on top.",
)
def _(Theta, x):
    return forward_with(Theta, x, between=lambda z: sigmoid(with_bias(z)))


@mistake(
    "forward_propagate",
    "the output layer has a bias unit",
    "This is right, except that the output layer got a bias unit too.",
    "Which weights would lead on from a bias unit in the last layer?",
    "Add the 1 for l + 1 < L only.",
)
def _(Theta, x):
    return forward_with(Theta, x, last=lambda z: with_bias(sigmoid(z)))


@mistake(
    "forward_propagate",
    "a is handed back without its bias unit",
    "z is right, but a[l] lacks its row of ones.",
    "How many rows has a[1] for an input of two numbers?",
    "a[l] for l < L has the 1 as row 0: line 5 needs it.",
)
def _(Theta, x):
    z, a = forward_with(Theta, x)
    return z, {l: a_l[1:] if l < max(a) else a_l for l, a_l in a.items()}


@mistake(
    "forward_propagate",
    "g is forgotten",
    "This is what you get when a = z: no unit applies g.",
    "What turns z into a number between 0 and 1?",
    "a[l + 1] is the sigmoid of z[l + 1].",
)
def _(Theta, x):
    return forward_with(Theta, x, unit=lambda z: z)


@mistake(
    "forward_propagate",
    "g is forgotten at the output",
    "This is what you get when the output is z⁽ᴸ⁾ itself.",
    "Between which numbers must h lie?",
    "The last layer applies g like all the others.",
)
def _(Theta, x):
    return forward_with(Theta, x, last=lambda z: z)


@mistake(
    "forward_propagate",
    "g is applied to the input",
    "This is what you get when a⁽¹⁾ = g(x).",
    "Which layer computes x?",
    "Line 1 is a⁽¹⁾ := x: nothing is done to it but adding the 1.",
)
def _(Theta, x):
    return forward_with(Theta, x, first=lambda x: with_bias(sigmoid(x)))


def _twice(z):
    return sigmoid(sigmoid(z))


for _hidden, _last, _shown in (
    (_twice, sigmoid, _twice),
    (_twice, sigmoid, sigmoid),
    (_twice, _twice, _twice),
    (sigmoid, _twice, sigmoid),
):

    @mistake(
        "forward_propagate",
        "g is applied twice",
        "This is what you get when g is applied to a layer and then once more.",
        "How often does line 2 apply g for each layer?",
        "One g for each layer: z, then a = g(z), and a goes into the next product as it is.",
    )
    def _(Theta, x, hidden=_hidden, last=_last, shown=_shown):
        z, a = forward_with(Theta, x, between=lambda z: with_bias(hidden(z)), last=last)
        return z, {l: with_bias(shown(z[l])) if 1 < l < max(a) else a[l] for l in a}


@mistake(
    "forward_propagate",
    "z holds g(z)",
    "a is right, but the z that you hand back has gone through g already.",
    "What is the difference between z[2] and a[2]?",
    "z is the weighted sum, before g.",
)
def _(Theta, x):
    return forward_with(Theta, x, keep_z=sigmoid)


@mistake(
    "forward_propagate",
    "z goes on to the next layer in place of a",
    "This is what you get when the next layer is computed from z, not from a = g(z).",
    "What comes out of a hidden unit: z or a?",
    "z[l + 1] = Theta[l] @ a[l], with a[l] after g.",
)
def _(Theta, x):
    z, a = forward_with(Theta, x, between=with_bias)
    L = max(a)
    return z, {l: with_bias(sigmoid(z[l])) if 1 < l < L else a[l] for l in a}


@mistake(
    "forward_propagate",
    "the sign in g is wrong",
    "This is what you get with 1 / (1 + e^z): the minus sign of e^(−z) is missing.",
    "Does g(z) grow or fall when z grows?",
    "g(z) = 1 / (1 + e^(−z)).",
)
def _(Theta, x):
    return forward_with(Theta, x, unit=lambda z: sigmoid(-z))


for _last in (np.tanh, sigmoid):  # in all layers, or in the hidden ones only

    @mistake(
        "forward_propagate",
        "tanh in place of g",
        "This is what you get when the units apply tanh.",
        "Between which numbers does tanh lie, and between which g?",
        "Here g(z) = 1 / (1 + e^(−z)).",
    )
    def _(Theta, x, last=_last):
        return forward_with(Theta, x, unit=np.tanh, last=last)


@mistake(
    "forward_propagate",
    "ReLU in the hidden layers",
    "This is what you get when the hidden units apply max(0, z).",
    "Which function do the units of this course apply?",
    "Every unit, hidden or output, applies the sigmoid.",
)
def _(Theta, x):
    return forward_with(Theta, x, between=lambda z: with_bias(np.maximum(z, 0)))


@mistake(
    "forward_propagate",
    "softmax at the output",
    "This is what you get when the outputs are divided by their sum after e^z: softmax.",
    "Must the outputs of this network add up to 1?",
    "Each output unit applies the sigmoid on its own.",
)
def _(Theta, x):
    def softmax(z):
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)

    return forward_with(Theta, x, last=softmax)


def _transposed(T, a):
    return T.T @ a


def _transposed_without_bias(T, a):
    return T[:, 1:].T @ a[1:] + T[:, :1]


for _product in (_transposed, _transposed_without_bias):

    @mistake(
        "forward_propagate",
        "Θ is transposed",
        "This is what you get with Θᵀ in place of Θ, which fits by chance only.",
        "Which index of Θ_ij is the unit that the weight leads to?",
        "Row i of Theta[l] belongs to unit i of layer l + 1: going forward needs no transposition.",
    )
    def _(Theta, x, product=_product):
        return forward_with(Theta, x, product=product)


def _twice_and_kept(Theta, x):
    return forward_with(Theta, x, unit=_twice, keep_z=sigmoid)


mistake(
    "forward_propagate",
    "g is applied twice",
    "This is what you get when z is g(Θa) already, and a is g of that.",
    "How often does line 2 apply g for each layer?",
    "One g for each layer: z, then a = g(z), and a goes into the next product as it is.",
)(_twice_and_kept)


def _bias_after_g(Theta, x):
    z, a = {}, {1: with_bias(x)}
    for l in Theta:
        z[l + 1] = Theta[l][:, 1:] @ a[l][1:]
        a[l + 1] = sigmoid(z[l + 1]) + Theta[l][:, :1]
        if l < len(Theta):
            a[l + 1] = with_bias(a[l + 1])
    return z, a


def _without_bias_units(Theta, x):
    return forward_with(Theta, x, first=lambda x: x, product=lambda T, a: T[:, 1:] @ a, between=sigmoid)


def _bias_unit_at_the_input_only(Theta, x):
    return forward_with(Theta, x, product=lambda T, a: T @ a if len(a) == T.shape[1] else T[:, 1:] @ a, between=sigmoid)


def _z_with_bias(Theta, x):
    z, a = forward_with(Theta, x)
    return {l: with_bias(z[l]) if l < max(z) else z[l] for l in z}, a


def _bare_input(Theta, x):
    z, a = forward_with(Theta, x)
    return z, {**a, 1: a[1][1:]}


def _changed(Theta, x, change):
    return change(*forward_with(Theta, x))


def _one_layer_less(Theta, x):
    return forward_with({l: Theta[l] for l in list(Theta)[:-1]}, x, last=lambda z: with_bias(sigmoid(z)))


for _name, _sentence, _question, _pointer, _variant in (
    (
        "the bias weights are left out",
        "This is what you get when z is computed without the bias unit.",
        "What does column 0 of Theta[l] multiply?",
        "a[l] needs a 1 on top before Theta[l] @ a[l]; look at what you do with column 0.",
        _without_bias_units,
    ),
    (
        "the hidden layers have no bias unit",
        "Only the input got its 1: the bias weights of the hidden layers are left out.",
        "Which a[l] get a 1 on top?",
        "Every layer but the last.",
        _bias_unit_at_the_input_only,
    ),
    (
        "z has a bias unit too",
        "a is right, but z[l] was given a row of ones as well.",
        "Does a bias unit have an input?",
        "Add the 1 to a[l] only.",
        _z_with_bias,
    ),
    (
        "brackets are missing in g",
        "This is 1 / 1 + e^(−z), which is 1 + e^(−z): brackets are missing below the line.",
        "In which order does Python compute 1 / 1 + np.exp(-z)?",
        "1 / (1 + np.exp(-z)).",
        lambda Theta, x: forward_with(Theta, x, unit=lambda z: 1 / 1 + np.exp(-z)),
    ),
    (
        "the output is rounded",
        "The output is 0 or 1: a decision, not h.",
        "What would δ⁽ᴸ⁾ be for an output of 0.6, and for one of 0.9?",
        "Hand back g(z) itself; decide later.",
        lambda Theta, x: forward_with(Theta, x, last=lambda z: (sigmoid(z) >= 0.5) * 1.0),
    ),
    (
        "a[1] is handed back without its bias unit",
        "All is right, but a[1] is x without the 1 on top.",
        "How many columns has Theta[1], and how many rows has your a[1]?",
        "a[1] is x with a₀ = 1 on top: line 5 needs it.",
        _bare_input,
    ),
    (
        "z and a have changed places",
        "All is right, but handed back as (a, z).",
        "Which of the two comes first?",
        "The line ends with: return z, a.",
        lambda Theta, x: forward_with(Theta, x)[::-1],
    ),
    (
        "the layers are counted from 0",
        "The numbers are right, but each stands one layer too low.",
        "Which number has the first layer, and the first matrix of Theta?",
        "a[1] is the input, and z[2] the first weighted sum.",
        lambda Theta, x: tuple({l - 1: value for l, value in part.items()} for part in forward_with(Theta, x)),
    ),
    (
        "it stops before the output layer",
        "The last layer is missing.",
        "How many matrices are in Theta, and how many did you use?",
        "The last step of the loop makes a[L].",
        _one_layer_less,
    ),
    (
        "an example is a row",
        "These are the right numbers, but each z[l] and a[l] is transposed.",
        "Is an example a row or a column of a[l]?",
        "A column: a[l] has the shape (s_l + 1, m).",
        lambda Theta, x: tuple({l: value.T for l, value in part.items()} for part in forward_with(Theta, x)),
    ),
    (
        "only a is handed back",
        "z is missing in what is handed back.",
        "Which two things does forward_propagate give?",
        "The line ends with: return z, a.",
        lambda Theta, x: forward_with(Theta, x)[1],
    ),
    (
        "only the output is handed back",
        "This hands back the output layer alone: z, and a of the other layers, are missing.",
        "Which a does line 5 need?",
        "return z, a: two dicts with all the layers.",
        lambda Theta, x: forward_with(Theta, x)[1][len(Theta) + 1],
    ),
    (
        "element by element, not the matrix product",
        "This is Theta[l] * a[l], element by element, which fits by chance only.",
        "z_i is a sum over j. Which product sums?",
        "The matrix product: Theta[l] @ a[l].",
        lambda Theta, x: forward_with(Theta, x, product=lambda T, a: T * a),
    ),
    (
        "g′ in place of g",
        "This is what you get when the units apply the slope of g, g(z) (1 − g(z)).",
        "Which of line 2 and line 4 needs the slope of g?",
        "Line 2 applies g itself.",
        lambda Theta, x: forward_with(Theta, x, unit=lambda z: sigmoid(z) * (1 - sigmoid(z))),
    ),
    (
        "the bias unit is −1",
        "This is what you get when a₀ is −1 in place of 1.",
        "What does a bias unit give out?",
        "Look at the row that you put on top of a.",
        lambda Theta, x: forward_with(Theta, x, first=bias_unit(-1), between=lambda z: bias_unit(-1)(sigmoid(z))),
    ),
    (
        "g is forgotten in the hidden layers",
        "Only the output applies g: the hidden layers hand on z itself.",
        "What comes out of a hidden unit: z or g(z)?",
        "a[l + 1] = sigmoid(z[l + 1]) in every layer.",
        lambda Theta, x: forward_with(Theta, x, between=with_bias),
    ),
    (
        "z is counted from 1",
        "a is right, but each z stands one layer too low.",
        "z[2] is the input of which layer?",
        "Theta[1] leads to layer 2: z[l + 1] = Theta[l] @ a[l].",
        lambda Theta, x: _changed(Theta, x, lambda z, a: ({l - 1: z[l] for l in z}, a)),
    ),
    (
        "a[1] is not handed back",
        "All is right, but a has no layer 1.",
        "Which a does line 5 need for Δ⁽¹⁾?",
        "a[1] is x with a₀ = 1 on top.",
        lambda Theta, x: _changed(Theta, x, lambda z, a: (z, {l: a[l] for l in a if l > 1})),
    ),
    (
        "a of the hidden layers is handed back without its bias unit",
        "z is right, but a of the hidden layers lacks its row of ones.",
        "How many columns has Theta[2], and how many rows has your a[2]?",
        "a[l] for l < L has the 1 as row 0: line 5 needs it.",
        lambda Theta, x: _changed(Theta, x, lambda z, a: (z, {l: a[l][1 < l < max(a) :] for l in a})),
    ),
    (
        "the bias weights are added once more",
        "Column 0 of Theta[l] is added, though the 1 on top of a has brought it in already.",
        "How often does Θ_i0 stand in z_i?",
        "Either a 1 on top of a, or the column apart; not both.",
        lambda Theta, x: forward_with(Theta, x, product=lambda T, a: T @ a + T[:, :1]),
    ),
    (
        "the last column of Θ is taken for the bias weights",
        "The bias weights are column 0 of Theta[l], but the last one was taken.",
        "Which column of Theta[l] meets a₀ = 1?",
        "Column 0; the others belong to the units 1, 2, …",
        lambda Theta, x: forward_with(Theta, x, product=lambda T, a: T[:, :-1] @ a[1:] + T[:, -1:]),
    ),
    (
        "z and a are one dict",
        "z and a have the same numbers: both names stand for one dict, and a was written over z.",
        "How many dicts does z = a = {} make?",
        "Make two: z, a = {}, {}.",
        lambda Theta, x: (forward_with(Theta, x)[1],) * 2,
    ),
    (
        "1 is added to every number",
        "This has a + 1 below the 1: a row of ones was meant.",
        "What do the units give out, with a bias unit beside them?",
        "np.vstack puts a row of ones on top and leaves the others alone.",
        lambda Theta, x: forward_with(
            Theta, x, first=lambda x: with_bias(x + 1), between=lambda z: with_bias(sigmoid(z) + 1)
        ),
    ),
    (
        "it ends after the first layer",
        "Layer 2 is right, and the layers after it are missing, as when the return stands inside the loop.",
        "When does a function end?",
        "return after the loop, where the for stands.",
        lambda Theta, x: _changed(Theta, x, lambda z, a: ({2: z[2]}, {l: a[l] for l in (1, 2)})),
    ),
    (
        "the bias weights are added after g",
        "Column 0 of Theta[l] is added to g(z), not to z.",
        "Is Θ_i0 part of what goes into unit i, or of what comes out?",
        "It belongs to z: the 1 on top of a brings it in.",
        _bias_after_g,
    ),
    (
        "a step in place of g",
        "The units are 0 or 1, by the sign of z: a threshold, not g.",
        "What would be the slope of such a unit?",
        "Every unit applies the sigmoid.",
        lambda Theta, x: forward_with(Theta, x, unit=lambda z: (z >= 0) * 1.0),
    ),
):
    mistake("forward_propagate", _name, _sentence, _question, _pointer)(_variant)

for _name, _sentence, _parts in (
    ("the input has no bias unit", "Theta[1] has a column more than your a[1] has rows.", {"first": lambda x: x}),
    (
        "the hidden layers have no bias unit",
        "Only the input got its 1: the bias weights of the hidden layers are left out.",
        {"between": sigmoid},
    ),
):

    @mistake(
        "forward_propagate",
        _name,
        _sentence,
        "Which a[l] get a 1 on top?",
        "Every layer but the last.",
        told_by="misfit",
    )
    def _(Theta, x, parts=_parts):
        return forward_with(Theta, x, **parts)
