"""What any function may do: stop, hand back nothing, or spoil its right result. A row each, for all functions."""

from functools import partial

import numpy as np

from bpkit.check import rows

Place = partial(rows.Place, globals())

# fmt: off
# ---------------------------------------------------------------- what shows as trouble

STOPS = Place("", "", None, "Does your function only read its arguments?",
    "Where a line says x[…] = … or x += …, take a copy before: x = x.copy().")
CHANGED = STOPS.apart("an argument is changed",
    "The function changes what it was given, and the caller's own array with it.")
CHANGED_FIRST = STOPS.apart("an argument is changed before it is used",
    "What comes back is right for the changed argument, not for the one that was handed in.")
NO_RETURN = STOPS.apart("a return is missing", "The function computes something, but hands nothing back.",
    "What does a function give that has no return?", "Its last line begins with return, and stands in no loop.")
TOO_FAR = STOPS.apart("an index goes too far",
    "A loop goes one too far, or an array is smaller than it should be, as without its bias unit.",
    "Which is the last index of an axis with n entries?",
    "Print the shape before the loop; in Python n entries have the indices 0 … n − 1.")
FROM_0 = STOPS.apart("the layers are counted from 0", "This looks for layer 0, which there is not.",
    "Which number has the first layer, and the first matrix of Theta?",
    "Layers are counted from 1, and so are the keys: Theta[1], a[1], delta[2], Delta[1].")
NO_LAYER = STOPS.apart("a layer is not there, or not yet",
    "This looks for a layer that does not exist, or that has not been computed yet.",
    "Which keys are there when this line runs?",
    "z and delta have the layers 2 … L, a has 1 … L, Theta, Delta and D have 1 … L − 1.")
FEW_LAYERS = STOPS.apart("L is one too small", "There is one layer more than there are matrices in Theta.",
    "How many layers does one matrix join?", "L = len(Theta) + 1.")
EMPTY = STOPS.apart("a dict begins with nothing", "This looks for a layer in a dict that is still empty.",
    "What has been put into it before this line?",
    "Make each layer as a whole first: D[l] = …; and Δ of zeros, Delta = {l: np.zeros_like(Theta[l]) for l in Theta}.")
WHOLE_DICT = STOPS.apart("a dict as a whole, not one layer of it",
    "A dict of all layers, or a mere number, stands where the matrix of one layer is meant.",
    "Which layer does this line speak of?", "Theta[l], a[l], delta[l]: name the layer.")
NO_DICT = STOPS.apart("an array is taken for a dict of layers",
    "What is handed in is one array, and this looks for layers in it.",
    "Which arguments are dicts by layers, and which are arrays?",
    "Theta, a, delta, Delta and D are dicts; x, y, X, Y and a_L are arrays.")
NO_LAYERS = STOPS.apart("no dict by layers is handed back",
    "One matrix or number comes back, where there should be a matrix for each layer.",
    "For how many layers is the result wanted?", "Hand back a dict with a matrix for each l.")
TWO_THINGS = STOPS.apart("the gradient is handed back too", "This hands back two things: J, and something more.",
    "What does cost give?", "One number, J.")
LOG_OF_NEGATIVE = STOPS.apart("the logarithm of a negative number",
    "A logarithm met a negative number, as z is, or infinity stands somewhere: h must lie between 0 and 1.",
    "Between which numbers must h lie?", "The last layer applies g like all the others: h = a[L].")
LOG_OF_0 = STOPS.apart("the logarithm of 0",
    "A logarithm met 0, or something was divided by 0: it was taken of y, or of an h that was rounded.",
    "Which of h and y is never exactly 0?", "The logarithm is of h, as it comes out of g.")
NOT_DEFINED = STOPS.apart("a name that is not there",
    "A name is used that nothing was given to: it is misspelled, or its import or its cell was not run.",
    "Where does this name get its value?",
    "For np, run import numpy as np first; for a function of yours, run its cell.")
STUB = STOPS.apart("a function that gives nothing yet",
    "None, or the … of a stub, stands where a number is meant: what is called is not written yet, or has no return.",
    "What does each function give that is called here?", "Write it first, and run its cell.")
OUTSIDE = STOPS.apart("a name from another cell",
    "A name is used that is no argument and is not made in the function: it is what another cell left there.",
    "Where does each name in this line get its value?", "The arguments are those behind def: use their names.")
NO_STAR = STOPS.apart("* is missing before a bracket",
    "Python takes a(1 - a) for a call of a function a.", "How does Python write a product?", "a * (1 - a).")
CARET = STOPS.apart("^ in place of **", "In Python ^ is no power.", "How does Python write a square?", "x**2.")
SHADOWED = STOPS.apart("a name that means something else by now",
    "A variable has the name of what is called here, and hides it.",
    "Which of your variables has the same name as a function or a module?", "Give the variable another name.")
AGAIN = STOPS.apart("it remembers the call before", "Called again on the same network, it gives something else.",
    "What of the first call is still there when the second begins?",
    "Make everything new inside the function: Δ too, of zeros.")
UNSTEADY = STOPS.apart("another result each time",
    "Called again on the same network, it gives something else: something in it is random, or is kept from before.",
    "Which number in it is not the same the second time?",
    "Use no random numbers, and make everything new inside the function.")
SHARED = STOPS.apart("the result is made outside",
    "Each call hands back the same dict or array: it is not made inside the function.",
    "Which line of your function makes what it hands back?", "Begin with a new one inside the function, as in D = {}.")
