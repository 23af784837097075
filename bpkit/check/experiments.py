"""A learner's function as a black box, and the one way in which a row is found: it computes what was seen there."""

from functools import cache
from itertools import combinations, product

import numpy as np

from bpkit.check import places as at
from bpkit.check import running
from bpkit.check.forms import Seen
from bpkit.check.probes import fresh


class Stopped(Exception):
    """The function raised, or gave what is no result."""


class Box:
    """f, called as often as an experiment needs; form : (Seen, value, *given) -> its result as {key: matrix}.

    What is wrong with the form alone is a row of seen, once, and put right, so that it hides nothing else.
    """

    def __init__(self, f, form):
        self.f, self.form, self.seen = f, form, Seen()
        self.error = None  # with which it stopped last
        self.change = None  # of what it gives: where that is Θ − D
        self.late = False  # its time is over
        self.twice = False  # one example alone gives nothing: it is asked of twice the same

    @property
    def tolerance(self):
        return 3e-3 if self.seen.loose else 1e-6

    def __call__(self, *given):
        if self.twice and len(given[1]) == 1:
            Theta, *one, lambda_ = given
            return {l: 2 * D for l, D in self(Theta, *(np.vstack([each, each]) for each in one), lambda_).items()}
        self.seen.fits = True
        try:
            found = self.form(self.seen, self.f(*map(fresh, given)), *given)
        except KeyboardInterrupt:
            raise
        except running.TimeLimit:
            self.late = True
            raise
        except BaseException as error:  # whatever a learner's function raises
            self.error = error
            raise Stopped from error
        if self.change:
            found = self.change(found, *given)
        if not self.seen.fits or not all(np.isfinite(each).all() for each in found.values()):
            raise Stopped
        return found

    def runs(self, *given):
        try:
            self(*given)
        except Stopped:
            return False
        return True

    def same(self, mine, other, slack=1.0):
        """Whether two arrays are the same, to the box's own accuracy, seen from the larger."""
        mine, other = np.asarray(mine, float), np.asarray(other, float)
        if mine.shape != other.shape:
            return False
        with np.errstate(all="ignore"):
            size = max(1e-9, np.abs(other).max(initial=0), np.abs(mine).max(initial=0))
            return bool(np.abs(mine - other).max(initial=0) <= slack * self.tolerance * size < np.inf)

    def said(self, number, row, minus=None, slack=1.0):
        """What is said of a number: minus, where it is below 0, and row, where it is neither 1 nor −1."""
        rows = [minus] if minus and number < 0 else []
        return rows if self.same(abs(number), 1, slack) else [*rows, row.times(number)]

    def zero(self, mine, beside):
        return np.abs(mine).max(initial=0) <= self.tolerance * max(1e-6, np.abs(beside).max(initial=0))


# ---------------------------------------------------------------- the networks


@cache
def theta(sizes, seed=0):
    """Weights with which each unit's z is as often above 0 as below it, so that no two functions are the same there."""
    rng = np.random.default_rng([seed, *sizes])
    h, Theta = data(sizes, 8, seed)[0].T, {}
    for l, (a, b) in enumerate(zip(sizes, sizes[1:]), 1):
        T = Theta[l] = rng.uniform(-1.3, 1.3, (b, a + 1))
        T[:, 0] = rng.uniform(0.1, 0.5, b) * rng.choice([-1, 1], b) - np.median(T[:, 1:] @ h, axis=1)
        h = at.g(T[:, 1:] @ h + T[:, :1])
    return Theta


@cache
def data(sizes, m, seed=0):
    rng = np.random.default_rng([seed, m if seed else 0, *sizes])
    X, Y = rng.normal(0, 1.2, (8, sizes[0])), rng.uniform(0.05, 0.95, (8, sizes[-1]))
    return X[:m], Y[:m]


def once(f):
    """f of two arrays, which is asked of each pair only once."""
    known = {}

    def asked(x, y):
        key = x.tobytes() + y.tobytes()
        if key not in known:
            known[key] = f(x, y)
        return known[key]

    return asked


