"""Which part of a single line is wrong: output_error, backpropagate_errors, accumulate and regularized_gradient."""

from contextlib import suppress
from itertools import product

import numpy as np

from bpkit import algorithm
from bpkit.check import forms
from bpkit.check import places as at
from bpkit.check.experiments import Box, Marks, Stopped, data, fit, flat, theta
from bpkit.check.marking import NETS, SQUARE, TURNED, backpropagation, settle
from bpkit.check.rows import both
from bpkit.check.running import TimeLimit

# ---------------------------------------------------------------- lines 1 and 2


def forward_propagate(f):
    """Mark f(Theta, x): each z from the learner's own a, each a from the learner's own z. Gives Marks."""
    marks, box, ran, stopped = Marks("1–2"), Box(f, forms.z_and_a), [], []
    for sizes in ((5, 4, 3), (4, 2), (5, 4, 6, 3), (3, 3, 3)):
        for m in (8, 1):
            Theta, x, before = theta(sizes), data(sizes, m)[0].T, list(box.seen.rows)
            try:
                found = box(Theta, x)
            except Stopped:
                stopped.append(len(sizes))
                continue
            if len(sizes) != 3 and box.seen.rows != before and ran:  # what it forgets there, it does not know
                stopped.append(len(sizes))
                box.seen.rows = before
                continue
            ran.append((Theta, x, found))
    if not ran:
        return marks
    if {2, 4} <= set(stopped) and 3 not in stopped:
        marks.say(at.THREE_LAYERS)
    marks.certain = _explain_pass(box, marks, ran)
    settle(box, marks)
    return marks


def _explain_pass(box, marks, ran):
    zs, inputs, hidden, outs = [], [], [], []
    for Theta, x, found in ran:
        h, full, z = x, None, None  # of the layer before; full is its a with the bias unit, if it has that
        for l in range(1, len(Theta) + 2):
            T, before, a, z = Theta.get(l - 1), z, found.get(("a", l)), found.get(("z", l))
            if a is None:
                break
            if z is not None:
                zs.append((z, T, h, full, before))
            (inputs if l == 1 else hidden if l in Theta else outs).append((a, a, z, T, h, full))
            units = len(x) if l == 1 else len(T)
            h = a[len(a) - units :]
            full = a if len(a) > units else None

    def z_of(rows, T, h, full, before):
        weights, bias, shown = rows
        z = weights.filler(T, bias.filler(h) if full is None else full, before)
        return None if z is None else shown.filler(z)

    def a_of(rows, a, z, T, h, full):
        bias, unit = rows
        if T is None:
            z = h
        elif z is None or shown:
            z = T @ (at.BIAS.right.filler(h) if full is None else full)
        made = unit.filler(z)
        return made if len(a) == len(made) else bias.filler(made)

    found_z = fit(box, zs, z_of, at.WEIGHTS, at.BIAS, at.SHOWN)
    shown = found_z and found_z[0][2]
    found_1 = fit(box, inputs, a_of, at.BIAS, at.INPUT)
    found_h = fit(box, hidden, a_of, at.BIAS, at.UNIT)
    units = sorted(at.UNIT.rows, key=lambda row: row != found_h[0][1]) if found_h else at.UNIT
    found_L = fit(box, outs, a_of, at.BIAS.rows[:1], units)
    every = [each[0] for each in (found_z, found_1, found_h, found_L) if each]
    if len(every) < 4:
        marks.say(*(row for rows in every for row in rows))
        marks.wrong("1–2")
        return False
    (weights, bias_z, _), (bias_1, given), (bias_h, unit), (_, out) = every
    if not hidden:
        bias_h, unit = bias_1, out
    marks.say(given, weights, bias_z, shown, *both(bias_1, bias_h, "in layer 1", "in the hidden layers"))
    marks.say(*both(unit, out if outs else unit, "in the hidden layers", "at the output"))
    return True


# ---------------------------------------------------------------- as a part of a whole whose other lines are right


def _inside(whole, lines, here):
    """Mark whole, of which these lines are the learner's. here : a row of another line -> his own for it, or None."""
    found, marks = backpropagation(whole), Marks(*lines)
    if found.lines["4"] is False and not found.certain:
        with suppress(TimeLimit):
            square = backpropagation(whole, SQUARE)  # loops over too few units do not stop elsewhere
            found = square if square.certain else found
    first, *more = lines
    others = [right for line, right in found.lines.items() if line not in more]
    marks.lines = {first: False if False in others else None if None in others else True}
    marks.lines |= {line: found.lines[line] for line in more}
    marks.certain = found.certain
    marks.say(*(ALONE.get(row, row) if row.line in (*lines, "") else here(row) for row in found.rows))
    return marks


