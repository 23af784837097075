"""Each mistake as a function: a wrong whole algorithm, or a wrong J, made of its row."""

from dataclasses import fields

from bpkit.check import costs, results, rows
from bpkit.check import places as at
from bpkit.check.whole import Whole, penalty_of

PARTS = {}  # by place, the parts of Whole in which its rows stand
for part in fields(Whole):
    if isinstance(part.default, rows.Row):
        PARTS.setdefault(part.default.place, []).append(part.name)
ONLY = {"in layer 1": {"first"}, "in the hidden layers": {"bias", "unit"}, "at the output": {"out"}}
NUMBERS = {at.Y_MINUS_A: {"number": -1.0}, at.TWICE: {"number": 2.0}, at.FROM_OUTPUT: {"deeper": at.FROM_OUTPUT}}
NUMBERS |= {at.MINUS_BACK: {"number_4": -1.0}, at.MOVED: {"way_back": 0.5}, at.MOVING: {"moves": (0.5, (1, 0, 0))}}
PENALTIES = (at.SPARED, at.PENALTY, at.COLUMN_0, at.SHARE)


def made_of(row):
    """The rows that are together this one, or that alone."""
    return next((parts for parts, joined in at.JOINED if joined == row), (row,))


def whole(*mistakes):
    """backpropagation with these mistakes in it; or None, where two are in one place, or one is no part of it."""
    parts, penalty, who, mean = {}, {}, at.WHO.right, at.MEAN.right
    for row in (part for each in mistakes for part in made_of(each)):
        if row in NUMBERS:
            new = dict(NUMBERS[row])
        elif row.place in PARTS and row.filler and row not in (at.Z_FLIPPED, at.Z_GOES_ON):
            new = {key: row for key in PARTS[row.place] if not row.where or key in ONLY[row.where]}
        elif row.place in PENALTIES and row.filler:
            if row.place in penalty:
                return None
            penalty[row.place], new = row, {}
        elif row.place is at.WHO and not who:
            who, new = row, {}
        elif row.place is at.MEAN and row.filler and not mean:
            mean, new = row, {}
        else:
            return None
        if parts.keys() & new:
            return None
        parts |= new
    if who or mean:
        parts["who"] = ((slice(None), who, mean.filler),)
    if penalty:
        spared, base, column, share = (penalty.get(place, place.right) for place in PENALTIES)
        parts["penalty"] = penalty_of(spared, base, column, share.filler)
    return Whole(**parts)


def cost(before=costs.BEFORE.right, squares=costs.SQUARES.right):
    """J with a mistake before the sum, or in the penalty."""

    def J(Theta, X, Y, lambda_=0.0):
        m = len(X)
        entropy = before.filler * costs.entropy(costs.output(Theta, X), Y.T)
        return entropy / m + lambda_ / (2 * m) * squares.filler(Theta)

    return J


def places(module):
    """The tables of a module, in its order."""
    return [value for value in vars(module).values() if isinstance(value, rows.Place)]


TABLES = [*places(at), *places(costs), *places(results)]
ROWS = [row for place in TABLES for row in [*place.rows[1:], *place.more]]  # all that the checks know
