"""Which part of a learner's J, or of the numerical gradient, is wrong."""

from dataclasses import replace
from functools import cache, partial

import numpy as np

from bpkit.check import costs, forms
from bpkit.check import places as at
from bpkit.check.experiments import Box, Marks, Stopped, data, fit, flat, once, theta
from bpkit.check.marking import divisor, fixed, join_mean, settle
from bpkit.check.rows import both
from bpkit.check.running import TimeLimit
from bpkit.check.whole import sizes_of

# ---------------------------------------------------------------- what J does

NETS = ((6, 5, 4), (4, 2), (5, 4, 6, 3), (5, 4, 1), (3, 3, 3))
COUNTS = (3, 2, 4)


def cost(f):
    """Mark f(Theta, X, Y, lambda_), which gives J. Gives Marks."""
    marks, box = Marks("the sum", "1/m", "λ"), Box(f, forms.one_number)

    def J(Theta, X, Y, r):
        return box(Theta, X, Y, r)["J"].item()

    tries = (3, 1.5), (2, 1.5), (1, 0.0)  # m, λ: a Y that is not transposed stops only where m is neither 1 nor K
    nets = [sizes for sizes in NETS if all(box.runs(theta(sizes), *data(sizes, m), r) for m, r in tries)]
    if not nets:
        return marks
    if nets == [NETS[0]]:
        marks.say(at.THREE_LAYERS)
    try:
        always = _always(J, marks, nets[0])
        penalty = _penalty(box, J, marks, nets)
        loss = _loss(box, J, marks, nets, always)
        if penalty and loss:
            marks.certain = all(
                box.same(
                    J(Theta, X, Y, r), loss(Theta, X, Y) + always(Theta) + box.seen.count * penalty(Theta, r, m), 10
                )
                for net in nets
                for seed, m, r in ((1, 1, 0.0), (2, 3, 0.7), (3, 2, 2.0))
                for Theta, (X, Y) in [(theta(net, seed), data(net, m, seed))]
            )
    except (Stopped, ValueError):
        pass
    except TimeLimit:
        if marks.lines["1/m"] is None:
            marks.retract(costs.RATE)
    said = {row.filler: before_penalty(row) for row in [*costs.AVERAGE.rows, *marks.rows]}
    said[at.NO_MEAN.filler] = costs.RATE_NO_MEAN
    join_mean(marks, costs.AVERAGE, lambda row: said[row.filler], "before the sum")
    marks.join((costs.TWICE_SUM, costs.TWICE_RATE), costs.TIMES_J.times(2))
    for row in [row for row in marks.rows if row.number]:
        marks.join(
            (costs.TIMES_SUM.times(row.number), costs.TIMES_PENALTY.times(row.number)), costs.TIMES_J.times(row.number)
        )
    settle(box, marks)
    return marks


def before_penalty(row):
    """A row of 1/m, where it stands in the penalty alone."""
    return replace(row.only("before the penalty"), place=costs.RATE)


def _penalty(box, J, marks, nets):
    """J(λ) − J(0), for several weights, λ and m; on four layers too, where the first and the last are not all."""
    keys = [(net, s, r, m) for net in nets[:3] for s in (0, 1) for r, m in ((1.5, 3), (0.6, 3), (1.5, 2), (0.6, 4))]
    values = []
    for net, seed, r, m in keys:
        Theta, (X, Y) = theta(net, seed), data(net, m, seed)
        values.append((J(Theta, X, Y, r) - J(Theta, X, Y, 0.0)) / box.seen.count)
    if np.abs(values).max() < 1e-9:
        marks.say(costs.NO_PENALTY)
        return lambda Theta, r, m: 0.0

    def added(rows):
        return np.array([rows[1].filler(r, m, net) * rows[0].filler(theta(net, seed)) for net, seed, r, m in keys])

    found = fit(box, [(np.array(values),)], added, costs.SQUARES, costs.RATE, scaled=True, slack=10)
    if not found:
        marks.wrong("λ")
        return None
    (of, rate), (k,) = found
    if rate is costs.RATE_NO_MEAN and (by := divisor(box, [abs(k)], 10)):
        rate, k = replace(before_penalty(fixed(by)), filler=lambda r, *_: r / (2 * by)), np.sign(k)
    marks.say(of, rate, *box.said(k, costs.TIMES_PENALTY, costs.MINUS_PENALTY, 10))
    return lambda Theta, r, m: k * rate.filler(r, m, sizes_of(Theta)) * of.filler(Theta)


