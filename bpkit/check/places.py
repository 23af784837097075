"""The mistakes of lines 1 to 7, and of the loop around them: a table for each place.

A filler sees columns: h and z of a layer without its bias unit, δ of the next, (units, cases); and the weights T.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from bpkit.check import rows


def g(z):
    with np.errstate(all="ignore"):
        return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(0))
    return e / e.sum(0)


def slope(a):
    return a * (1 - a)


def put(value):
    """A row of that value on top."""
    return lambda h: np.vstack([np.full((1, h.shape[1]), value), h])


def there(spared, shape, l, L):
    """1 where that filler of SPARED has λΘ, 0 where not."""
    return np.broadcast_to(spared(*np.ogrid[: shape[0], : shape[1]], shape, l, L), shape) * 1.0


Place = partial(rows.Place, globals())
FORWARD = "z[l + 1] = Theta[l] @ a[l], a[l + 1] = sigmoid(z[l + 1]), and a₀ = 1 on top for l + 1 < L."
BACK_LINE = "delta[l] = (Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:] for l = L − 1 … 2."
ADD_LINE = "Delta[l] + delta[l + 1] @ a[l].T for each l."
LAST_LINES = "D[l] = (Delta[l] + lambda_ * Theta[l]) / m, then D[l][:, 0] = Delta[l][:, 0] / m."
LOOP = "set Δ to 0, do lines 1 to 5 for each example, then lines 6 and 7 once."

# fmt: off
# ---------------------------------------------------------------- lines 1 and 2

# h -> h with its bias unit
BIAS = Place("1–2", FORWARD, put(1.0), "What does a bias unit give out?",
    "Put a row of ones on top of a[l], for l < L.")
A0_IS_0 = BIAS("the bias weights are left out", "z is computed without the bias unit, or with a₀ = 0 in place of 1.",
    put(0.0), "What does column 0 of Theta[l] multiply?")
BIAS("the bias unit is −1", "This is what you get when a₀ is −1 in place of 1.", put(-1.0))
ORDER = "Which comes first: g, or the 1 on top?", "First a = g(z), then the row of ones."
BIAS("the first unit is taken for the bias unit", "On top of a stands a copy of its first unit, not 1.",
    lambda h: np.vstack([h[:1], h]))
G_OF_1 = BIAS("the bias unit goes through g", "The 1 is added before g, so that a₀ = g(1) = 0.7311.", put(g(1.0)),
    *ORDER)
BIAS("the bias unit is g(0)", "The row on top is g(0) = 0.5: a row of zeros went through g.", put(0.5), *ORDER)
LAST = BIAS("the bias unit comes last", "The 1 is put below a, not on top.",
    lambda h: np.vstack([h, np.ones((1, h.shape[1]))]), "Which column of Theta[l] holds the bias weights?",
    "Column 0, so the 1 is row 0.")
NO_ONES = BIAS.apart("the row of ones is missing",
    "Theta[l] has a column for the bias unit, but what it multiplies has no 1 on top.")
A0_VARIES = BIAS.apart("the bias unit is not always 1", "This is what you get when a₀ is made of the layer's units.")
A0_IS = BIAS.apart("the bias unit is {}", "This is what you get when a₀ is {} in place of 1.")

# z -> a, in the hidden layers; and at the output
UNIT = Place("1–2", FORWARD, "z: g(z)", "Which function does every unit apply?", "a = g(z) = 1 / (1 + e^(−z)).")
UNIT("g of 2z, or of half of it", "The units apply g(2z), as with tanh(z) in place of tanh(z/2), or g(z/2).",
    ["g(2 * z)", "g(z / 2)"], "g(z) = ½ (1 + tanh(z/2)). Is that what yours is?")
TWICE_G = UNIT("twice g", "The units apply 2 g(z), as with 1 + tanh(z/2), without the ½.", "2 * g(z)",
    "Is your a between 0 and 1?")
TANH = UNIT("tanh in place of g", "The units apply tanh.", "np.tanh(z)")
RELU = UNIT("ReLU in place of g", "The units apply max(0, z).", "np.maximum(z, 0)")
LEAKY = UNIT("leaky ReLU in place of g", "The units apply z, or a hundredth of it below 0.",
    "np.where(z > 0, z, 0.01 * z)")
LINEAR = UNIT("g is forgotten", "Here a = z: the units do not apply g.", "z", "What lies between z and a?")
UNIT("g of the size of z", "This is g(|z|), or g(−|z|): one branch serves both signs.",
    ["g(np.abs(z))", "g(-np.abs(z))"], "What is g(−2), and what g(2)?")
UNIT("g is applied twice", "g is applied to a layer, and then once more.", "g(g(z))", "How often does a unit apply g?",
    "Once: z → a.")
UNIT("the sign in g is wrong", "This is 1 / (1 + e^z): the minus sign of e^(−z) is missing.", "g(-z)",
    "Does g rise or fall?", "e^(−z), with the minus.")
UNIT("softmax in place of g", "The units are divided by their sum after e^z: softmax.", "softmax(z)",
    "Must the units of a layer add up to 1?")
UNIT("a is rounded", "The units are 0 or 1: decisions, not g(z).", "np.round(g(z))",
    "Is an output of 0.6 as good as one of 0.9?", "Hand on g(z) as it is.")
IN_CODE = "Is your a between 0 and 1?", "1 / (1 + np.exp(-z))."
UNIT("brackets are missing in g", "This is 1 / 1 + e^(−z), which is 1 + e^(−z): brackets are missing below the line.",
    "1 + np.exp(-z)", *IN_CODE)
UNIT("1 + is missing in g", "This is 1 / e^(−z): below the line 1 + is missing.", "np.exp(z)", *IN_CODE)
UNIT("1 − in place of 1 + in g", "This is 1 / (1 − e^(−z)).", "1 / (1 - np.exp(-z))", *IN_CODE)
UNIT("g′ in place of g", "The units apply the slope of g, g(z) (1 − g(z)).", "slope(g(z))",
    "Which way goes the slope: forward, or back?")

# h of the input
INPUT = Place("1–2", FORWARD, "x: x", "Are the inputs units that compute?", "a⁽¹⁾ is x, with its bias unit.")
INPUT("g is applied to the input", "This is what you get when a⁽¹⁾ = g(x).", "g(x)")
INPUT("1 is added to every number", "This has a + 1 below the 1: a row of ones was meant.", "x + 1")
INPUT("the input is scaled", "Each x is divided by its largest entry or its length, or moved to the mean 0.",
    ["x / x.max(0)", "x / np.abs(x).max(0)", "x / np.linalg.norm(x, axis=0)", "x - x.mean(0)",
    "(x - x.mean(0)) / x.std(0)"], "Does the algorithm change x?")
OTHER_X = INPUT.apart("the input is changed", "Lines 1 to 5 are right for another x than the one that was given.",
    "Does the algorithm change x?")
# Θ, a with its bias unit, z of the layer before -> z
WEIGHTS = Place("1–2", FORWARD, "T, a, z: T @ a", "Which numbers does a unit add up?",
    "z[l + 1] = Theta[l] @ a[l], bias unit and all.")
WEIGHTS.again(A0_IS_0, "T[:, 1:] @ a[1:]")
WEIGHTS("the bias weights are added once more",
    "Column 0 of Theta[l] is added, though the 1 on top of a has brought it in already.", "T @ a + T[:, :1]",
    "How often does the bias weight come in?", "Once: by the 1 on top of a.")
WEIGHTS("the bias weights are subtracted", "Column 0 of Theta[l] comes in with a minus.", "T @ a - 2 * T[:, :1]",
    "Is the bias a threshold that is taken away?", "It is a weight like the others, times 1.")
WEIGHTS("the last column of Θ is taken for the bias weights",
    "The bias weights are column 0 of Theta[l], but the last one was taken.", "np.roll(T, 1, axis=1) @ a",
    "Which column of Theta[l] holds the bias weights?", "Column 0.")
WEIGHTS("column 1 of Θ is taken for the bias weights",
    "The bias weights are column 0 of Theta[l], but column 1 was taken.", "T[:, 1:] @ a[1:] + T[:, 1:2]",
    "Which column of Theta[l] holds the bias weights?", "Column 0.")
WEIGHTS("1 is added to z", "The sum in z begins with 1, not with 0.", "T @ a + 1")
WEIGHTS("z is divided by the number of weights", "This is an average, not a sum.", "T @ a / T.shape[1]",
    "Is z a sum, or an average?")
Z_FLIPPED = WEIGHTS("z has the wrong sign", "This is −Θa.", "-T @ a", "Where does the minus stand?", "In e^(−z) only.")
CROSSED = WEIGHTS("Θ is transposed", "This is what you get with Θᵀ in place of Θ, which fits by chance only.",
    ["T.T @ a if len(T) == len(a) else None",
    "np.hstack([T[:, :1], T[:, 1:].T]) @ a if len(T) == len(a) - 1 else None"],
    "Which index of Θ_ij is the unit that the weight leads to?",
    "Row i of Theta[l] belongs to unit i of layer l + 1: going forward needs no transposition.")
WEIGHTS("the sum in z is not a sum", "z is its last term alone: the sum is set anew in each turn of the loop.",
    "T[:, -1:] * a[-1:]", "What is in z after the second term?", "+=, not =, and 0 before the loop.")
WEIGHTS("the sums run on", "Each z has those of the units before in it: the sum is not set to 0 for the next unit.",
    "np.cumsum(T @ a, axis=0)", "What is in the sum when the next unit begins?", "0, inside the loop over i.")
WEIGHTS("the last input of each unit is left out", "The sum in z ends one too early.", "T[:, :-1] @ a[:-1]",
    "Over which j does the sum go?", "j = 0 … s_l: s_l + 1 terms.")
Z_GOES_ON = WEIGHTS("z goes on to the next layer in place of a",
    "The next layer is computed from z, not from a = g(z).", "T @ (a if z is None else put(1.0)(z))",
    "What does a unit hand on?", "a[l], not z[l].")
SUMS = [row for row in WEIGHTS.rows if row not in (Z_FLIPPED, Z_GOES_ON)]  # which in the whole are mistakes of g
# z that it should be -> what is handed back
SHOWN = Place("1–2", FORWARD, "z: z", "What is z, and what is a?", "z[l] is before g, a[l] after it.")
SHOWN("z holds g(z)", "a is right, but the z that you hand back has gone through g already.", "g(z)")

# ---------------------------------------------------------------- line 3

IF_RIGHT = "What would δ be for a right answer?"
# a and z of the output, y -> δ
ERROR = Place("3", "a_L - y", "a, y, z: a - y", "Which cost is it whose derivative you take?",
    "Line 3 is a − y, and no more.")
SLOPE_AT_OUTPUT = ERROR("g′ at the output",
    "This is (a − y) .* a .* (1 − a): right for the squared error, not for this cost.", "(a - y) * slope(a)", "",
    "The derivative of the cross-entropy has a (1 − a) below the line, and it cancels g′.")
BY_A = ERROR("the derivative with respect to a in place of z",
    "This is (a − y) / (a (1 − a)): the derivative with respect to a⁽ᴸ⁾, not to z⁽ᴸ⁾.",
    "(a - y) / slope(a)", "δ is the derivative of the cost with respect to which quantity?",
    "Go on through g: multiply by g′(z) = a (1 − a), and see what cancels.")
ERROR("g′ of a at the output",
    "This is (a − y) .* g(a) .* (1 − g(a)): no g′ belongs here, and a has gone through g already.",
    "(a - y) * slope(g(a))")
ERROR("the slope of tanh at the output", "This is (a − y) .* (1 − a²): the slope of tanh, and no slope belongs here.",
    "(a - y) * (1 - a**2)")
ERROR("z (1 − z) at the output", "This is (a − y) .* z .* (1 − z): no slope belongs here, and that of g is a (1 − a).",
    "(a - y) * slope(z)")
ERROR("half of g′ at the output", "This is (a − y) .* a, or (a − y) .* (1 − a).", ["(a - y) * a", "(a - y) * (1 - a)"])
ERROR("g′ twice at the output", "This is (a − y) times (a (1 − a))².", "(a - y) * slope(a) ** 2")
ERROR("divided by a", "This is (a − y) / a.", "(a - y) / a")
ERROR("g′ of the error", "This is e (1 − e) with e = a − y: g′ is taken of the error.", "slope(a - y)")
ERROR("the error times g′ of the error", "This is e .* e (1 − e) with e = a − y: g′ is taken of the error.",
    "(a - y) * slope(a - y)")
SQUARED = ERROR("the error is squared", "This is (a − y)²: a cost, not its derivative.", "(a - y) ** 2",
    "Can δ be negative? Can yours?", "Line 3 has no square.")
ERROR("the error is cubed", "This is (a − y)³.", "(a - y) ** 3")
ERROR("only the sign of the error", "This is 1 or −1, however far a is from y.", "np.sign(a - y)",
    "Is an output of 0.6 as wrong as one of 0.9, for y = 0?")
ERROR("log a in place of a", "This is log a − y.", "np.log(a) - y")
ERROR("half the squared error", "This is ½ (a − y)²: a cost, not its derivative.", "(a - y) ** 2 / 2",
    "Can δ be negative? Can yours?", "Line 3 has no square.")
ERROR("the sign is lost", "This is |a − y|: the size of the error without its sign.", "np.abs(a - y)",
    "How would a weight know which way to move?", "Leave out the absolute value.")
ERROR("the cost in place of its derivative", "This is the cross-entropy of each output, not δ.",
    "-y * np.log(a) - (1 - y) * np.log(1 - a)", "What does line 3 ask for: how large the cost is, or how it changes?",
    "Take the derivative with respect to z⁽ᴸ⁾: only a difference is left.")
ERROR("y is forgotten", "This is a⁽ᴸ⁾ itself.", "a", IF_RIGHT, "Compare a⁽ᴸ⁾ with y.")
ERROR("a is forgotten", "This is y alone, with a minus.", "-y", IF_RIGHT, "Compare a⁽ᴸ⁾ with y.")
ERROR("a + y in place of a − y", "This is a + y: a sum, not a difference.", "a + y", IF_RIGHT)
ERROR("a times y", "This is a product, not a difference.", "a * y", IF_RIGHT)
ERROR("1 − y in place of y", "This is a − (1 − y): the answers are turned round.", "a - (1 - y)",
    IF_RIGHT, "Subtract y itself.")
ERROR("the difference from 1", "This is a − 1, whatever y is.", "a - 1",
    "What would δ be for y = 0 and an output of 0?", "Compare with y, not with 1.")
ERROR("g′ in place of the difference", "This is a (1 − a): y is not in it.", "slope(a)", IF_RIGHT)
ERROR("a is rounded first", "This is the decision, 0 or 1, minus y.", "np.round(a) - y",
    "Is an output of 0.6 as good as one of 0.9?", "Use a⁽ᴸ⁾ as it is.")
ERROR("y is rounded", "This is a minus the rounded y.", "a - np.round(y)", "What if y is 0.3?", "Use y as it is.")
ERROR("g is applied once more", "This is g(a) − y.", "g(a) - y", "What has been applied to z to give a?",
    "a_L has gone through g already.")
ERROR("z in place of a", "This is z − y: at the output g is forgotten, or line 3 takes z.", "z - y",
    "What has to be compared with y: z, or the output g(z)?", "Line 3 has a⁽ᴸ⁾.")
ERROR("softmax of the outputs", "This puts a⁽ᴸ⁾ through softmax before y is subtracted.", "softmax(a) - y",
    "Must the outputs of this network add up to 1?", "Use a⁽ᴸ⁾ as it is.")
ERROR("the bias unit is compared with y", "The output layer got a 1 on top, and each output meets the y of the next.",
    "np.vstack([np.ones_like(a[:1]), a[:-1]]) - y", "Which layers have a bias unit?",
    "All rows of a⁽ᴸ⁾ are outputs: no 1 on top for l = L.")
ERROR("times y", "This is (a − y) .* y: outputs that should be 0 have no error.",
    ["(a - y) * y", "(a - y) * (y > 0.5)"], "What is δ where y = 0 and the output is 0.9?")
CLASS = ERROR("the number of the class in place of y", "This subtracts the index of the largest y, not y.",
    "a - y.argmax(0)", "Which y belongs to output k?", "Subtract y row by row: it has a row for each output.")
ERROR("the largest y is taken for 1", "1 is subtracted where y is largest, and 0 elsewhere: right for one-hot y only.",
    "a - (np.arange(len(y))[:, None] == y.argmax(0))", "What if y is 0 in every row, or 0.5?", "Subtract y itself.")
ERROR("brackets are missing round a − y",
    "This is a − y a (1 − a): the product comes before the difference. And no g′ belongs here.", "a - y * slope(a)",
    "In which order does Python compute a - y * a * (1 - a)?")
ERROR("the part of y = 0 is missing",
    "This is −y/a: the derivative of −y log a with respect to a, not yet to z, and without the other part.", "-y / a",
    "Which part of the cost counts for y = 0? And δ is the derivative with respect to which quantity?",
    "Take both parts, and go on through g: only a difference is left.")
ERROR("the part of y = 1 is missing",
    "This is (1 − y)/(1 − a): the derivative of the other part with respect to a, not yet to z.", "(1 - y) / (1 - a)",
    "Which part of the cost counts for y = 1? And δ is the derivative with respect to which quantity?",
    "Take both parts, and go on through g: only a difference is left.")
ERROR("the part of y = 0 has the wrong sign",
    "This is the derivative of −y log a + (1 − y) log(1 − a): the minus before the sum is for both parts.",
    ["-y * (1 - a) - (1 - y) * a", "-y / a - (1 - y) / (1 - a)"], "How far does the minus before the sum reach?",
    "−y/a + (1 − y)/(1 − a), and then times g′.")
HALF = ERROR("half of the cost is forgotten",
    "This is y (a − 1), or (1 − y) a: the derivative of one part of the cost alone.", ["y * (a - 1)", "(1 - y) * a"],
    "Which part of the cost counts for y = 0, and which for y = 1?",
    "The derivatives of both parts with respect to z come to a − y.")
PARTIAL = ERROR("y counts only where it is 0 or 1",
    "For y = 1 this is a − 1, for y = 0 it is a; a y between them is lost.",
    ["np.where(y == 1, a - 1, np.where(y == 0, a, 0))", "a - (y == 1)", "a - (y > 0)"], "What if y is 0.5?",
    "Subtract y itself, whatever it is.")
ERROR("brackets are missing round a (1 − a)", "This is (a − y) / a, times 1 − a. And no g′ belongs here.",
    "(a - y) / a * (1 - a)", "In which order does Python compute x / a * b?", "The line divides by nothing.")
ERROR("one output is taken for all", "Row 0 of a⁽ᴸ⁾ or of y stands where all rows are meant, as in y[0].",
    ["0 * a + (a - y)[:1]", "a - y[:1]", "a[:1] - y"], "How many units has the output layer?",
    "a_L and y have a row for each: subtract them as they are.")
ERROR("the error is divided by its length", "Each a − y is divided by its length, or by the sum of its sizes.",
    ["(a - y) / np.linalg.norm(a - y, axis=0)", "(a - y) / np.abs(a - y).sum(0)"],
    "Should a small error count as a large one?")
ERROR("the errors are added up over the outputs",
    "This is one number for each example: the sum, or the average, over the output units.",
    ["0 * a + (a - y).sum(0)", "0 * a + (a - y).mean(0)"],
    "How many units has the output layer?", "Each output keeps its own δ.")
SHIFTED = ERROR("the labels are one class off",
    "Each answer stands one output too high or too low: classes counted from 1 were taken for indices from 0.",
    ["a - np.roll(y, 1, axis=0)", "a - np.roll(y, -1, axis=0)"], "Which row of y is 1 for the first class?",
    "Output k belongs to column k of Y, both counted from 0 in Python.")
ERROR("a number before y", "This is a − ½ y, or a − 2y.", ["a - y / 2", "a - 2 * y"], IF_RIGHT, "Subtract y itself.")
ERROR("the answers are in reverse order", "Output 1 is compared with the last y, and the last with the first.",
    "a - y[::-1]", "Which y belongs to output k?", "Output k meets row k of y: the same index for both.")
SHAPE_3 = Place("3", "a_L - y", None, "Which shapes have a_L and y?", "Both are (K, m): subtract them as they are.")
Y_TURNED = SHAPE_3.apart("y is no column", "It is flat, or lies on its side: then numpy stretches a − y to a square.",
    "", "Both are (K, m): of one example, y.reshape(-1, 1) makes a column.")
FIRST_DROPPED = SHAPE_3.apart("the first output is taken for a bias unit",
    "Row 0 of a⁽ᴸ⁾ is dropped, but the output layer has no bias unit.", "Which layers have a bias unit?",
    "All rows of a⁽ᴸ⁾ are outputs.")
ROW_ADDED = SHAPE_3.apart("a row for a bias unit is added",
    "δ⁽ᴸ⁾ has a row of zeros on top, but the output layer has no bias unit.", "Which layers have a bias unit?",
    "δ⁽ᴸ⁾ has a row for each output.")
# a number before the whole: ±1 or another
FLIPPED = Place("3", "a_L - y", 1, "If the output is too large, should δ be positive or negative?",
    "δ is a derivative: raising z raises the cost when a is above y.")
Y_MINUS_A = FLIPPED("y − a in place of a − y", "This is what you get with the sign turned round: y − a.", -1)
TIMES_ERROR = FLIPPED.apart("{} times the error", "Line 3 is right but for a number before it: {}.",
    "Where would the number come from?", "This cost has no square, so that there is no 2, and line 3 no number at all.")
TWICE = FLIPPED.apart("2 (a − y), or every example twice",
    "D is twice too large: line 3 is 2 (a − y), or each example was added two times.",
    "Where would the 2 come from? And how often does line 5 run for an example?",
    "The 2 comes from a square, and this cost has none; line 5 runs once for each layer.")

# δ of each example alone -> δ of several
TOGETHER_3 = Place("3", "a_L - y", "d: d", "How many columns has δ?", "Each example keeps its own column; line 5 sums.")
TOGETHER_3("the average over the examples", "δ is divided by m.", "d / d.shape[1]",
    "In which line of the algorithm does 1/m stand?", "δ belongs to one example; 1/m comes after the loop.")
TOGETHER_3("multiplied by m", "δ is multiplied by m.", "d * d.shape[1]", "In which line of the algorithm does m stand?",
    "δ belongs to one example.")
TOGETHER_3("the examples are added up", "δ is summed over the examples.", "0 * d + d.sum(1, keepdims=True)")
TOGETHER_3("the mean over the examples", "δ is averaged over the examples.", "0 * d + d.mean(1, keepdims=True)")

# ---------------------------------------------------------------- line 4

# Θ -> what δ of the next layer is multiplied by, (s, s_next); None where there is no such thing
BACK = Place("4", BACK_LINE, "T: T[:, 1:].T",
    "Θ_ij leads from unit j to unit i. Going back, which index is added over?", "Θᵀ, and without its bias column.")
NOT_TRANSPOSED = BACK("Θ is not transposed", "Θ stands in place of Θᵀ: that fits by chance, if at all.",
    "T[:, 1:] if len(T) == T.shape[1] - 1 else T[1:] if len(T) == T.shape[1] else None")
BACK("Θ is not transposed, and its last row is dropped",
    "Θ stands in place of Θᵀ, and the bias unit's row is the first.", "T[:-1] if len(T) == T.shape[1] else None")
LAST_COLUMN = BACK("the last column of Θ is dropped, not the first",
    "The bias weights are column 0 of Θ, but the last column was cut off.", "T[:, :-1].T",
    "Which column of Θ belongs to the bias unit?", "Theta[l][:, 1:].")
NO_WEIGHTS = BACK("the weights are left out",
    "The errors of the next layer are just added: they do not go through the weights.", "np.ones_like(T[:, 1:].T)",
    "Which units share the error, and by how much?", "Θᵀδ: each weight takes its part back.")
BACK("the weights are squared", "This is the product with Θ², entry by entry.", "T[:, 1:].T ** 2",
    "Has line 4 a square?")
BACK("the size of the weights", "This is |Θ|ᵀδ: a weight below 0 turns the error round.", "np.abs(T[:, 1:].T)",
    "What does a negative weight do with the error?", "Leave out the absolute value.")
SHARED = BACK("the error is shared out by the weights",
    "Each weight is divided by the sum of its row: a picture of some books, but not the derivative.",
    ["(T[:, 1:] / T[:, 1:].sum(1, keepdims=True)).T", "(T[:, 1:] / T.sum(1, keepdims=True)).T"],
    "Of which function is line 4 the derivative?", "Θᵀδ, with the weights as they are.")
BACK("only one unit of the next layer sends its error back",
    "The inner sum is set anew in each turn, or ends after the first.",
    ["T[:, 1:].T * (np.arange(len(T)) == len(T) - 1)", "T[:, 1:].T * (np.arange(len(T)) == 0)"],
    "From which units does the error come back?", "Θᵀδ adds over all units of layer l + 1.")
BACK("the mean over the units, not the sum", "Θᵀδ is divided by the number of units of layer l + 1, or of layer l.",
    ["T[:, 1:].T / len(T)", "T[:, 1:].T / (T.shape[1] - 1)", "T[:, 1:].T / T.shape[1]"],
    "Is Θᵀδ a sum, or an average?", "Θᵀδ adds over all units of layer l + 1.")
BACK("one unit's error is left out", "The inner sum begins one too late, or ends one too early.",
    ["T[:, 1:].T * (np.arange(len(T)) < len(T) - 1)", "T[:, 1:].T * (np.arange(len(T)) > 0)"],
    "From which units does the error come back?", "Θᵀδ adds over all units of layer l + 1.")
BACK("the sums run on", "Each unit has the sums of those before in it: the sum is not set to 0 for the next unit.",
    "np.cumsum(T[:, 1:].T, axis=0)", "What is in the sum when the next unit begins?", "0, inside the loop over j.")
BACK("Θᵀ is forgotten", "δ of the next layer itself goes on, without the weights.",
    "np.eye(len(T)) if len(T) == T.shape[1] - 1 else None")

# h and z of the layer -> the slope of its units
SLOPE = Place("4", BACK_LINE, "a, z: slope(a)", "What is the slope of g, written with a?",
    "g′(z) = a (1 − a) has two factors.")
NO_SLOPE = SLOPE("g′ is forgotten", "This is Θᵀδ alone: .* a .* (1 − a) is missing.", "np.ones_like(a)",
    "δ is the derivative with respect to z, not to a. What lies between z and a?",
    "Multiply by the slope of g, element by element.")
ONLY_A = SLOPE("(1 − a) is forgotten", "This is (Θᵀδ) .* a: the factor (1 − a) is missing.", "a")
SLOPE("a is forgotten", "This is (Θᵀδ) .* (1 − a): the factor a is missing.", "1 - a")
G_OF_A = SLOPE("g′ of a in place of g′ of z", "This is g′ taken of a: g has been applied twice.", "slope(g(a))",
    "Of what does line 4 take g′: of z, or of a?", "g′(z) is a (1 − a), with no further g.")
OF_Z = SLOPE("z (1 − z) in place of a (1 − a)", "This is what you get with z in place of a in a .* (1 − a).",
    "slope(z)", "Of which quantity is a (1 − a) made?")
TANH_SLOPE = SLOPE("the slope of tanh", "This is (Θᵀδ) .* (1 − a²): the slope of tanh, not of g.", "1 - a**2",
    "Which function do the units apply?")
SLOPE("the slope of tanh at z", "This is (Θᵀδ) .* (1 − tanh² z): the slope of tanh, not of g.", "1 - np.tanh(z) ** 2",
    "Which function do the units apply?")
RELU_SLOPE = SLOPE("the slope of ReLU", "This is Θᵀδ where z > 0, and 0 elsewhere: the slope of ReLU, not of g.",
    "(z > 0) * 1.0", "Which function do the units apply?")
LEAKY_SLOPE = SLOPE("the slope of the leaky ReLU", "This is Θᵀδ where z > 0, and a hundredth of it elsewhere.",
    "np.where(z > 0, 1, 0.01)", "Which function do the units apply?")
SLOPE("g′ twice", "a (1 − a) is there two times.", "slope(a) ** 2", "How often does the error go through a unit?")
SLOPE("a (1 + a) in place of a (1 − a)", "The slope of g has a minus: a (1 − a).", "a * (1 + a)")
SLOPE("a² in place of a (1 − a)", "This is (Θᵀδ) .* a².", "a**2")
SLOPE("(1 − a)² in place of a (1 − a)", "This is (Θᵀδ) .* (1 − a)².", "(1 - a) ** 2")
SLOPE("one factor of a (1 − a) is squared", "This is (Θᵀδ) .* a (1 − a)², or a² (1 − a).",
    ["a * (1 - a) ** 2", "a**2 * (1 - a)"])
SLOPE("divided, not multiplied", "One of a and 1 − a stands below the line.", ["a / (1 - a)", "(1 - a) / a"],
    "Does the error grow or shrink where a unit is flat?")
SLOPE("z in place of g′", "This is (Θᵀδ) .* z.", "z")
SLOPE("g′ of g′", "g′ was taken of a (1 − a): of what is a slope already.", "slope(g(slope(a)))")
SLOPE("divided by g′", "This is Θᵀδ / (a (1 − a)): g′ stands below the line.", "1 / slope(a)",
    "Does the error grow or shrink where a unit is flat?", "Multiply by a (1 − a).")
SLOPE("a of the unit before", "a and 1 − a are not those of the same unit: an index is one off.",
    ["np.vstack([np.ones_like(a[:1]), a[:-1]]) * (1 - a)", "a * (1 - np.vstack([np.ones_like(a[:1]), a[:-1]]))"],
    "Which a belongs to δ_j?", "a_j, in both factors.")
SLOPE("one slope for the whole layer", "The slope of one unit, or their mean, serves for all.",
    ["0 * a + slope(a)[:1]", "0 * a + slope(a)[-1:]", "0 * a + slope(a).mean(0)"], "How many slopes has a layer?",
    "One for each unit: element by element.")
LAST_ROW = SLOPE("the last row of a is dropped, not the first",
    "The bias unit is row 0 of a[l], but the last row was cut off.", "np.vstack([0 * a[:1], slope(a)[:-1]])",
    "Which row of a[l] is the bias unit?", "a[l][1:].")
FIRST_ROW = SLOPE("the first row of a is dropped, though the bias unit is the last",
    "[1:] drops a unit here, and keeps the bias unit.", "np.vstack([slope(a)[1:], 0 * a[:1]])",
    "Which row of your a[l] is the bias unit?", "a₀ stands on top of a[l], and [1:] drops it.")
NEXT_SLOPE = SLOPE("g′ of the next layer", "a (1 − a) is taken of layer l + 1, not of layer l.", "slope(a)",
    "Through the units of which layer does the error go?", "The a of δ⁽ˡ⁾ is a⁽ˡ⁾.")
FITTING = {TANH: TANH_SLOPE, RELU: RELU_SLOPE, LEAKY: LEAKY_SLOPE, LINEAR: NO_SLOPE}  # they go together: one mistake

OF_G = replace(SLOPE.right, filler=lambda a, z: slope(g(z)))  # line 4 is right, whatever the units apply

# (Θᵀδ) and g′ -> δ of the layer
MEET = Place("4", BACK_LINE, "through, s, a: through * s", "In which order does Python compute what you wrote?",
    "(Θᵀδ) .* a .* (1 − a), each factor multiplied.")
MEET("brackets are missing round 1 − a", "This is (Θᵀδ) .* a .* 1 − a: brackets are missing.", "through * a - a")
MEET("g′ is added, not multiplied", "This is Θᵀδ + a (1 − a).", ["through + s", "through - s", "through * a + 1 - a"],
    "By what does a unit's slope change the error?", "Multiply.")
MEET("every a with every 1 − a", "This is the outer product of a and 1 − a, a matrix, in place of a .* (1 − a).",
    ["a * ((1 - a) * through).sum(0)", "(1 - a) * (a * through).sum(0)"], "How many slopes has a layer?",
    "One for each unit: element by element.")
MEET("Θᵀδ is forgotten", "This is a (1 − a) alone: the error of the next layer is missing.", "0 * through + s",
    "How does a hidden unit know of the error?")
MEET("g′ of Θᵀδ", "g′, or a part of it, was taken of Θᵀδ, not of the unit.", ["slope(through)",
    "through * slope(through)", "through * a * (1 - through)"], "Of which quantity is a (1 − a) made?")
MEET("a unit has no δ", "δ is 0 for the first or the last unit of the layer: a loop over the units is one too short.",
    ["np.vstack([(through * s)[:-1], 0 * a[:1]])", "np.vstack([0 * a[:1], (through * s)[1:]])"],
    "For which units does line 4 stand?", "All of them: range(1, n + 1) of the n + 1 rows of Θᵀδ.")
DROPPED = MEET.apart("the last row is dropped, not the first", "This drops the last unit in place of the bias unit.",
    "Which row of Θᵀδ belongs to the bias unit?", "[1:], not [:-1].")
MINUS_BACK = MEET("a (a − 1) in place of a (1 − a)",
    "This has the sign of g′ turned round, as in a (a − 1): a minus at each step back.", "-through * s",
    "Is the slope of g ever negative?", "It is 1 − a, not a − 1.")
TIMES_BACK = MEET.apart("{} times line 4", "Line 4 is right but for a number before it: {}.",
    "Which number stands before your formula?", "Line 4 has no number.")

# δ of the next layer, the slope in it, and its a -> what of it goes down
HANDED = Place("4", BACK_LINE, "d, own, a: d", "Which δ goes back through Θ⁽ˡ⁾?", "δ⁽ˡ⁺¹⁾ itself, all of it.")
BARE = HANDED("the error goes down without its g′",
    "δ has its g′ only in the end: what goes down to the layer before is the bare error.", "d / own",
    "What goes through Θᵀ: the error of a, or δ?", "Make δ⁽ˡ⁺¹⁾ first, with its g′, and hand down that.")
WITH_SLOPE = HANDED("g′ of the next layer is in what goes down",
    "What goes down has g′ of the layer above in it, though δ itself has not.", "d * slope(a)", "",
    "δ⁽ˡ⁺¹⁾ goes down as it is; g′ of layer l comes after Θᵀ.")
ONCE_MORE = HANDED("g′ of the next layer goes down once more",
    "What goes down has been multiplied by its g′ two times.", "d * own")
FROM_OUTPUT = HANDED.apart("every layer takes the error from the output",
    "Each hidden layer was given δ⁽ᴸ⁾ in place of the error of the layer after it.", "",
    "delta[l + 1], which was made one turn before.")
MOVED = HANDED.apart("Θ moves on the way back",
    "A layer's weights take their step before line 4 has used them: δ goes back through the new Θ.",
    "Which Θ does J belong to, whose derivative you take?", "Θ is not touched: the step comes after D.")
TOGETHER_4 = Place("4", BACK_LINE, TOGETHER_3.right.filler, TOGETHER_3.question, TOGETHER_3.pointer)
TOGETHER_4.like(TOGETHER_3)
AVERAGE_BACK = TOGETHER_4.rows[1]
# l + this is the Θ that is taken
SOURCE = Place("4", BACK_LINE, 0, "Which Θ leads from layer l to layer l + 1?", "Theta[l], with delta[l + 1].")
BEFORE = SOURCE("Θ of the layer before",
    "This is what you get with Θ⁽ˡ⁻¹⁾ in place of Θ⁽ˡ⁾, which fits by chance only.", -1)
TOO_LOW = SOURCE.apart("the layers are counted too low", "The numbers are right, but each δ stands one layer too low.",
    "Which number has the output layer?", "delta[L] is the output's, and delta[2] the first hidden layer's.")
INPUT_DELTA = SOURCE.apart("δ for the input layer", "This goes one layer too far: there is no δ⁽¹⁾.",
    "Has the input an error?", "The loop ends with l = 2.")
NO_LAST = SOURCE.apart("δ⁽ᴸ⁾ is not handed back", "The hidden layers are right, but delta[L] is missing.",
    "Which δ does line 5 need for the last Δ?", "delta has the keys 2 … L.")
ONLY_LAST = SOURCE.apart("only δ⁽ᴸ⁾ is handed back",
    "This hands back the output layer's δ alone: the hidden layers are missing.", "What does line 4 do?",
    "delta is a dict with the keys 2 … L.")
TOO_EARLY = SOURCE.apart("it stops before layer 2", "The errors go back to layer 3 only: δ⁽²⁾ is missing.",
    "What is the last l of your loop?", "range(L - 1, 1, -1) ends with 2.")
BIAS_ERROR = SOURCE.apart("the bias unit has an error",
    "δ has a bias row that is not 0: no weight leads to a bias unit.", "Which weights lead to the bias unit?",
    "None: drop row 0.")
BIAS_KEPT = SOURCE.apart("the bias row is kept",
    "δ still has its bias row, and so it does not fit in what comes next: no weight leads to a bias unit.",
    BIAS_ERROR.question, BIAS_ERROR.pointer)
LAYERS = Place("", "L = len(Theta) + 1, and a loop over l.", None, "How many matrices are in Theta?",
    "A loop over l, with L = len(Theta) + 1.")
THREE_LAYERS = LAYERS.apart("written for three layers only", "Right for L = 3, and for no other number of layers.")

# ---------------------------------------------------------------- line 5

# a -> what δ is multiplied by
MEETS_DELTA = Place("5", ADD_LINE, "a: a", "Which quantity meets δ in line 5?", "Entry ij is δ_i times a_j.")
MEETS_DELTA("a is forgotten", "This adds δ to every column, without a.", "np.ones_like(a)",
    "If a unit gave out 0, did its weight have a part in the error?")
MEETS_DELTA("a is taken upside down", "The rows of a are in reverse order.", "a[::-1]")
MEETS_DELTA("g is applied to a once more", "Line 5 takes g(a): a has gone through g already.", "g(a)")
MEETS_DELTA("the size of a", "Line 5 takes |a|, not a.", "np.abs(a)")
MEETS_DELTA("a (1 − a) in place of a", "This is δ with a (1 − a): g′ does not belong in line 5.", "slope(a)")
MEETS_DELTA("g′ once more", "This is δ with a .* a (1 − a): δ has its g′ already.", "a * slope(a)",
    "Where does g′ stand?", "In line 4 only.")
MEETS_DELTA("a is squared", "This is δ with a².", "a**2", "Has line 5 a square?")
# δ -> what of it enters Δ
ENTERS = Place("5", ADD_LINE, "d: d", "Which quantity meets a in line 5?", "δ itself, sign and all.")
ENTERS("δ has lost its sign", "Line 5 takes |δ|, not δ.", "np.abs(d)", "May a derivative be negative?")
ENTERS("δ is squared", "This is δ² with a.", "d**2", "Has line 5 a square?")
ENTERS("only a positive δ counts", "Line 5 takes max(0, δ).", "np.maximum(d, 0)", "May a derivative be negative?")
ENTERS("δ is taken upside down", "The rows of δ are in reverse order.", "d[::-1]")
ENTERS("only the sign of δ", "Line 5 takes 1 or −1 in place of δ.", "np.sign(d)",
    "Should a large error and a small one count alike?")
# δ, h and z, Θ without column 0 -> the other columns, (units, units before, cases), up to what δ is
OUTER = Place("5", ADD_LINE, "h, W, z: h[None]", "Which shape has Δ⁽ˡ⁾?",
    "A column times a row: delta[l + 1] @ a[l].T.")
OUTER("δ times Θ, not times a", "This is δ with the weights: δ goes on to a, that came into the layer.",
    "W[:, :, None]", "Which quantity meets δ in line 5?")
OTHER_A = OUTER.apart("line 5 takes another a", "Δ⁽¹⁾ is not made of x, though the forward pass is.",
    "Which quantity meets δ in line 5?")
OF_Z_5 = OUTER("z in place of a", "Line 5 takes z, not a = g(z), where a layer has both.",
    "(h if z is None else z)[None]", "Which quantity meets δ in line 5?", "a[l], not z[l].")
OUTER.like(MEETS_DELTA, lambda of_a: lambda h, W, z: of_a(h)[None])

# δ, the other columns, the bias weights, a₀ -> column 0
COLUMN = Place("5", ADD_LINE, "d, rest, b, a0: d * a0", "a₀ is 1. What is δ times 1?",
    "Column 0 is δ times a₀, like the others.")
NO_COLUMN = COLUMN("the bias column of Δ is left out", "Column 0 of D is 0: the bias units were left out of line 5.",
    "0 * d", "", "Use a[l] with its bias row in line 5.")
COLUMN("one bias gradient for the whole layer", "Column 0 has one number for all units: the sum of δ over the layer.",
    ["0 * d + d.sum(0)", "0 * d + d.mean(0)"], "", "Each unit has a bias weight, and a δ, of its own.")
COLUMN("the bias gradient is the row sum of δaᵀ", "Column 0 is the sum of the other columns, not δ.", "rest.sum(1)")
COLUMN("the bias gradient is the row mean of δaᵀ", "Column 0 is the average of the other columns, not δ.",
    "rest.mean(1)")
COLUMN("the bias gradient is δ times the bias weight", "Column 0 is δ times the bias weight.", "d * b")
COLUMN("the bias weights in place of their gradient", "Column 0 is the bias weights themselves.", "0 * d + b")
COLUMN("the bias gradient has lost its sign", "Column 0 is |δ|.", "np.abs(d)")
COLUMN("the bias gradient is squared", "Column 0 is δ².", "d**2")
COLUMN("the bias gradient has the wrong sign", "Column 0 is −δ.", "-d")
COLUMN("the bias gradient with g(1)", "Column 0 is δ times g(1): the 1 went through g.", "d * g(1.0)")
COLUMN("half of the bias gradient", "Column 0 is ½ δ: a row of zeros went through g.", "d / 2")

SHIFTED_COLUMN = COLUMN.apart("the bias column of Δ comes last",
    "The columns of δaᵀ are in the wrong order: that of the bias unit is last, though a₀ stands on top of a.",
    "Which column of Δ belongs to the bias unit?", "Column 0: a[l] has its 1 on top.")
WITHOUT_A0 = COLUMN.apart("the bias gradient without a₀", "Column 0 is δ itself, though your a₀ is not 1.", filler="d")
# Δ, δ and a -> what becomes of Δ; δ and a, with its bias unit, -> what is added; how often, of m
OLD = Place("5", ADD_LINE, "D, d, a: D", "What is in Δ after the second example?", "Line 5 has Δ on both sides.")
OVERWRITTEN = OLD("Δ is overwritten", "This is δaᵀ alone: what Δ held before is lost.", "0 * D")
DOUBLED = OLD("Δ itself is added once more", "This is 2Δ + δaᵀ.", "2 * D", "What does += do with Δ on its right side?",
    "Δ stands once on the right.")
OLD("Δ is subtracted", "Δ stands there with a minus.", "-D")
OLD_DIVIDED = OLD("Δ is divided by m here already", "What Δ held before is divided by m.", "D / d.shape[1]",
    "Where does 1/m stand: in line 5, or after the loop?", "Δ is a sum; 1/m comes after the loop.")
MULTIPLIED = OLD("multiplied, not added", "This is Δ .* δaᵀ.", ["D * (d @ a.T)", "D * np.prod(d[:, None] * a, axis=2)"],
    "What is 0 times anything, in the first example?", "Line 5 adds.")
BIAS_IS_0 = OLD("the bias column of Δ is 0",
    "Column 0 of Δ is set to 0, but the derivative with respect to a bias weight is δ itself.",
    "D * (np.arange(D.shape[1]) > 0)", "a₀ is 1. What is δ times 1?", "Column 0 grows like the others.")
PART = Place("5", ADD_LINE, "d, a: d @ a.T", "Which shape has Δ⁽ˡ⁾?", "A column times a row: delta[l + 1] @ a[l].T.")
PART.like(MEETS_DELTA, lambda of_a: lambda d, a: d @ of_a(a).T)
PART("δ is forgotten", "This adds a to every row, without δ.", "np.ones_like(d) @ a.T",
    "What tells row i of Δ about the error of unit i?", "Multiply: entry ij is δ_i times a_j.")
PART("its sign is lost", "This adds |δaᵀ|.", "np.abs(d @ a.T)", "May a derivative be negative?",
    "Leave out the absolute value.")
PART.like(ENTERS, lambda of_d: lambda d, a: of_d(d) @ a.T)
PART("the bias column comes last", "The columns are in the wrong order: the one of the bias unit is last.",
    "np.roll(d @ a.T, -1, axis=1)", "Which column of Δ belongs to the bias unit?", "Column 0: a[l] has its 1 on top.")
RESHAPED = PART("reshaped, not transposed",
    "This is a δᵀ, filled row by row into the shape of Δ: the numbers stand in wrong places.",
    "(a @ d.T).reshape(len(d), -1)", "What is the difference between .T and .reshape?")
PART("element by element, not the matrix product", "This is δ .* a, element by element, which fits by chance only.",
    "np.broadcast_to(d * a, (len(d), len(a))) if d.shape[1] == 1 and len(d) == len(a) else None")
OUTER_TURNED = PART.apart("a δᵀ in place of δ aᵀ", "The product lies on its side: a stands before δ.")
EXAMPLES = Place("5", ADD_LINE, "d, a: (d, a)", "How many columns are there?",
    "delta[l + 1] @ a[l].T sums over the columns.")
EXAMPLES("the sums are multiplied", "δ and a were summed over the examples first, and multiplied then.",
    "(d.sum(1, keepdims=True), a.sum(1, keepdims=True))", "Is the product of two sums the sum of the products?")
EXAMPLES("δ and a are of different examples", "δ of one example meets a of another.",
    ["(d, np.roll(a, 1, axis=1))", "(d, np.roll(a, -1, axis=1))", "(d[:, 1:], a[:, :-1])", "(d[:, :-1], a[:, 1:])",
    "(d, a[:, :1] + 0 * a)", "(d, a[:, -1:] + 0 * a)", "(d[:, :1] + 0 * d, a)", "(d[:, -1:] + 0 * d, a)"],
    "Which a belongs to the δ of an example?", "Those of the same example: the same column of both.")
EXAMPLES("only the first example is added", "Of the columns only the first is added.", "(d[:, :1], a[:, :1])")
LAST_ADDED = EXAMPLES("only the last example is added", "Of the columns only the last is added to Δ.",
    "(d[:, -1:], a[:, -1:])")
EXAMPLES("the last column is not added", "The last column is missing in what is added.", "(d[:, :-1], a[:, :-1])")
EXAMPLES("the first column is not added", "The first column is missing in what is added.", "(d[:, 1:], a[:, 1:])")
AMOUNT = Place("5", ADD_LINE, "m: 1.0", "In which line does 1/m stand?", "Δ is a sum; 1/m comes after the loop.")
AVERAGE = AMOUNT("the average over the columns", "This adds δaᵀ / m.", "1 / m")
AMOUNT("added twice", "This adds δaᵀ two times.", "2.0", "How often does line 5 run for an example?",
    "Once for each layer.")
AMOUNT("half is added", "This adds ½ δaᵀ.", "0.5", "Where would the ½ come from?", "Line 5 has no number.")
AMOUNT("multiplied by m", "This adds m δaᵀ.", "float(m)")
AMOUNT("the average, divided by m once more", "This adds δaᵀ / m².", "1 / m**2")
AMOUNT("half of the average", "This adds δaᵀ / 2m.", "1 / (2 * m)")
NOTHING = AMOUNT.apart("nothing is added", "Δ comes back as it was.", "What does this example add?",
    "Add δaᵀ, and hand the result back.")
SUBTRACTED = AMOUNT.apart("subtracted, not added", "This is Δ − δaᵀ.", "Is Δ a sum, or is it a step downhill?",
    "Line 5 adds; the minus sign belongs to gradient descent.")
TIMES_PART = AMOUNT.apart("multiplied by a number", "What is added is δaᵀ times {}, as a learning rate would be.",
    "Is Δ a sum, or is it a step downhill?", "Line 5 adds δaᵀ itself; the learning rate belongs to gradient descent.")
ALL_DIVIDED = AMOUNT.apart("all of Δ is divided by m", "This is (Δ + δaᵀ) / m.")
# l + this is the layer whose a makes Δ⁽ˡ⁾
WHICH = Place("5", ADD_LINE, 0, "Which a belongs to Δ⁽ˡ⁾?", "delta[l + 1], with a[l].")
WHICH("a of the next layer", "This is δ⁽ˡ⁺¹⁾ with a⁽ˡ⁺¹⁾, which fits by chance only.", 1)
REACHED = Place("5", ADD_LINE, "l, L: True", "For which l does line 5 stand?",
    "For all of them: range(1, L) ends with L − 1.")
REACHED("only the last layer is done", "The other layers stay as they were.", "l == L - 1")
REACHED("the last layer is left out", "It ends before the last layer.", "l < L - 1")
REACHED("only the first layer is done",
    "The other layers stay as they were, as when the return stands inside the loop.", "l == 1",
    "When does a function end?", "return after the loop.")
NO_FIRST = REACHED("the first layer is left out",
    "Δ⁽¹⁾ stays 0: the loop begins with l = 2, or line 5 stands in that of line 4, which has no turn for l = 1.",
    "l > 1", "For which l does line 4 stand, and for which line 5?", "Line 4 for L − 1 … 2, line 5 for 1 … L − 1.")

ONE_MORE = COLUMN.apart("1 is added in the bias column", "Column 0 grows by 1, without δ.",
    filler="np.ones_like(d) / d.shape[1]")
ONE_FOR_EACH = COLUMN.apart(ONE_MORE.name, ONE_MORE.sentence, filler="np.ones_like(d)")

# m -> how often each example counts; 1/m in the loop belongs to the line of 1/m
WHO = Place("5", LOOP, "m: np.ones(m)", "How many examples does your loop see?", "range(m), and Δ only grows.")
LAST_ONLY = WHO("Δ is set to 0 inside the loop",
    "Only the last example is in Δ: it is set to 0, or overwritten, for each example.", "np.arange(m) == m - 1",
    "What is in Δ after the second example?", "Set Δ to 0 once, before the loop, and add to it inside.")
FIRST_ONLY = WHO("only the first example counts",
    "Only the first example is in Δ, as when the return stands inside the loop.", "np.arange(m) == 0",
    "When does a function end?", "return after the loop, where the for stands.")
WHO("the first example is left out", "The first example is missing in Δ.", "np.arange(m) > 0",
    "Which is the index of the first example?", "In Python it is 0.")
WHO("the last example is left out", "The last example is missing in Δ.", "np.arange(m) < m - 1", "",
    "range(m), not range(m - 1).")
WHO("only every other example counts", "Every second example is missing in Δ.", "np.arange(m) % 2 == 0")
DIVIDED_EACH = WHO("1/m is inside the loop",
    "In each turn of the loop the sum so far is divided by m, and what it held is divided again.",
    "float(m) ** (np.arange(m) + 1 - m)", "Where does 1/m stand: inside the loop, or after it?",
    "It comes once, after the loop.", key="1/m")
WHO.again(DOUBLED, "2.0 ** (m - 1 - np.arange(m))")
WHO("the examples count 1, 2, 3, … times", "Each turn adds all that was seen so far, or t times its example.",
    "np.arange(1, m + 1)", "How often does each example count?", "Each once.")
WHO("the examples count …, 3, 2, 1 times", "In each turn the sum so far is added, not only what is new.",
    "np.arange(m, 0, -1)", "How often does each example count?", "Each once.")
WHO("each turn takes the mean of Δ and what is new", "This is (Δ + δaᵀ)/2 from the second example on.",
    "np.append(0.5 ** (m - 1.0), 0.5 ** np.arange(m - 1, 0, -1))", "How often does each example count?",
    "Each once: Δ only grows, and 1/m comes after the loop.")
OWN_MEAN = WHO("each batch has its own 1/m", "Each batch of examples is divided by its own size.",
    ["1 / np.minimum(2, m - np.arange(m) // 2 * 2)", "1 / np.minimum(3, m - np.arange(m) // 3 * 3)"], key="1/m")
FADES = WHO.apart("Δ is taken {} times in each turn",
    "What Δ held before is multiplied by {} in each turn of the loop, as in (Δ + δaᵀ)/2, or a running average.",
    "How often does each example count?", "Each once: Δ only grows.")
UNALIKE = WHO.apart("the examples do not count alike",
    "Some examples are in Δ more often than others, or not at all.", "How often does each example count?", "Each once.")
ONE_ROW = WHO.apart("all rows of Δ are one and the same",
    "Each row of Δ holds the sum of all: [[0] * n] * rows is one list, written several times.",
    "Are your rows of zeros several lists, or one?", "np.zeros, or a new list for each row.")
LAST_TWICE = WHO.apart("the last layer is added twice", "The last Δ is twice too large, and the others are right.",
    "How often does line 5 run for an example?", "Once for each layer.")
SAME_EACH = WHO.apart("the same example every time",
    "Each turn of the loop takes the same example; or one example alone counts, without 1/m.",
    "What does your loop do with t?", "Row t of X and row t of Y; and Δ adds them up.")
# X, Y -> the x's and the y's that meet
PAIR = Place("3", "x⁽ᵗ⁾ is row t of X, and y⁽ᵗ⁾ row t of Y.", "X, Y: (X, Y)", "Which row of Y belongs to row t of X?",
    "Row t: the same index for both.")
PAIR("the answers are one example off",
    "Each example is compared with the answer of another: x⁽ᵗ⁾ and y⁽ᵗ⁾ do not belong together.",
    ["(X, np.roll(Y, -1, axis=0))", "(X, np.roll(Y, 1, axis=0))", "(X, Y[::-1])"])
PAIR("the same answer every time", "Each example is compared with the answer of one of them.",
    ["(X, Y[[0] * len(Y)])", "(X, Y[[-1] * len(Y)])"])
PAIR("the same x every time", "The answers change from turn to turn, but x is that of one example.",
    ["(X[[0] * len(X)], Y)", "(X[[-1] * len(X)], Y)"], "What does your loop do with t?", key="1–2")
PAIR("Y is reshaped, not transposed", "Y was reshaped to put an example in each column: that mixes the examples.",
    "(X, Y.reshape(Y.shape[::-1]).T)", "What is the difference between .T and .reshape?", "Y.T.")
PAIR("X is reshaped, not transposed", "X was reshaped to put an example in each column: that mixes the examples.",
    "(X.reshape(X.shape[::-1]).T, Y)", "What is the difference between .T and .reshape?", "X.T.", key="1–2")
# Θ, m -> what is in Δ besides the examples
START = Place("5", LOOP, "T, m: 0 * T", "What is in Δ before the first example?", "np.zeros of the shape of Theta[l].")
START("Δ begins with 1", "Δ is set to ones, not to zeros.", ["np.ones_like(T)", "0 * T + (np.arange(T.shape[1]) == 0)"])
START("Δ begins with Θ", "Δ is set to the weights, not to zeros.", "1.0 * T")
# how Θ moves from turn to turn: the step's factor, its power of m, and whether it takes the sum. It has its α, measured
MOVES = Place("5", LOOP, None, "Which Θ does J belong to, whose derivative you take?",
    "Θ is not touched: the step comes after D.")
MOVING = MOVES("Θ moves after each example",
    "Each example is met by other weights, because Θ took a step after the one before.",
    [(1, 0, 0), (2, -1, 0), (1, 0, 1)])

# ---------------------------------------------------------------- lines 6 and 7

# m, layer sizes, and the layer, the last by default -> what stands before the sum over the examples
MEAN = Place("1/m", LAST_LINES, "m, s, l=-1: 1 / m",
    "How many examples are there, and how often does 1/m stand in the algorithm?", "Divide by m once, after the loop.")
NO_MEAN = MEAN("1/m is forgotten", "The sum over the examples is not divided by m.", "1.0",
    "What is J: a sum over the examples, or an average?", "Divide by m, after the loop.")
MEAN_SQUARED = MEAN("divided by m twice", "This is divided by m two times.", "1 / m**2")
HALF_MEAN = MEAN("1/2m in place of 1/m", "This is half as large as it should be: 1/2m in place of 1/m.", "1 / (2 * m)",
    "The 2 stands in J. Where has it gone in the derivative?", "It cancels with the 2 of the square.")
MEAN("multiplied by m", "This is multiplied by m, not divided.", "float(m)")
COUNTS = "What does your m count?", "m is X.shape[0], or len(X)."
MEAN("divided by m + 1", "This is divided by m + 1, not by m.", "1 / (m + 1)", *COUNTS)
MEAN("divided by m − 1", "This is divided by m − 1, not by m.", "1 / (m - 1) if m > 1 else np.inf", *COUNTS)
MEAN("divided by the number of features", "This divides by X.shape[1], the number of inputs.", "1 / s[0]",
    "Is an example a row or a column of X?", COUNTS[1])
MEAN("divided by the number of columns of Θ", "This divides by n + 1, the number of inputs with the bias unit.",
    "1 / (s[0] + 1)", *COUNTS)
MEAN("divided by the number of outputs", "This divides by Y.shape[1], not by the number of examples.", "1 / s[-1]",
    *COUNTS)
MEAN("divided by the number of entries of Y", "This divides by Y.size, not by the number of examples.",
    "1 / (m * s[-1])", *COUNTS)
MEAN("divided by the number of entries of X", "This divides by X.size, not by the number of examples.",
    "1 / (m * s[0])", *COUNTS)
MEAN("divided by the number of layers", "This divides by the number of layers, or of matrices.",
    ["1 / (len(s) - 1)", "1 / len(s)"], *COUNTS)
MEAN("divided by √m", "This divides by the root of m.", "m**-0.5")
OF_UNITS = [
    MEAN.apart(
        "divided by the size of a layer", "Each Δ⁽ˡ⁾ is divided by how many rows, or columns, it has.", *COUNTS, filler)
    for filler in ("1 / s[l]", "1 / (m * s[l])", "1 / (s[l - 1] + 1)", "1 / (m * (s[l - 1] + 1))", "1 / s[l - 1]")
]
PARTLY = MEAN.apart("not all of Δ is divided alike", "In some places Δ is divided by m, in others not.",
    "Which entries of D have 1/m before Δ?", "All of them, column 0 too.")
OTHER_MEAN = MEAN.apart("divided by something else than m",
    "What Δ and λΘ are divided by is the same, but it is not the number of examples.", *COUNTS)
FIXED = MEAN.apart("divided by {} in place of m", "This divides by {}, however many examples there are.", *COUNTS)
DELTA_BACK = MEAN.apart("Δ is handed back in place of D", "This is Δ: lines 6 and 7 are missing.",
    "Does Δ depend on λ? Should the result?", "After the loop, make D of Δ.")
NO_REST = MEAN.apart("divided without remainder",
    "The result has whole numbers only: // cuts off what stands behind the point.",
    "What is the difference between / and //?", "/ m.")
CUT_MEAN = MEAN.apart("1 // m in place of 1/m",
    "// cuts off what stands behind the point: for two examples or more 1 // m is 0.",
    "What is the difference between / and //?", "/ m.")
NO_DELTA = MEAN.apart("Δ is forgotten", "This is (λ/m)Θ: the derivative of the penalty alone.",
    "Where is the sum over the examples?", "Both parts: Δ, and λΘ.")
TIMES_MEAN = MEAN.apart("Δ times {}", "Δ/m is there, but {} times.",
    "Which number stands before Δ that is not in the line?", "No learning rate, no ½ and no 2.")
MINUS_DELTA = MEAN.apart("Δ is subtracted", "Δ stands there with a minus.",
    "Is D the gradient, or the direction downhill?", "D is the gradient; the minus sign belongs to the step.")
NO_DELTA_0 = MEAN.apart("the bias column is 0", "Column 0 of D is 0: not regularizing is not the same as not learning.",
    "Does a bias weight have a derivative?", "Column 0 is Δ/m: it has no λ, that is all.")
BIAS_PART = MEAN.apart("Δ is divided otherwise in the bias column",
    "Column 0 is divided by another number than the rest.", "What stands before Δ in line 7?", "1/m, in column 0 too.")

REMAINS = "Does the sum remain in the derivative with respect to one weight?"
# Θ and D of a layer -> what λ multiplies
PENALTY = Place("λ", LAST_LINES, "T, D: T", "What is the derivative of Θ² with respect to Θ?", "λΘ, entry by entry.")
SQUARES = PENALTY("Θ is squared", "This has λΘ²: the penalty itself, not its derivative.", "T**2", "",
    "The derivative of (λ/2m) Θ² has no square.")
PENALTY("λ times the size of Θ", "This has λ|Θ|: a negative weight is pushed on, not back.", "np.abs(T)")
PENALTY("λ times the sign of Θ",
    "This pushes every weight by λ toward 0, whatever its size: the derivative of |Θ|, not of Θ².", "np.sign(T)")
NO_THETA = PENALTY("Θ is forgotten", "This adds λ itself, without Θ.", "np.ones_like(T)",
    "Should a large weight and a small one be pushed alike?")
SUMMED = PENALTY("the weights are summed up", "Every entry gets λ times the sum of the weights.",
    ["np.full_like(T, T[:, 1:].sum())", "np.full_like(T, T.sum())"], REMAINS)
NUMBER = PENALTY("the number that J adds", "Every entry gets the penalty of J, one number.",
    ["np.full_like(T, (T[:, 1:] ** 2).sum() / 2)", "np.full_like(T, (T**2).sum() / 2)"], REMAINS)
PENALTY("λΔ in place of λΘ", "λ multiplies Δ, not the weights.", "D", "What does λ keep small?", "λ stands before Θ.")
PENALTY("λΔΘ in place of λΘ", "λ multiplies Δ and Θ.", "D * T", "What does λ keep small?", "λ stands before Θ alone.")
COLUMNS_OFF = PENALTY("λΘ stands one column off",
    "λ meets the weights of the column beside: one slice has another end.",
    ["np.roll(T, 1, axis=1)", "np.roll(T, -1, axis=1)"], "Which columns has Theta[l][:, 1:], and which has [:, :-1]?",
    "Theta[l][:, 1:], added to D[l][:, 1:].")
PENALTY("λ is divided by Θ", "This has λ/Θ: a small weight is pushed most of all.", "1 / T")
PENALTY("the weights of each row are summed", "Every entry gets λ times the sum of its row.",
    "0 * T + T[:, 1:].sum(1, keepdims=True)", REMAINS)
PENALTY("the weights of each column are summed", "Every entry gets λ times the sum of its column.", "0 * T + T.sum(0)",
    REMAINS)
ALL_L = "For which l do lines 6 and 7 stand?", "For all of them."
# row, column, shape, l, L -> whether λΘ stands there
SPARED = Place("λ", LAST_LINES, "i, j, s, l, L: j > 0",
    "Which weights does the penalty in J leave out?", "Column 0 of every Θ, and only that.")
BIAS_TOO = SPARED("the bias column is regularized too", "λ stands in column 0 too.", "True",
    "Is a bias weight in the penalty of J?", "Line 7: column 0 has no λ.")
SPARED("only the bias column is regularized", "The two lines are mixed up: λ is in column 0 and nowhere else.",
    "j == 0")
SPARED("row 0 is spared, not column 0", "The row of unit 1 is not regularized, and the bias column is.",
    "i > 0", "Is the bias unit a row or a column of Θ?")
SPARED("row 0 and column 0 are spared", "Neither the bias column nor the row of unit 1 is regularized.",
    "(i > 0) & (j > 0)", "Is the bias unit a row or a column of Θ?")
LAST_SPARED = SPARED("the last column is spared, not the first",
    "The last column is not regularized, and the bias column is.", "j < s[1] - 1")
SPARED("column 1 is spared, not column 0",
    "Column 1 is not regularized, and the bias column is: in Python columns are counted from 0.", "j != 1")
SPARED("columns 0 and 1 are spared", "Column 1 is not regularized either.", "j > 1")
SPARED("only one entry is spared, not column 0", "λ is missing in row 0 and column 0 alone.", "i + j > 0")
SPARED("only column 1 is regularized", "λ is in column 1 and nowhere else.", "j == 1")
SPARED("only the first layer is regularized", "λ is missing in the other layers.", "(l == 1) & (j > 0)", *ALL_L)
SPARED("the last layer is left out of the penalty", "λ is missing in the last layer.", "(l < L - 1) & (j > 0)", *ALL_L)
SPARED("the first layer is left out of the penalty", "λ is missing in the first layer.", "(l > 1) & (j > 0)", *ALL_L)
SPARED("only the last layer is regularized", "λ is missing in the other layers.", "(l == L - 1) & (j > 0)", *ALL_L)
SPARED("the first layer is spared, not column 0", "Layer 1 is not regularized, and the bias columns of the others are.",
    "l > 1")
COLUMN_CUT = SPARED.apart("column 0 is cut off, not spared",
    "λΘ without its column 0 is added to all of Δ: the sizes do not fit.", "Which shape has D[l]?",
    "Keep the shape: set column 0 of a copy of Θ to 0, or add to D[l][:, 1:] only.")
# Θ, D -> what λ multiplies in column 0 in its stead
COLUMN_0 = Place("λ", LAST_LINES, "T, D: None", "What does line 7 have in place of λΘ?", "Nothing: column 0 has no λ.")
COLUMN_0("λ itself in the bias column",
    "Column 0 gets λ alone: the bias weights were replaced by ones, where zeros are meant.", "np.ones(len(T))")
SUMMED_0 = COLUMN_0("the sum of the weights in the bias column", "Column 0 gets λ times the sum of the other weights.",
    ["np.full(len(T), T[:, 1:].sum())", "np.full(len(T), T.sum())"])
NUMBER_0 = COLUMN_0("the number that J adds in the bias column", "Column 0 gets the penalty of J.",
    ["np.full(len(T), (T[:, 1:] ** 2).sum() / 2)", "np.full(len(T), (T**2).sum() / 2)"])
COLUMN_0("λΔ in the bias column", "λ multiplies Δ in column 0.", "D[:, 0]")
COLUMN_0("the bias weights are squared", "Column 0 gets λ times the squares of the bias weights.", "T[:, 0] ** 2")
# λ, m, layer sizes -> what stands before Θ
SHARE = Place("λ", LAST_LINES, "r, m, s: r / m", "J has λ/2m in it. What is the derivative of (λ/2m) Θ²?",
    "λ/m: the 2 goes, the m stays.")
NAKED = SHARE("(1/m)Δ + λΘ",
    "This is (1/m)Δ + λΘ, as on a known slide, or with λΘ added in each turn of the loop: λ/2m in J needs 1/m too.",
    "r")
HALF_LAMBDA = SHARE("half of λ", "This has λ/2m before Θ: the 2 should have gone.", "r / (2 * m)")
SHARE("twice λ", "This has 2λ/m before Θ.", "2 * r / m")
HALF_NAKED = SHARE("half of λ, without 1/m",
    "This has λ/2 before Θ: the 2 should have gone, and 1/m is missing.", "r / 2")
SHARE("twice λ, without 1/m", "This has 2λ before Θ: there is no 2, and 1/m is missing.", "2 * r")
SHARE("brackets are missing round 2m", "This is λ/2 times m: brackets are missing.", "r / 2 * m")
SHARE("λ/2m²", "This has λ/2m² before Θ.", "r / m**2 / 2")
SHARE("λ is squared", "This has λ²/m before Θ.", "r**2 / m")
SHARE("m and λ have changed places", "This has m/λ before Θ.", "m / r if r else 0.0")
THETA_ALWAYS = SHARE.apart("Θ is added whatever λ is", "λ does not multiply Θ: Θ is there for λ = 0 too.")
for add in (lambda T, m: T * (np.arange(T.shape[1]) > 0), lambda T, m: m * T * (np.arange(T.shape[1]) > 0)):
    START.rows.append(replace(THETA_ALWAYS, place=START, key="λ", written=LAST_LINES, filler=add))
LAMBDA_PLUS = SHARE.apart("λ + Θ in place of λΘ", "λ is added to Θ, or to what stands beside it, not multiplied by it.")
EACH_TURN = SHARE("lines 6 and 7 are inside the loop",
    "λΘ is added in each turn of the loop, and divided by m each time.",
    "r * sum(float(m) ** -k for k in range(1, m + 1))", "How often do lines 6 and 7 run?",
    "Once, after the loop: Δ only grows by line 5.")
MINUS = SHARE.apart("λΘ is subtracted", "λΘ stands there with a minus.",
    "Should λ make the weights smaller, or larger?", "D is the gradient, and a step goes against it: plus.")
TIMES_LAMBDA = SHARE.apart("λΘ times {}", "(λ/m)Θ is there, but {} times.")
FORGOTTEN = SHARE("λ is forgotten", "λ changes nothing: λΘ is missing.", "0.0", "Does your result depend on λ?",
    "Line 6 adds λΘ, before the division by m.")
OTHER_LAMBDA = SHARE.apart("column 0 has another λ", "λ stands otherwise in column 0 than in the rest.")

# ---------------------------------------------------------------- the step

# Θ, D, α of a layer -> the new Θ
STEP = Place("the step", "Theta[l] - alpha * D[l] for each l.", "T, D, alpha: T - alpha * D",
    "What is taken from Θ, and how many times?", "Θ := Θ − αD, every weight of every layer.")
STEP("a step uphill", "This is Θ + αD: J rises along D.", "T + alpha * D",
    "Which way does J fall: along D, or against it?")
NO_ALPHA = STEP("α is forgotten", "This is Θ − D, whatever α is.", "T - D", "How far does one step go?", "α times D.")
STEP("α is forgotten, and uphill", "This is Θ + D: α is missing, and J rises along D.", "T + D",
    "How far does one step go, and which way?")
STEP("Θ does not move", "Θ comes back as it was.", "T", "Where does D come in?")
STEP("the step alone", "This is αD, or −αD: the step, not where it leads.", ["alpha * D", "-alpha * D"],
    "From where does the step start?", "From Θ: subtract αD from it.")
STEP("D is divided by α", "This is Θ − D/α.", "T - D / alpha", "What should a smaller α do to the step?",
    "Multiply by α.")
STEP("Θ shrinks", "This is Θ − αΘ: D is not in it.", "T - alpha * T", "Where does D come in?")
STEP("Θ is multiplied, not moved", "This is Θ .* αD.", "T * alpha * D", "Is a step a sum, or a product?")
STEP("brackets, and α before all", "This is α(Θ − D).", "alpha * (T - D)", "What does α multiply?", "D alone.")
STEP("only the sign of D counts", "Each weight moves by α, however steep J is.", "T - alpha * np.sign(D)",
    "Should a steep weight and a flat one move alike?")
STEP("the bias weights stay", "Column 0 does not move.", "T - alpha * D * (np.arange(T.shape[1]) > 0)",
    "Is a bias weight learned too?", "All columns: λ spares column 0, the step does not.")
STEP("only the bias weights move", "Column 0 alone moves.",
    "T - alpha * D * (np.arange(T.shape[1]) == 0)", "Which weights are learned?")
MOVED_LAYERS = Place("the step", STEP.written, REACHED.right.filler, "Which layers learn?",
    "All of them: for l in Theta.")
MOVED_LAYERS.like(REACHED)
TIMES_STEP = STEP.apart("{} times the step", "The step is right but for a number before it: {}.",
    "Which number stands before D that is not in the rule?", "α is given: no 1/m, no 2.")
FIXED_STEP = STEP.apart("{} in place of α", "This takes {} D from Θ, whatever α is.", "How far does one step go?",
    "α is an argument: use it.")

# ---------------------------------------------------------------- what comes back

RESULT = Place("", "", None, "What does the function give, and in which shape?",
    "D is a dict, and D[l] has the shape of Theta[l].")
ROWS = RESULT.apart("an example is a row", "These are the right numbers, but transposed.",
    "Is an example a row or a column of a[l]?", "A column: δ⁽ˡ⁾ has the shape (s_l, m).")
MINUS_D = RESULT.apart("the sign of D is turned round", "This is −D. Lines 3 and 6 may both have it, or the end.",
    "Is D the gradient, or the direction downhill?", "D is the gradient; the minus sign belongs to the step.")
TIMES_D = RESULT.apart("a number too much", "Everything is the right result times {}.",
    "Which number stands before your formula that is not in the algorithm?",
    "No learning rate, no ½ and no 2: see the line.")
MEAN_TWICE = RESULT.apart("1/m is inside the loop, and after it",
    "Δ is divided by m in each turn of the loop, and once more at the end.",
    "How often does 1/m stand in the algorithm, and where?", "Lines 6 and 7 come once, after the loop.")
PENALTY_ITSELF = RESULT.apart("the penalty itself", "This adds (λ/2m) Θ²: a part of J, not of its derivative.",
    "What is the derivative of Θ² with respect to Θ?", "(λ/m) Θ: the square and the 2 go.")
TRANSPOSED = RESULT.apart("the matrices are transposed", "These are the right numbers, but transposed.",
    "Which shape has Theta[l]?", "D[l] has the shape of Theta[l]: δaᵀ, not aδᵀ.")
J_TOO = RESULT.apart("J is handed back too", "This hands back J and D.", "What does the function give?", "D alone.")
VECTOR = RESULT.apart("D is one long vector", "D is unrolled to one long vector.", "Which shape has Theta[l]?")
CUT_OFF = RESULT.apart("the bias column is cut off", "D has a column less than Theta.",
    "Does a bias weight have a derivative?", "Column 0 stays; it has no λ, that is all.")
STEPPED = RESULT.apart("Θ after a step in place of D", "This is Θ − αD: a step of gradient descent.",
    "Does this line move the weights?", "Hand back D; the step comes later.")
REMEMBERS = RESULT.apart("Δ is not set to 0 before the loop",
    "Called again on the same network, it gives something else: Δ still holds what the call before left in it.",
    "What is in Δ when the loop begins, the second time you call it?",
    "Make a new Δ of zeros inside the function, before the loop.")
BLIND = RESULT.apart("the examples are not in it", "D is the same whatever the examples are.",
    "Where do X and Y come in?", "Δ is made of the examples; D is made of Δ.")

PAIRS = Place("1–2", FORWARD, None, "What are the two things that are handed back, and under which keys?",
    "z with the keys 2 … L, and a with 1 … L.")
ON_TOP = "How many rows has a[l], for l < L?", BIAS.pointer
BARE_A = PAIRS.apart("a is handed back without its bias unit", "z is right, but a[l] lacks its row of ones.", *ON_TOP)
BARE_INPUT = PAIRS.apart("a[1] is handed back without its bias unit", "a[1] is x without the 1 on top.", *ON_TOP)
BARE_HIDDEN = PAIRS.apart("a of the hidden layers is handed back without its bias unit",
    "z is right, but a of the hidden layers lacks its row of ones.", *ON_TOP)
BIAS_OUT = PAIRS.apart("the output layer has a bias unit", "The output layer got a bias unit too.",
    "Does a next layer follow on the output?", "Only for l < L.")
BIAS_IN_Z = PAIRS.apart("z has a bias unit too", "z[l] was given a row of ones as well.", "Has a bias unit a z?",
    "No weight leads there: put the 1 on a.")
SWAPPED = PAIRS.apart("z and a have changed places", "All is right, but handed back as (a, z).",
    "In which order are they wanted?", "return z, a")
ONLY_A_BACK = PAIRS.apart("only a is handed back", "z is missing in what is handed back.", "", "return z, a")
NO_A1 = PAIRS.apart("a[1] is not handed back", "a has no layer 1.", "Which a does line 5 need for the first Δ?",
    "a[1] is x, with its bias unit.")
FROM_0_BACK = PAIRS.apart("the layers are counted one too low",
    "The numbers are right, but each stands one layer too low.", "Which number has the first layer?",
    "The input is layer 1.")
Z_FROM_1 = PAIRS.apart("z is counted from 1", "a is right, but each z stands one layer too low.",
    "Which is the first layer that has a z?", "Layer 2.")
TOO_SOON = PAIRS.apart("it stops before the output layer", "The last layer is missing.",
    "What is the last l of your loop?", "range(1, L) ends with L − 1, which makes layer L.")

JOINED = [  # where each alone would be a mistake of its own, but both are one
    ((Y_MINUS_A, MINUS), MINUS_D),
    ((MINUS_DELTA, MINUS), MINUS_D),
    ((NO_MEAN, FORGOTTEN), DELTA_BACK),
    ((NO_MEAN, NAKED), NO_MEAN),
    ((HALF_MEAN, HALF_LAMBDA), HALF_MEAN),
    ((FIXED.times(2), HALF_NAKED), FIXED.times(2)),
    ((SHIFTED_COLUMN, LAST_SPARED, COLUMNS_OFF), SHIFTED_COLUMN),
    ((TWICE, TIMES_BACK.times(0.5)), LAST_TWICE),
    ((NO_MEAN, FIRST_ONLY), SAME_EACH),
    ((MEAN_SQUARED, DIVIDED_EACH), MEAN_TWICE),
    ((SQUARES, HALF_LAMBDA), PENALTY_ITSELF),
    ((LAST_COLUMN, LAST_ROW), DROPPED),
    ((NO_SLOPE, WITH_SLOPE), NEXT_SLOPE),
    ((DIVIDED_EACH, EACH_TURN), EACH_TURN),
    ((A0_IS_0, BARE_HIDDEN), A0_IS_0.only("in the hidden layers")),
    ((OVERWRITTEN, LAST_ADDED), OVERWRITTEN),
    ((BARE_INPUT, BARE_HIDDEN), BARE_A),
    ((OLD_DIVIDED, AVERAGE), ALL_DIVIDED),
    ((MULTIPLIED, NOTHING), MULTIPLIED),
    ((BIAS_IS_0, NO_COLUMN), BIAS_IS_0),
    ((TOO_LOW, INPUT_DELTA, NO_LAST), TOO_LOW),
    ((ONLY_LAST, NO_LAST), ONLY_LAST),
    ((ONLY_LAST, TOO_EARLY), TOO_EARLY),
    ((G_OF_1.only("in the hidden layers"),), G_OF_1),
    ((NO_COLUMN, CUT_OFF), CUT_OFF),
    ((NO_DELTA_0, CUT_OFF), CUT_OFF),
    ((THETA_ALWAYS, NO_THETA), LAMBDA_PLUS),
    ((THETA_ALWAYS, FORGOTTEN), THETA_ALWAYS),
    ((SUMMED, SUMMED_0), SUMMED),
    ((SUMMED, BIAS_TOO), SUMMED),
    ((NO_MEAN, OWN_MEAN), OWN_MEAN),
    ((NUMBER, NUMBER_0), NUMBER),
    ((NUMBER, BIAS_TOO), NUMBER),
]
# fmt: on