# what means nothing in a part, or something else too in the whole
ALONE = {at.BLIND: None, TURNED: at.Y_MINUS_A, at.TWICE: at.TIMES_ERROR.times(2)}


def _sum_of(Theta, a, delta):
    return algorithm.accumulate({l: 0 * T for l, T in Theta.items()}, delta, a)


# ---------------------------------------------------------------- lines 3 and 4


def _judge_errors(box, lines, handed):
    """Marks of lines 3 and 4, or of one. handed : (Theta, a, y) -> what the learner's function is called with."""

    def at_once(Theta, a, y):
        L = len(Theta) + 1
        delta = {L: a[L] - y}
        for l, d in box(*handed(Theta, a, y)).items():
            delta[l or L] = np.broadcast_to(d, (len(Theta[(l or L) - 1]), y.shape[1]))
        for l in range(L - 1, 1, -1):  # what is not handed back is no second mistake
            delta.setdefault(l, (Theta[l].T @ delta[l + 1] * a[l] * (1 - a[l]))[1:])
        return delta

    def one_by_one(Theta, a, y):
        parts = [at_once(Theta, {l: a[l][:, [t]] for l in a}, y[:, [t]]) for t in range(y.shape[1])]
        return {l: np.hstack([part[l] for part in parts]) for l in parts[0]}

    def whole(Theta, X, Y, lambda_):
        a = algorithm.forward_propagate(Theta, X.T)[1]
        Delta = _sum_of(Theta, a, one_by_one(Theta, a, Y.T))
        D = algorithm.regularized_gradient(Delta, Theta, len(X), lambda_)
        return {l: np.float32(D[l]) for l in D} if box.tolerance > 1e-6 else D

    def here(row):
        return at.TIMES_ERROR.times(row.filler(1, NETS[3][0])) if row.place is at.MEAN and row.filler else None

    marks = _inside(whole, lines, here)
    for sizes in NETS[3]:
        Theta, (X, Y) = theta(sizes), data(sizes, 7)
        a = algorithm.forward_propagate(Theta, X.T)[1]
        try:
            many, each = at_once(Theta, a, Y.T), one_by_one(Theta, a, Y.T)
        except Stopped:
            continue
        except TimeLimit:  # what is right one by one, may not be together
            marks.lines, marks.certain = {line: right and None for line, right in marks.lines.items()}, False
            break
        for l in sorted(many, reverse=True):
            if not box.same(many[l], each[l]):  # what one layer hands on to the next is no second mistake
                place = at.TOGETHER_3 if l > len(Theta) else at.TOGETHER_4
                found = fit(box, [(many[l],)], lambda rows: rows[0].filler(each[l]), place)  # noqa: B023
                marks.say(*found[0]) if found else marks.wrong(place.line)
                marks.certain &= bool(found)
                break
        break
    settle(box, marks)
    return marks


def output_error(f):
    """Mark f(a_L, y). Gives Marks."""
    return _judge_errors(Box(f, forms.error), ["3"], lambda Theta, a, y: (a[len(a)], y))


def backpropagate_errors(f):
    """Mark f(Theta, a, y): each δ from the learner's own next. Gives Marks."""
    return _judge_errors(Box(f, forms.errors), ["3", "4"], lambda *given: given)


# ---------------------------------------------------------------- line 5


def accumulate(f):
    """Mark f(Delta, delta, a). Gives Marks."""
    marks, box = Marks("5"), Box(f, forms.by_layer)
    cases, stopped = [], set()
    for sizes, m in product(((5, 4, 3), (5, 4, 6, 3), (4, 2), (3, 3, 3), (3, 3, 4)), (3, 2, 1)):
        rng, L = np.random.default_rng([3, m, *sizes]), len(sizes)
        Delta = {l: rng.normal(size=(sizes[l], sizes[l - 1] + 1)) for l in range(1, L)}
        delta = {l: rng.normal(size=(sizes[l - 1], m)) for l in range(2, L + 1)}
        a = {l: np.vstack([np.ones(m), rng.uniform(0.05, 0.95, (sizes[l - 1], m))]) for l in range(1, L)}
        a[L] = rng.uniform(0.05, 0.95, (sizes[-1], m))
        try:
            part, new = (flat(box({l: c * D for l, D in Delta.items()}, delta, a)) for c in (0, 1))
            cases.append((part, new, Delta, delta, a))
        except Stopped:
            stopped.add(L)
    if cases:
        if {len(a) for *_, a in cases} == {3} and 3 not in stopped:
            marks.say(at.THREE_LAYERS)
        marks.certain = _explain_sum(box, marks, cases)
    settle(box, marks)
    return marks