def flat(D, where=slice(None)):
    return np.concatenate([D[l][:, where].ravel() for l in sorted(D)])


# ---------------------------------------------------------------- finding a row


def simplest(*places, most=2):
    """A row of each place, or list of rows: all the first, then with one other, and so on up to most others."""
    rows = [getattr(place, "rows", place) for place in places]
    for n in range(min(most, len(rows)) + 1):
        for others in combinations(range(len(rows)), n):
            yield from product([n], *(each[1:] if k in others else each[:1] for k, each in enumerate(rows)))


def fit(box, cases, make, *places, scaled=False, slack=1.0, most=2):
    """The first rows, one of each place, for which make is what was seen in every case; or None.

    cases : (seen, *given) each. make : (rows, *given) to the same, or None where it cannot be. scaled : up to a number
    for each case, or "alike", up to one for all; of one case ±1 is better, if that needs one mistake more at most.
    most : of other rows than the first. Gives (rows, the numbers).
    """
    found, level = None, np.inf
    for n, *rows in simplest(*places, most=most):
        if n > level + 1:
            break
        rows, numbers = tuple(rows), []
        for seen, *given in cases:
            with np.errstate(all="ignore"):
                made, number = make(rows, *given), 1.0
                if scaled and made is not None:
                    size = np.vdot(made, made)
                    number = np.vdot(made, seen) / size if size else 1.0
            if made is None or not number or not box.same(seen, number * made, slack):
                break
            numbers.append(number)
        else:
            if scaled == "alike" and not all(box.same(k, numbers[0], slack) for k in numbers):
                continue
            if len(cases) != 1 or box.same(abs(numbers[0]), 1, slack):
                return rows, numbers
            if found is None:
                found, level = (rows, numbers), n
    return found


class Marks:
    """What was found. lines : as a report has them; rows : the mistakes; certain : together they explain all."""

    def __init__(self, *keys):
        self.lines, self.rows, self.certain, self.left = dict.fromkeys(keys), [], False, set()
        self.apart, self.dark = set(), set()  # the lines that are wrong in a way that no row has

    def say(self, *rows):
        """Enter rows; a right one is none."""
        for row in filter(lambda row: row is not None, rows):
            if row and row not in self.rows:
                self.rows.append(row)
            self._judge(row.line, not row)

    def take(self, other):
        """Enter all that another Marks has."""
        self.rows += [row for row in other.rows if row not in self.rows]
        self.apart |= other.apart
        for line, right in other.lines.items():
            if right is not None:
                self._judge(line, right)

    def _judge(self, line, right):
        """A line that was found wrong, or left open, does not become right."""
        if line in self.lines and not (line in self.left and right):
            self.lines[line] = self.lines[line] is not False and right

    def wrong(self, line, others=False):
        """It is wrong, in a way that no row has. others : True where what rests on it can be judged all the same."""
        self.lines[line] = False
        self.dark.add(line)
        if others:
            self.apart.add(line)

    def leave(self, line):
        """It cannot be judged, nor what rests on it."""
        self.lines[line] = None
        self.left.add(line)

    def retract(self, place):
        """The rows of a place are not said: they may be half of a mistake that was not seen as a whole."""
        kept = [row for row in self.rows if row.place is not place]
        if kept != self.rows and place.line not in {row.line for row in kept}:
            self.lines[place.line] = None
        self.rows = kept

    def join(self, parts, row):
        """Rows that are one mistake together become that one. True if they were all there."""
        names = {(part.line, part.name) for part in parts}
        if together := names <= {(each.line, each.name) for each in self.rows}:
            self.rows = [each for each in self.rows if (each.line, each.name) not in names] + [row]
            if row.line in self.lines:  # the other lines had no more than their part in it
                right = None if row is at.DELTA_BACK else True
                self.lines |= dict.fromkeys({part.line for part in parts} - {each.line for each in self.rows}, right)
        return together