ENDLESS = STOPS.apart("a loop that never stops", "It did not end in time.", "What ends your loop?",
    "Count with range, or change what while asks for.")
TAKEN = Place("", "", "Theta, X, Y, *more: (Theta, X, Y, *more)", "Which shape has X?", "Row t of X is example t.")
TAKEN("an example is taken for a column", "X has an example in each row, but this takes the columns for examples.",
    ["(Theta, X.T, Y.T, *more)", "(Theta, X.T, Y, *more)"])
TAKEN("X and Y have changed places", "What should be X is taken for Y.",
    "(Theta, Y, X, *more)", "In which order do the arguments come?", "Theta, X, Y, lambda_.")
# where no row fits
UNKNOWN = "What does each name hold there?", "Print it before that line, with its shape."
ANYWHERE = ("Which of your numbers is the first that is not right?",
    "Work the network below by hand, or go through it in the Stepper, and print yours.")
UNEQUAL = Place("", "", None, "Which shapes have the two, and which should they have?",
    "Print both shapes before that line, and write down what each axis counts.")
BIAS_IN_ONE = UNEQUAL.apart("the bias row is in one of the two only",
    "Element by element, one of the two has a row or a column more: that of the bias unit.",
    "Which of the two has the bias unit in it?", "Drop its row with [1:], its column with [:, 1:], or keep it in both.")
STAR = UNEQUAL.apart("* in place of @", "Element by element the two do not fit; as a matrix product they would.",
    "Which sign is the matrix product in Python?", "@ is the product; * multiplies element by element.")
OUTER = UNEQUAL.apart("np.outer of several examples",
    "One of the two is as many times too large, both ways, as there are examples: np.outer lays them side by side.",
    "How many columns have delta[l + 1] and a[l] here?",
    "delta[l + 1] @ a[l].T is the outer product of one example, and the sum of those of several.")
BIAS_IN_PRODUCT = UNEQUAL.apart("a product that is one off",
    "In the product one has a row or a column more: that of the bias unit.",
    "Which of the two has the bias unit in it?",
    "Theta[l] has a column for it: a[l] needs its row of ones going forward, and δ has none.")
TURNED = UNEQUAL.apart("a product that fits if one is transposed",
    "The two do not fit, but they would with .T at one of them.", "Which axis is summed over?",
    "Put .T at the one that lies on its side.")
SINGLE = UNEQUAL.apart("a single 1 for several examples",
    "Of what is put together one has a single column, or row, and the other several: each example needs its own 1.",
    "How many examples are there?", "np.ones((1, m)) on top, where m is x.shape[1].")
MISFIT = UNEQUAL.apart("shapes that do not fit", "The two arrays do not fit.")

# what helps where a layer is missing, or a shape is wrong, and no row says why
FORM = ("Which layers should it hand back, and what do the rows and the columns of each count?",
    "Print the shapes: a row for each unit, a column for each example; of Δ and D, as Θ.")
EXPLAINED = (None, TOO_FAR, FROM_0, NO_LAYER, WHOLE_DICT, NO_LAYERS, TWO_THINGS, *UNEQUAL.more)  # by what marking finds
# ---------------------------------------------------------------- the right result, spoiled

# a right matrix, its rows and columns -> what it becomes
SPOILED = Place("", "", "D, i, j: D", "What are the first and the last value of your loop?",
    "range(n) ends with n − 1, and range(1, L) with L − 1.")
SPOILED("the first row is left out", "Everything else is right; there the result is 0.", "D * (i > 0)")
SPOILED("the last row is left out", "Everything else is right; there the result is 0.", "D * (i < len(D) - 1)")
SPOILED("the last column is left out", "Everything else is right; there the result is 0.", "D * (j < D.shape[1] - 1)")
CUT = SPOILED("cut to whole numbers", "What stands behind the point is lost: an array of whole numbers was filled.",
    "np.trunc(D)", "Of which dtype is the array that you fill?",
    "np.zeros makes floats; dtype=int, or an array made of whole numbers, cuts.")
SPOILED("the result is rounded", "The numbers are right, but rounded.",
    ["np.round(D)", "np.round(D, 1)", "np.round(D, 2)", "np.round(D, 3)", "np.round(D, 4)"],
    "How many digits has your result?", "Hand back the numbers as they are.")
SPOILED("the sign is lost", "The numbers are right, but without their signs.", "np.abs(D)",
    "May the result be negative?", "Leave out the absolute value.")
SPOILED("the sign is turned round", "The numbers are right, but each has the other sign.", "-D",
    "Which way does it point?", "Leave out the minus.")
SPOILED("the result is squared", "These are the squares of the right numbers.", "D**2",
    "Is there a square in the line?", "Leave out the square.")
# all of them, by key
CHANGES = Place("", "", "found: found", SPOILED.question, SPOILED.pointer)
CHANGES("a layer is not handed back",
    "What is there is right, but not all the layers are: a loop ends, or returns, too early.",
    ["dict([*found.items()][1:])", "dict([*found.items()][:-1])", "dict([*found.items()][:1])"])
CHANGES("the layers are in reverse order", "The numbers are right, but the first layer's stand last.",
    "dict(zip(found, [*found.values()][::-1]))", "Under which key must each layer stand?",
    "Write down the keys for a network of three layers, and compare.")
CHANGES.like(SPOILED,
    lambda of: lambda found: {key: of(D, *np.ogrid[: len(D), : D.shape[1]]) for key, D in found.items()})
# fmt: on