def _explain_sum(box, marks, cases):
    """What becomes of Δ, and what is added to it."""

    def left(rows, Delta, delta, a):
        return flat({l: rows[0].filler(D, delta[l + 1], a[l]) for l, D in Delta.items()})

    def added(rows, Delta, delta, a):
        part, examples, reached, column, which = rows
        made = {}
        for l, D in Delta.items():
            d = delta[l + 1]
            made[l] = part.filler(*examples.filler(d, a[l + which.filler]))
            if made[l] is None or made[l].shape != D.shape:
                return None
            if column:
                rest = made[l][:, 1:]
                made[l] = np.column_stack([column.filler(d, rest[..., None], D[:, :1], 1.0).sum(1), rest])
            made[l] = reached.filler(l, len(a)) * made[l]
        return flat(made)

    seen, all_times = [(new - part, *given) for part, new, *given in cases], 1.0
    old = fit(box, seen, left, at.OLD)
    if not old and (old := fit(box, seen, left, at.OLD.rows[:1], scaled="alike")):
        all_times = old[1][0]
    if not old:
        marks.wrong("5")
        return False
    marks.say(*old[0], *box.said(all_times, at.TIMES_D))
    if all(box.zero(part, new - part) for part, new, *_ in cases):
        marks.say(at.NOTHING)
        return True
    columns = [*at.COLUMN.rows, at.ONE_MORE, at.ONE_FOR_EACH]
    seen = [(part / all_times, *given) for part, _, *given in cases]
    found = fit(box, seen, added, at.PART, at.EXAMPLES, at.REACHED, columns, at.WHICH, scaled=True)
    if not found:
        marks.wrong("5")
        return False
    rows, numbers = found
    marks.say(*rows)
    # of one example alone nothing may be left
    by_m = {a[1].shape[1]: k for (*_, a), k in zip(cases, numbers) if a[1].shape[1] > 1 or not rows[1]}
    sign = np.sign(numbers[0])
    amounts = [row for row in at.AMOUNT.rows if all(box.same(k, sign * row.filler(m)) for m, k in by_m.items())]
    marks.say(at.SUBTRACTED if sign < 0 else None, *(amounts[:1] or [at.TIMES_PART.times(numbers[0])]))
    return bool(amounts) or all(box.same(k, numbers[0]) for k in numbers)


# ---------------------------------------------------------------- lines 6 and 7


def regularized_gradient(f):
    """Mark f(Delta, Theta, m, lambda_). Gives Marks."""

    def whole(Theta, X, Y, lambda_):
        a = algorithm.forward_propagate(Theta, X.T)[1]
        Delta = _sum_of(Theta, a, algorithm.backpropagate_errors(Theta, a, Y.T))
        return f(Delta, Theta, len(X), lambda_)

    def here(row):  # Δ is given: what is wrong with it is wrong here
        return at.TIMES_MEAN.times(row.number) if row.number else AS_MEAN.get(row.name)

    return _inside(whole, ["1/m", "λ"], here)


AS_MEAN = {at.Y_MINUS_A.name: at.MINUS_DELTA, at.TWICE.name: at.TIMES_MEAN.times(2)}
AS_MEAN |= {at.NO_COLUMN.name: at.NO_DELTA_0}


# ---------------------------------------------------------------- the step


def step(f):
    """Mark f(Theta, D, alpha), a step of gradient descent. Gives Marks."""
    marks, box = Marks("the step"), Box(f, forms.by_layer)
    cases = []
    try:
        for sizes in ((5, 4, 3), (4, 2), (2, 3, 2, 5)):
            for alpha in (0.3, 1.7):
                Theta, D = theta(sizes), theta(sizes, seed=1)
                cases.append((flat(box(Theta, D, alpha)) - flat(Theta), Theta, D, alpha))
    except Stopped:
        return marks

    def moved(rows, Theta, D, alpha):
        to, where = rows
        return flat({l: where.filler(l, len(Theta) + 1) * (to.filler(T, D[l], alpha) - T) for l, T in Theta.items()})

    found = fit(box, cases, moved, at.STEP, at.MOVED_LAYERS)
    found = found or fit(box, cases, moved, at.STEP.rows[:1], at.MOVED_LAYERS, scaled="alike")
    fixed = not found and fit(box, cases, moved, [at.NO_ALPHA], at.MOVED_LAYERS, scaled="alike")
    if found:
        rows, (k, *_) = found
        marks.say(*rows, *box.said(k, at.TIMES_STEP))
        marks.certain = True
    elif fixed and fixed[1][0] > 0:
        (_, layers), (k, *_) = fixed
        marks.say(at.FIXED_STEP.times(k), layers)
        marks.certain = True
    else:
        marks.wrong("the step")
    settle(box, marks)
    return marks