def _always(J, marks, sizes):
    """What of the squares is there for λ = 0 too: J of a network whose output does not depend on a weight."""
    Theta, (X, Y) = {l: T.copy() for l, T in theta(sizes).items()}, data(sizes, 2)
    if len(Theta) > 1:
        Theta[2][:, 1] = 0  # hidden unit 1 is cut off: its own weights change nothing but the penalty
        other = {**Theta, 1: Theta[1].copy()}
        other[1][0] += 0.7
        apart = J(other, X, Y, 0.0) - J(Theta, X, Y, 0.0)
        for row in costs.SQUARES.rows if abs(apart) > 1e-9 else ():
            part = row.filler(other) - row.filler(Theta)
            k = apart / part if part else 0
            if any(abs(k - c) < 1e-4 for c in (1, 0.5, 0.25)):
                marks.say(costs.ALWAYS)
                return lambda Theta: k * row.filler(Theta)
    return lambda Theta: 0.0


def _loss(box, J, marks, nets, always):
    """What one example gives, made of the learner's h and y; and which examples count; or None."""
    sizes = nets[0]
    Theta, (X, Y) = theta(sizes), data(sizes, 6)
    rest = always(Theta)
    one = once(lambda x, y: J(Theta, x[None], y[None], 0.0) - rest)
    alone = np.array([one(x, y) for x, y in zip(X, Y)])
    if box.same(alone, np.full(6, alone[0])):  # neither X nor Y is in it
        marks.wrong("the sum")
        return None

    @cache
    def h_of(bias, unit, out):
        return costs.output(Theta, X, bias, unit, out)

    def losses(rows):
        loss, bias, unit, out = rows
        h = h_of(bias, unit, out)
        return np.array([loss.filler(h[:, [t]], Y[[t]].T) for t in range(6)], float)

    found = fit(box, [(alone,)], losses, costs.LOSS, at.BIAS, at.UNIT, at.UNIT, scaled=True, slack=10)

    def sets(m):
        return [[(s + k * (1 + s // 3)) % 6 for k in range(m)] for s in range(6)]

    def added(pair, who, X, Y, one):
        xs, ys = pair.filler(X, Y)
        weights = who.filler(len(X)) if not pair else np.ones(len(xs))
        return sum(w * one(x, y) for w, x, y in zip(weights, xs, ys))

    def summed(rows, m):
        return np.array([added(*rows, X[t], Y[t], one) for t in sets(m)])

    many = [(np.array([J(Theta, X[t], Y[t], 0.0) - rest for t in sets(m)]), m) for m in COUNTS]
    counted = fit(box, many, summed, costs.CROSSWISE, costs.COUNTED, scaled=True, slack=10)
    if not counted:
        marks.say(*(found[0] if found else ()))
        if not found or any(found[0]):
            marks.wrong("the sum")
        else:  # each example alone is right: it is how they are added up, or by what that is divided
            marks.leave("the sum")
            marks.leave("1/m")
        return None
    (pair, who), c = counted
    if not found:
        marks.say(pair, who)
        marks.wrong("the sum")
        return None
    rows, (k,) = found
    times = np.array([*(k * c_m for c_m in c), k])

    def mean(rows):
        return rows[0].filler * np.array([rows[1].filler(m, sizes) for m in (*COUNTS, 1)])

    before = [row for row in costs.BEFORE.rows if row is not costs.NO_MINUS]
    averaged = fit(box, [(times,)], mean, before, costs.AVERAGE, scaled=True, slack=10)
    if not averaged:
        marks.say(pair, who, *rows)
        marks.wrong("1/m")
        return None
    loss, bias, unit, out = rows

    def explained(before, average, number, Theta, X, Y):
        h = costs.output(Theta, X, bias, unit, out).T
        each = added(pair, who, h, Y, lambda h, y: loss.filler(h[:, None], y[:, None]))
        return number * before.filler * average.filler(len(X), sizes_of(Theta)) * each

    (before, average), (number,) = averaged
    if by := divisor(box, np.abs(times), 10):
        way = costs.BEFORE.right, replace(fixed(by), place=costs.AVERAGE), np.sign(times[0])
        for net in nets[1:2]:  # is it that number on another network too?
            given = theta(net), *data(net, 3)
            if box.same(J(*given, 0.0), explained(*way, *given) + always(given[0]), 10):
                before, average, number = way
    marks.say(*box.said(number, costs.TIMES_SUM, costs.NO_MINUS, 10))
    forward = (bias, *both(unit, out, "in the hidden layers", "at the output"))
    forward = [replace(row, place=costs.LOSS) for row in forward if row]  # where it shows in the sum
    marks.say(loss, pair, who, before, average, *forward)
    return partial(explained, before, average, number)


# ---------------------------------------------------------------- what the numerical gradient does

TRIES = [(1.5, 0.3), (0.0, 0.3), (1.5, 0.17)]  # λ, ε


def numerical_gradient(f):
    """Mark f(Theta, X, Y, lambda_, epsilon). Gives Marks."""
    marks, box = Marks("J", "the slope"), Box(f, forms.by_layer)
    Theta, (X, Y) = theta(costs.SMALL), data(costs.SMALL, 3)
    try:
        two_layers = box.runs(theta((3, 2)), *data((3, 2), 2), 1.0, 0.3)
        mine = {key: flat(box(Theta, X, Y, *key)) for key in TRIES}
    except Stopped:
        return marks
    if not any(map(np.any, mine.values())):
        marks.say(costs.SAME_SIDES)
        marks.certain = True
        return marks
    right, tries = costs.NUDGE.right, [(nudge, None) for nudge in costs.NUDGE.rows]
    if unused := box.same(mine[TRIES[0]], mine[TRIES[2]], 1e-3):
        tries = [(right, step) for step in (1e-3, 1e-4, 1e-5, 1e-2, 0.1, 1.0, 1e-6)]
    if found := next(filter(None, (_explain_slopes(box, mine, *each) for each in tries)), None):
        _say_slopes(marks, *found, unused)
        if not two_layers:
            marks.say(at.THREE_LAYERS)
    elif found := _explain_slopes(box, mine, right, None, scaled="alike", slack=100, most=0):
        marks.say(at.TIMES_D.times(found[1][0]))
    else:
        marks.wrong("the slope")
    marks.certain = bool(found)
    settle(box, marks)
    return marks


def _say_slopes(marks, rows, _, unused):
    side, height, divisor, nudge = rows
    if side in (costs.ONE_SIDED, costs.BACKWARD):
        divisor = {costs.BY_EPSILON: costs.DIVISOR.right, costs.DIVISOR.right: costs.HALVED_WAY}.get(divisor, divisor)
        side = costs.SIDES.right if divisor is costs.HALVED_WAY else side
    if side is costs.HALF_STEP and divisor is costs.BY_EPSILON:
        divisor = costs.DIVISOR.right
    marks.say(nudge, side, divisor, costs.NOT_USED if unused else None)
    marks.say(height if height.line == "J" else replace(height, place=costs.HEIGHT))


@cache
def _differences(side, nudge, step):
    """Of each part of J by itself, for a step."""
    Theta, (X, Y) = theta(costs.SMALL), data(costs.SMALL, 3)
    parts = costs.PARTS[: costs.PEN + 1] if nudge else costs.PARTS

    def J(T):
        h = costs.output(T, X)
        return np.array([part(h, Y, T) for part in parts])

    return nudge.filler(Theta, J, side.filler[0] * step, side.filler[1] * step)


def _explain_slopes(box, mine, nudge, step, **how):
    """The rows of the sides, of J, of the divisor and of the nudge that give the learner's numbers, as fit has them."""
    cases = [(mine[r, e], r, step or e) for r, e in TRIES]

    def make(rows, r, e):
        side, height, divisor, nudge = rows
        made = _differences(side, nudge, e)
        return divisor.filler(e) * sum(c * made[:, i] for i, c in height.filler(r, 3).items())

    most, sides, heights = 3, costs.SIDES.rows, costs.HEIGHT.rows
    if nudge:  # with the penalty of J as it is
        most, sides, heights = 1, sides[:1], [row for row in heights if max(row.filler(1.0, 1)) <= costs.PEN]
    how = {"slack": 3e3 if step else 30, "most": most, **how}
    return fit(box, cases, make, sides, heights, costs.DIVISOR, [nudge], **how)
