"""Which lines of a learner's whole backpropagation are wrong, each judged on the learner's own earlier numbers.

f(Theta, X, Y, lambda_) -> D is asked questions, and each answer shows one place alone:
  lines 6, 7   D(λ) − D(0) is what λ adds, whatever else is wrong
  the loop     D of m examples, made of the learner's own D of each
  line 5       one example: x is known, so that D⁽¹⁾ = δ⁽²⁾[1; x]ᵀ shows δ⁽²⁾ to the last digit
  lines 1, 2   D⁽²⁾ lies along the learner's own a⁽²⁾, whatever δ⁽³⁾ is
  line 3       δ⁽³⁾ from the learner's own a⁽²⁾ and y
  line 4       δ⁽²⁾ from the learner's own δ⁽³⁾
Where lines 1 to 5 can be read in several ways, that one stands which leaves the fewest mistakes. What
was found is put together again (Whole), and must give the learner's numbers on other networks.
"""

from dataclasses import replace
from functools import cache, partial

import numpy as np

from bpkit.check import places as at
from bpkit.check.experiments import Box, Marks, Stopped, data, fit, flat, once, simplest, theta
from bpkit.check.forms import by_layer
from bpkit.check.rows import both
from bpkit.check.running import TimeLimit
from bpkit.check.stops import misses_bias
from bpkit.check.whole import Whole, a_0, masked, penalty_of, walk

NETS = {  # by the number of layers: first where no shape fits another by chance, then where a wrong one may
    3: ((6, 5, 4), (3, 3, 3), (2, 3, 4), (5, 4, 1), (3, 1, 2)),
    2: ((5, 3), (3, 3), (3, 1)),
    4: ((5, 4, 6, 9), (3, 3, 3, 3), (2, 3, 4, 5)),  # 9, for neither 2 … 4 matrices or layers nor what has a bias unit
}
SQUARE = {3: ((3, 3, 3),), 2: ((3, 3),), 4: ((3, 3, 3, 3),)}
SIZES = (3, 2, 4)  # of the sets of examples
TURNED = replace(
    at.Y_MINUS_A, sentence="The sign is turned round: y − a. (In line 5, Δ := Δ − δaᵀ would give the same numbers.)"
)
ALL, BIAS_COLUMN, REST = slice(None), slice(0, 1), slice(1, None)


# ---------------------------------------------------------------- lines 6 and 7: what λ adds


def judge_penalty(box, marks, added, Delta):
    """What λ adds, as a function (Theta, Δ, λ, m); or None. added, Delta : {(λ, m, layer sizes): {l: matrix}}."""
    if all(box.zero(flat(added[key]), flat(Delta[key]) / key[1]) for key in added):
        if any(box.tolerance * np.abs(flat(Delta[key])).max() > 0.1 * key[0] for key in added):
            marks.lines["λ"] = None  # Δ is so large that λΘ is lost beside it
            return None
        marks.say(at.FORGOTTEN)
        return lambda Theta, D, r, m: {l: 0 * Theta[l] for l in Theta}

    def shape_of(columns, *places, last=False):
        def part(D):
            return flat({max(D): D[max(D)]} if last else D, columns)

        cases = [(part(added[key]), key) for key in added]
        return fit(box, cases, lambda rows, key: part(masked(*rows, theta(key[2]), Delta[key])), *places, scaled=True)

    whole = shape_of(ALL, at.SPARED, at.PENALTY, at.COLUMN_0)
    if not whole:  # column 0 by itself, with another number before it
        rest, column = shape_of(REST, at.SPARED.rows[:1], at.PENALTY, at.COLUMN_0.rows[:1]), None
        if rest:
            column = shape_of(BIAS_COLUMN, at.SPARED.rows[:2], at.PENALTY, at.COLUMN_0)
        if not column:
            if shape_of(ALL, at.SPARED, at.PENALTY, at.COLUMN_0, last=True):
                marks.leave("λ")  # it comes in on the way back
            else:
                marks.wrong("λ")
            return None
    made = []
    for rows, numbers in [whole] if whole else [rest, column]:
        law = law_of(box, dict(zip(added, numbers)))
        if not law:
            marks.say(*rows)
            marks.wrong("λ")
            return None
        share, n = law
        if made:
            marks.say(at.OTHER_LAMBDA)
        else:
            marks.say(*rows, share, *box.said(n, at.TIMES_LAMBDA, at.MINUS))
        made.append(penalty_of(*rows, lambda *key, n=n, share=share: n * share.filler(*key)))

    def penalty(Theta, D, r, m):
        parts = [each(Theta, D, r, m) for each in made]
        return {l: np.hstack([parts[-1][l][:, :1], parts[0][l][:, 1:]]) for l in Theta}

    return penalty


def before_theta(row):
    """A row of 1/m, where it stands before λΘ alone."""
    return replace(row.only("before λΘ"), place=at.SHARE)


@cache
def fixed(n):
    """The row of a whole number in place of m."""
    return replace(at.FIXED.times(n), filler=lambda *_: 1 / n)


def divisor(box, numbers, slack=1.0):
    """The whole number by which is divided whatever m is, or 0. numbers : what is multiplied by, for several m."""
    n = round(1 / numbers[0]) if abs(numbers[0]) > 1e-3 else 0
    return n if n > 1 and box.same(n * np.array(numbers), np.ones(len(numbers)), slack) else 0


def law_of(box, numbers):
    """What stands before λΘ, and a number; or None. numbers : {(λ, m, layer sizes): it}."""
    shares = [row for row in at.SHARE.rows if row != at.FORGOTTEN]
    shares += [replace(before_theta(row), filler=lambda r, *ms, F=row.filler: r * F(*ms)) for row in at.MEAN.rows[1:]]
    cases = [(np.array([*numbers.values()]),)]
    found = fit(box, cases, lambda rows: np.array([rows[0].filler(*key) for key in numbers]), shares, scaled=True)
    if not found:
        return None
    (share,), (n,) = found
    by = divisor(box, [abs(number) / r for (r, *_), number in numbers.items()])
    if by and share != at.HALF_NAKED and len({sizes for *_, sizes in numbers}) > 1:  # so it is none of the sizes
        return replace(before_theta(fixed(by)), filler=lambda r, *_: r / by), np.sign(n)
    return share, n


# ---------------------------------------------------------------- the loop: which examples count, and how much


def judge_loop(box, marks, Theta, X, Y, whole):
    """Enters pair, start, moves and who into whole: (columns, row, {m: number}) each. False if it was not explained."""
    many = {m: box(Theta, X[:m], Y[:m], 0.0) for m in SIZES}
    one = once(lambda x, y: box(Theta, x[None], y[None], 0.0))

    def who_counts(parts, start, slack=1.0, layers=tuple(Theta)):
        def found_in(columns):
            def summed(rows, each, m):
                counted = {l: sum(w * D[l] for w, D in zip(rows[0].filler(m), each)) for l in layers}
                return flat({l: D + start.filler(Theta[l], m) for l, D in counted.items()}, columns)

            cases = [(flat({l: many[m][l] for l in layers}, columns), parts[m], m) for m in SIZES]
            fits = fit(box, cases, summed, at.WHO, scaled=True, slack=slack)
            return fits and (columns, fits[0][0], dict(zip(SIZES, fits[1])))

        every = (list(map(found_in, blocks)) for blocks in ((ALL,), (REST, BIAS_COLUMN)))
        return next(filter(all, every), None)

    first = one(X[0], Y[0])[1][:, 1:]  # δxᵀ, and what stands beside it
    starts = [row for row in at.START.rows if rank(first - row.filler(Theta[1], 1)[:, 1:]) <= 1]
    for _, pair, start in simplest(at.PAIR, starts or at.START):
        parts = {
            m: [{l: D[l] - start.filler(Theta[l], 1) for l in D} for D in map(one, *pair.filler(X[:m], Y[:m]))]
            for m in SIZES
        }
        if who := who_counts(parts, start):
            whole.pair, whole.start, whole.who = pair, start, who
            marks.say(pair, start, *(row for _, row, _ in who))
            return True
    singles = {m: list(map(one, X[:m], Y[:m])) for m in SIZES}
    if found := _counted(box, singles, many):
        whole.who = [(ALL, *found)]
        marks.say(found[0])
        return True
    if alpha := _step(box, Theta, X, Y, many[2]):
        for move in at.MOVES.rows[1:]:
            ways = {m: walk(Theta, m, alpha, move.filler, lambda T, t: box(T, X[[t]], Y[[t]], 0.0)) for m in SIZES}
            parts = {m: list(way) for m, way in ways.items()}
            if who := who_counts(parts, at.START.right, slack=100):
                whole.moves, whole.who = (alpha, move.filler), who
                marks.say(at.MOVING, *(row for _, row, _ in who))
                return True
    by_layer = {l: who_counts(singles, at.START.right, layers={l}) for l in Theta}
    last = by_layer[len(Theta)]
    if all(by_layer.values()):
        rows = {l: [row.only(f"in layer {l}") for _, row, _ in found] for l, found in by_layer.items()}
        marks.say(*(row for each in rows.values() for row in each))
        numbers = {l: np.array([*found[0][2].values()]) for l, found in by_layer.items()}
        if not any(map(any, rows.values())) and box.same(numbers[1] / numbers[len(Theta)], 1 / np.array(SIZES)):
            marks.say(at.AVERAGE_BACK)
        else:
            marks.wrong("5")
        means = (found for l, found in by_layer.items() if np.ptp(numbers[l] * SIZES) < 1e-6)
        whole.who = next(means, last)
        return True
    if among := _by_entry(box, Theta, X, Y, many, singles, one):
        marks.say(at.PARTLY)
        whole.who = [(ALL, at.WHO.right, among)]
        return True
    if last:
        marks.wrong("4")  # the examples meet on the way back
    else:
        marks.leave("5")
    return False


def _counted(box, singles, many):
    """(row, numbers) where each example counts as often as it is measured here, whatever the reason; or None."""
    often = {}
    for m in SIZES:
        A = np.column_stack([flat(D) for D in singles[m]])
        often[m] = np.linalg.lstsq(A, flat(many[m]), rcond=None)[0]
        if not often[m].any() or not box.same(A @ often[m], flat(many[m])):
            return None
    last = {m: often[m][-1] for m in SIZES}
    q = often[2][0] / last[2] if last[2] else 0.0
    if all(box.same(often[m], last[m] * q ** np.arange(m - 1, -1, -1)) for m in SIZES):
        return replace(at.FADES.times(q), filler=lambda m: q ** np.arange(m - 1.0, -1, -1)), last
    most = {m: max(often[m], key=abs) for m in SIZES}
    return replace(at.UNALIKE, filler=lambda m: often[m] / most[m]), most


def _by_entry(box, Theta, X, Y, many, singles, one):
    """What most entries of Δ are multiplied by, where each has its own number, whatever the examples are; or None."""
    often = {}
    for m in SIZES:
        total = flat({l: sum(D[l] for D in singles[m]) for l in Theta})
        other = flat({l: sum(one(x, y)[l] for x, y in zip(X[-m:], Y[-m:])) for l in Theta})
        if not box.same(flat(many[m]) * other, flat(box(Theta, X[-m:], Y[-m:], 0.0)) * total):
            return None
        often[m] = np.median(flat(many[m]) / total)
    return often


def _judge_mixed(box, marks, Theta, X, Y, whole):
    """Which line makes the examples meet, though it should not. Enters who into whole; True if it was found."""
    own = {m: whole.go(Theta, X[:m].T, Y[:m].T)[:3] for m in SIZES}
    parts = {m: {l: D[:, 1:] for l, D in box(Theta, X[:m], Y[:m], 0.0).items()} for m in SIZES}
    mixed = {m: {l + 1: parts[m][l] @ np.linalg.pinv(a[l].T) for l in Theta} for m, (_, a, _) in own.items()}

    def product(row, _, a, d):
        left, right = row.filler(d[3], a[2])
        return left @ right.T

    def found(place, seen, given, make=lambda row, *given: row.filler(*given)):
        for factor, scaled in ((lambda m: m, False), (lambda m: 1, True)):  # with 1/m, if that explains it
            cases = [(factor(m) * seen[m], *given[m]) for m in SIZES]
            if fits := fit(box, cases, lambda rows, *given: make(rows[0], *given), place, scaled=scaled):
                (row,), numbers = fits
                whole.who = [(ALL, at.WHO.right, {m: k / factor(m) for m, k in zip(SIZES, numbers)})]
                marks.say(row)
                return True
        return False

    if not all(box.same(parts[m][l], mixed[m][l + 1] @ a[l].T) for m, (_, a, _) in own.items() for l in Theta):
        return False
    often = {m: np.linalg.lstsq(d[3], mixed[m][3], rcond=None)[0] for m, (*_, d) in own.items()}
    below = [(mixed[m][2], d[2] @ often[m]) for m, (*_, d) in own.items()]
    if not all(box.same(each, np.diag(np.diag(each))) for each in often.values()) and all(
        box.same(one, other * np.vdot(one, other) / np.vdot(other, other)) for one, other in below
    ):
        marks.left.discard("5")
        marks.wrong("5")  # δ of one example meets a of another, in both layers alike
        if not all(box.same(one, other) for one, other in below):
            marks.wrong("1/m")
        return found(at.EXAMPLES, {m: parts[m][2] for m in SIZES}, own, product)
    third = {m: mixed[m][3] for m in SIZES}
    clear = found(at.TOGETHER_3, third, {m: (d[3],) for m, (*_, d) in own.items()})
    if not clear:
        marks.wrong("3")
    P = whole.number_4 * whole.back.filler(Theta[2 + whole.source.filler])
    below = {m: (P @ third[m] * whole.slope.filler(a[2], z[2]),) for m, (z, a, _) in own.items()}
    marks.left.discard("5")
    fits = fit(box, [(mixed[m][2], *below[m]) for m in SIZES], lambda rows, d: rows[0].filler(d), at.TOGETHER_4)
    marks.say(*fits[0]) if fits else marks.wrong("4")
    return clear


def _step(box, Theta, X, Y, both):
    """α, if the second example met the weights Θ − αD of the first; or 0."""
    ends = [(X[t : t + 1], Y[t : t + 1], 0.0) for t in (0, 1)]
    first = box(Theta, *ends[0])

    def apart(alpha):
        A = np.column_stack([flat(first), flat(box({l: Theta[l] - alpha * first[l] for l in Theta}, *ends[1]))])
        return np.linalg.norm(A @ np.linalg.lstsq(A, flat(both), rcond=None)[0] - flat(both))

    near = min((sign * s for s in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0) for sign in (1, -1)), key=apart)
    low, high = sorted((near / 3.5, near * 3.5))
    for _ in range(60):
        third = (high - low) / 3
        low, high = (low, high - third) if apart(low + third) < apart(high - third) else (low + third, high)
    alpha = (low + high) / 2
    return alpha if apart(alpha) < 30 * box.tolerance * np.linalg.norm(flat(both)) else 0.0


def judge_mean(box, marks, sizes, whole):
    """1/m, seen together with the number before line 3: only their product shows."""
    k, slack, first = abs(whole.number), 100 if whole.moves else 1, None
    faded = any(row.number and box.same(k, 1 - row.number) for _, row, _ in whole.who)  # no number of its own
    before = [row for row in marks.rows if row.place is at.SHARE]
    one = [parts[0] for parts, _ in at.JOINED if parts[-1] in before]
    names = {row.name for row in before}
    counts = [row for row in at.MEAN.rows if before_theta(row).name in names or row in one]  # as before λΘ, so here too
    others = [
        replace(at.OTHER_MEAN, filler=lambda m, s, l=-1, F=row.filler: F(1.0, m, s)) for row in before if row.filler
    ]

    def is_fixed(by, columns, row):
        """Whether that number is none of the sizes: it is there before λΘ, or on another network too."""
        if before_theta(fixed(by)).name in names:
            return True
        if not (net := _another(box, sizes, (*NETS[2], *NETS[3], *NETS[4]))):
            return False
        Theta, (X, Y) = theta(net), data(net, 3)
        here = replace(whole, number=np.sign(whole.number), who=((ALL, row, fixed(by).filler),))
        try:
            found = here.sum(Theta, X, Y)
        except ValueError:  # a filler that does not fit these sizes
            return False
        return box.same(flat(box(Theta, X, Y, 0.0), columns), flat(found, columns), slack)

    who, number = [], 1.0
    ms = SIZES if box.twice else (*SIZES, 1)
    for row in at.OF_UNITS if len(sizes) == 3 and len(whole.who) == 1 else ():  # then line 4 had a number, too
        (_, counted, c), F = whole.who[0], row.filler
        if box.same([k * {**c, 1: 1.0}[m] for m in ms], [F(m, sizes) for m in ms]) and box.same(
            abs(whole.number_4), F(1, sizes, 1) / F(1, sizes)
        ):
            marks.join((at.TIMES_BACK.times(whole.number_4),), row)
            marks.say(row)
            whole.who, whole.number = ((ALL, counted, F),), np.sign(whole.number)
            whole.number_4 = np.sign(whole.number_4)
            return True
    for columns, row, c in whole.who:
        numbers = [(1 if faded else k) * {**c, 1: 1.0}[m] for m in ms]
        cases, by = [(np.array(numbers),)], divisor(box, numbers, slack)

        def mean_of(rows):
            return np.array([rows[0].filler(m, sizes) for m in ms])

        fits = [fit(box, cases, mean_of, rows, scaled=True, slack=slack) for rows in (at.MEAN, counts)]
        fits += [fit(box, cases, mean_of, others, slack=slack)]
        if row.name == at.UNALIKE.name:  # how much each counts, is not known from 1/m
            fits = [each for each in fits if each and not each[0][0] and box.same(each[1][0], 1)]
        elif by and is_fixed(by, columns, row):
            fits = [((fixed(by),), (1.0,))]
        elif not any(fits):
            marks.wrong("1/m")
        if not any(fits):
            return False

        def slips(found):  # the same before λΘ is no second mistake
            (row,), (n,) = found
            other = row not in counts and row not in others
            return bool(row) + other + (not box.same(n, 1, slack)), bool(row) and other

        (mean,), (n,) = min(filter(None, fits), key=slips)
        if not box.same(n, 1, slack):
            number = n
        if first is None:
            marks.say(mean)
        elif mean != first:
            marks.say(mean.only("in the bias column") if mean else at.BIAS_PART)
        first = mean if first is None else first
        who.append((columns, row, mean.filler))
    if number != 1:
        marks.say(at.TWICE if box.same(number, 2) else at.TIMES_ERROR.times(number))
    whole.who, whole.number = tuple(who), np.sign(whole.number) * (k if faded else number)
    return True


# ---------------------------------------------------------------- one example: lines 1 to 5


def judge_lines(box, marks, Theta, whole):
    """Lines 1 to 5 on a network of two or three layers. Gives what explains them, and whether it explains them all.

    Line 5 can be read in several ways; that one stands which leaves the fewest mistakes.
    """
    K = len(Theta[len(Theta)])
    X = data(tuple(T.shape[1] - 1 for T in Theta.values()) + (K,), 6)[0]
    Ys = np.random.default_rng(11).uniform(0.05, 0.7, (K + 4, K))
    Ys[:K] += 0.25 * np.eye(K)  # each is the largest once
    Ys[K] = np.arange(K) % 2
    Ys[K + 1] = 1 - Ys[K]
    start = {l: whole.start.filler(T, 1) for l, T in Theta.items()}
    ran = [box(Theta, x[None], y[None], 0.0) for x in X for y in Ys]
    D = {l: np.dstack([each[l] - start[l] for each in ran]) for l in Theta}
    x, y = np.repeat(X, len(Ys), axis=0).T, np.tile(Ys, (len(X), 1)).T
    fits = _fits(box, D[1], x, Theta[1])
    if not fits and (fits := _fits(box, rolled := np.roll(D[1], 1, axis=1), x, Theta[1])):
        D[1], whole.rolled = rolled, True
    best = None
    for n, reading in sorted(_readings(box, D[1], x, fits), key=lambda each: each[0]):
        if best and best[0] <= n + 1:
            break
        tried, part = replace(whole, **reading), Marks(*marks.lines)
        clear = _explain_example(box, part, Theta, tried, {**D}, x, y, 1 if n else 3)
        slips, dark = len(part.rows) + (not box.same(abs(tried.number), 1)), part.dark
        guess = best or tried.given.name == at.OTHER_X.name or tried.outer.name == at.OTHER_A.name
        if guess and ("1–2" in dark or "3" in dark and best and "1–2" not in best[1].dark):
            continue  # no sign of it in the other layer
        slips += 0 if clear else 100 * (1 + len(dark)) + 50 * ("1–2" in dark)  # then no more was looked for
        if best is None or slips < best[0]:
            best = slips, part, tried
    if not best:
        marks.wrong("5")
        _judge_by_answers(box, marks, Theta, D[len(Theta)], X, Ys)
        return whole, False
    slips, part, tried = best
    marks.take(part)
    return tried, slips < 100


def _judge_by_answers(box, marks, Theta, D, X, Ys):
    """Lines 1 to 3 where line 5 is not explained: D⁽ᴸ⁾ is δ⁽ᴸ⁾ times what knows nothing of y."""
    mixed = np.tensordot(D, np.random.default_rng(3).uniform(0.5, 1, D.shape[1]), (1, 0))
    seen, y = mixed.reshape(len(D), len(X), len(Ys)), Ys.T[:, None]
    above = y - y.mean(2, keepdims=True)
    with np.errstate(all="ignore"):
        rise = (above * seen).sum(2) / (above**2).sum(2)
        a = y.mean(2) - seen.mean(2) / rise  # the y for which δ is 0
    if not box.same(seen, rise[..., None] * (y - a[..., None])):
        return

    @cache
    def output(*rows):
        try:
            z, a = made_of(*rows).forward(Theta, X.T)
        except ValueError:  # they do not fit the sizes
            return None, None
        return a[len(a)], z[len(a)]

    def made_of(weights, first, unit, bias, out):
        return Whole(weights=weights, first=first, unit=unit, bias=bias, out=out)

    def error(rows):
        made = rows[0].filler(a[..., None], y, z[..., None])
        return made * ((made * seen).sum((0, 2)) / (made**2).sum((0, 2)))[:, None]

    found = fit(box, [(a,)], lambda rows: output(*rows, *rows[1:])[0], at.SUMS, at.BIAS, at.UNIT)
    rows = found and found[0] + found[0][1:]
    if not found:  # the layers differ
        found = fit(box, [(a,)], lambda rows: output(*rows)[0], at.SUMS, at.BIAS, at.UNIT, at.BIAS, at.UNIT, most=1)
        rows = found and found[0]
    if not found:
        return
    _say_forward(marks, made_of(*rows), len(Theta) + 1)
    a, z = output(*rows)
    if found := fit(box, [(seen,)], error, at.ERROR):
        marks.say(*found[0])
    marks.apart.add("5")  # these lines do not rest on it


def _fits(box, D, x, T):
    """(how many mistakes, {part of Whole: row}) for each way in which D⁽¹⁾ is δ times x."""
    return [
        (n, {"given": given, "outer": outer})
        for n, given, outer in simplest(at.INPUT, at.OUTER, most=1)
        if box.same(D[:, 1:], along(outer.filler(given.filler(x), T[:, 1:], None), D[:, 1:])[1])
    ]


def _readings(box, D, x, fits):
    """The same for each way to read line 5, which may also take another δ, or an x that is seen in D⁽¹⁾ only."""
    for n, rows in fits:
        for enters in at.ENTERS.rows:
            if n + bool(enters) <= 1 + fits[0][0]:
                yield n + bool(enters), {**rows, "enters": enters}
        if rows["outer"] is at.OF_Z_5:  # then D⁽²⁾ does not show g
            yield from ((n + 1, {**rows, "unit": unit}) for unit in at.UNIT.rows[1:6])
    column = D[:, :1]
    with np.errstate(all="ignore"):  # where a₀ is 1, column 0 shows x as line 5 has it
        seen = (D[:, 1:] * column).sum(0) / (column**2).sum(0)
    if box.same(D[:, 1:], column * seen) and box.same(seen, x):
        return
    for n, rows in fits[:1]:
        yield n, {**rows, "told": False}
    if box.same(D[:, 1:], column * seen):
        yield 1, {"given": replace(at.OTHER_X, filler=lambda x: seen)}
        if not fits:
            yield 1, {"outer": replace(at.OTHER_A, filler=lambda h, W, z: (seen if z is None else h)[None])}


def along(base, rest):
    """The share of base in each row, and what that makes: the rest itself, if it is δ times base."""
    size = (base**2).sum(1)
    delta = (rest * base).sum(1) / np.where(size, size, np.inf)
    return delta, delta[:, None] * base


def _explain_example(box, marks, Theta, whole, D, x, y, most):
    """Lines 1 to 5 with what whole says of line 5, into whole. most : of other rows at once, in lines 1 and 2, 3, or 4.
    True if each line was explained.
    """
    L, h = len(Theta) + 1, {1: whole.given.filler(x)}
    clear, z, delta = True, {1: None}, {}

    def delta_of(l):
        base = whole.outer.filler(h[l], Theta[l][:, 1:], z[l])
        return np.where(base.any(1), along(base, D[l][:, 1:])[0], D[l][:, 0])  # where a is 0, only column 0 shows δ

    delta[2] = delta_of(1)
    marks.say(whole.given, whole.outer, whole.enters)
    biases, fitting = [*at.BIAS.rows, *_measured(box, D[1][:, 0], delta[2], h[1])], []
    if whole.told:  # a₀ shows in column 0; so a bias weight that is lost, or turned round, in z alone is no a₀
        fitting = [
            row
            for row in biases
            if box.same(D[1][:, 0], a_0(row, h[1]) * delta[2]) and (row is at.LAST) == whole.rolled
        ]
        biases = [*fitting, *(row for row in biases if row not in fitting)]
    # [½; a] and [1; 2a] lie along each other
    units = [row for row in at.UNIT.rows if row != at.TWICE_G or at.BIAS.right in fitting]
    units = [whole.unit] if whole.outer is at.OF_Z_5 else units
    if L == 3:
        layer_2 = layer_of(Theta[1], h[1], None)

        def forward(D, full, biases=biases):
            """The rows for which D lies along a, with its column 0, which tells a from a number times a, or without."""

            def make(rows):
                if not (made := layer_2(*rows)):
                    return None
                base = whole.outer.filler(made[0], Theta[2][:, 1:], made[1])
                return along(np.concatenate([np.ones_like(base[:, :1]), base], axis=1) if full else base, D)[1]

            return fit(box, [(D,)], make, biases, at.SUMS, units, most=min(2, most))

        like, other = (D[2], np.roll(D[2], 1, axis=1))[:: -1 if whole.rolled else 1]
        found = fitting and forward(like, True, fitting) or forward(like, True) or forward(like[:, 1:], False)
        if not found and (found := forward(other, True, [at.LAST] if whole.rolled else biases)):
            D[2] = other  # 1 comes last in one layer only
            whole.bias, whole.rolled = at.BIAS.right if whole.rolled else at.LAST, False
            biases = [whole.bias]
        else:
            D[2] = like
        rest = D[2][:, 1:]
        if found:
            (whole.first, whole.weights, whole.unit), _ = found
            h[2], z[2] = layer_2(*found[0])
        else:  # then a⁽²⁾ is known from column 0, if that is δ⁽³⁾
            marks.wrong("1–2")
            clear, column = False, D[2][:, :1]
            h[2] = (rest * column).sum(0) / (column**2).sum((0, 1))
            if whole.outer or not box.same(rest, column * h[2]):
                return False
            z[2] = whole.weights.filler(Theta[1], whole.first.filler(h[1]), None)
        delta[3] = delta_of(2)
        if whole.told:
            biases = [*biases, *_measured(box, D[2][:, 0], delta[3], h[2])]

    a, own = _judge_line_3(box, marks, Theta[L - 1], h[L - 1], z[L - 1], y, delta[L], biases, whole, most)
    clear &= a is not None
    if a is None and L == 3:  # then a₀ of the hidden layer is what column 0 shows
        biases = at.BIAS.rows if len(whole.who) > 1 else biases  # nor what column 0 alone is multiplied by
        whole.bias = next((row for row in biases if box.same(D[2][:, 0], a_0(row, h[2]) * delta[3])), whole.bias)
    if whole.rolled and at.LAST not in (whole.first, whole.bias):
        marks.say(at.SHIFTED_COLUMN)
    columns, rows, times = [], [*at.COLUMN.rows, at.WITHOUT_A0, at.ONE_FOR_EACH], []
    for l in range(L - 1, 0, -1):  # line 5: column 0
        given = delta[l + 1], D[l][:, 1:], Theta[l][:, :1], a_0(whole.first if l == 1 else whole.bias, h[l])
        columns.append([row for row in rows if box.same(D[l][:, 0], row.filler(*given))])
        times.append(box.same(D[l][:, 0], given[0] * np.vdot(given[0], D[l][:, 0]) / np.vdot(given[0], given[0])))
    if not all(columns):  # where it counts the examples otherwise, and is but a number times δ, that is of 1/m
        marks.wrong("1/m" if len(whole.who) > 1 and all(times) else "5", others=True)
        clear = False
    else:
        alike = [row for row in columns[0] if row in columns[-1]]
        whole.column, whole.below = alike[:1] * 2 or (columns[0][0], columns[-1][0])
        marks.say(*both(whole.column, whole.below, "in the last layer", "in the hidden layers"))
    if L == 3:
        if whole.enters and a:
            with np.errstate(all="ignore"):
                delta[3] = whole.number * whole.error.filler(a[0], y, a[1])
        clear &= _judge_line_4(box, marks, Theta, h[2], z[2], a, own, delta, whole, most)
    _say_forward(marks, whole, L)
    return clear


def layer_of(T, h, z):
    """(bias, weights, unit) -> a and z of the next layer, or None where that does not fit; each is made once."""

    @cache
    def made(bias, weights, unit):
        new = weights.filler(T, bias.filler(h), z)
        return None if new is None else (unit.filler(new), new)

    return made


def _say_forward(marks, whole, L):
    unit = whole.unit if L > 2 else whole.out
    marks.say(whole.weights, *both(whole.first, whole.bias, "in layer 1", "in the hidden layers"))
    marks.say(*both(unit, whole.out, "in the hidden layers", "at the output"))


def _measured(box, column, delta, h):
    """What a₀ is, if column 0 of D is that times δ, and it is none of the known."""
    size = (delta**2).sum(0)
    c = (delta * column).sum(0) / np.where(size, size, np.inf)
    c = np.where(size, c, np.median(c[size > 0]) if size.any() else 0)  # where δ is 0, any a₀ does
    if not box.same(column, c * delta) or box.zero(c, 1) or any(box.same(c, a_0(row, h)) for row in at.BIAS.rows):
        return []
    if box.same(c, np.full_like(c, c[0])):
        return [replace(at.A0_IS.times(c[0]), filler=at.put(c[0]))]
    return [replace(at.A0_VARIES, filler=lambda h: np.vstack([c, h]))]


def _judge_line_3(box, marks, T, h, z, y, delta, biases, whole, most):
    """The learner's own a⁽ᴸ⁾, and the factor in its δ; (None, None) if line 3 is not explained."""
    L = 2 if z is None else 3
    biases = biases if L == 2 or len(biases) == 1 else [whole.first, *(row for row in biases if row != whole.first)]
    units = [whole.unit, *(row for row in at.UNIT.rows if row != whole.unit)]
    weights = [whole.weights] if L == 3 else at.SUMS
    out = layer_of(T, h, z)

    def make(rows):
        found = out(*rows[1:])
        return found and whole.enters.filler(rows[0].filler(found[0], y, found[1]))

    cases, likely = [(delta,)], dict.fromkeys([whole.unit, at.UNIT.right])  # of the output: like the others, or right
    tries = [fit(box, cases, make, at.ERROR, biases, weights, [unit], scaled=True, most=1) for unit in likely]
    sure = [each for each in tries if each and box.same(abs(each[1][0]), 1)]
    found = min(sure, key=lambda each: bool(each[0][0]), default=None)
    found = found or fit(box, cases, make, at.ERROR, biases, weights, units, scaled=True, most=min(2, most))
    if not found:
        marks.wrong("3")
        return None, None
    (whole.error, whole.bias, whole.weights, whole.out), (whole.number,) = found
    whole.number = _entered(whole.enters, whole.number)
    if L == 2:
        whole.first = whole.bias
    marks.say(whole.error, TURNED if whole.number < 0 else None)
    a, zs = out(whole.bias, whole.weights, whole.out)
    with np.errstate(all="ignore"):
        return (a, zs), whole.error.filler(a, y, zs) / (a - y)


def _entered(enters, k):
    """The number before δ, where k stands before what of it enters Δ."""
    one, twice = (np.linalg.norm(enters.filler(np.array([[c], [3.0 * c]]))) for c in (1, 2))
    return np.sign(k) * abs(k) ** (1 / np.log2(twice / one)) if twice > one else 1.0


def _judge_line_4(box, marks, Theta, h, z, above, own, delta, whole, most):
    """δ⁽²⁾ from δ⁽³⁾. above : (a, z) of layer 3, or None where it is not known. own : the factor in its δ."""
    a, z_above = above or (None, None)
    fitting = at.FITTING.get(whole.unit)
    handed = at.HANDED.rows if above else at.HANDED.rows[:1]
    T_of = {row: T for row in at.SOURCE.rows if (T := Theta.get(2 + row.filler)) is not None}
    with np.errstate(all="ignore"):
        downs = {row: row.filler(delta[3], own, a) for row in handed}
        P = {(source, back): back.filler(T) for source, T in T_of.items() for back in at.BACK.rows}
        through = {
            (*rows, row): M @ down
            for rows, M in P.items()
            if M is not None and M.shape == (len(h), len(delta[3]))
            for row, down in downs.items()
        }
        slopes = [row for row in (*at.SLOPE.rows, *[at.OF_G] * bool(whole.unit)) if above or row is not at.NEXT_SLOPE]
        made = {row: row.filler(*((a, z_above) if row is at.NEXT_SLOPE else (h, z))) for row in slopes}
    made = {row: s for row, s in made.items() if s.shape == h.shape or len(s) == 1}
    # what goes with the units, or with where a₀ stands, is no second mistake
    slopes = sorted(made, key=lambda row: row is not fitting) if fitting else list(made)
    first = at.LAST_COLUMN if whole.bias is at.LAST else at.BACK.right
    backs = sorted(dict.fromkeys(rows[1] for rows in through), key=lambda row: row is not first)

    def make(rows):
        meet, down, source, back, slope = rows
        way = through.get((source, back, down))
        return None if way is None else whole.enters.filler(meet.filler(way, made[slope], h))

    found = fit(box, [(delta[2],)], make, at.MEET, handed, list(T_of), backs, slopes, scaled=True, most=most)
    if not found and whole.enters:
        marks.wrong("4")
        return False
    if not found:
        return _judge_moved(box, marks, Theta[2], h, z, delta, whole)
    (whole.meet, whole.handed, whole.source, whole.back, whole.slope), (k,) = found
    whole.number_4 = k = _entered(whole.enters, k)
    back, slope = whole.back, whole.slope
    if fitting and slope is fitting or whole.bias is at.LAST and slope is at.FIRST_ROW:
        slope = at.SLOPE.right
    if whole.bias is at.LAST and back is at.LAST_COLUMN:
        back = at.BACK.right
    marks.say(whole.source, back, slope, whole.handed, whole.meet)
    marks.say(*box.said(k, at.TIMES_BACK, None if whole.meet is at.MINUS_BACK else at.MINUS_BACK))
    return True


def _judge_moved(box, marks, T, h, z, delta, whole):
    """Θ − α δ aᵀ in place of Θ: δ⁽²⁾ has a part with |δ⁽³⁾|² too."""
    for slope in at.SLOPE.rows:
        with np.errstate(all="ignore"):
            s = slope.filler(h, z)
            straight, bent = T[:, 1:].T @ delta[3] * s, -(delta[3] ** 2).sum(0) * h * s
            alpha = np.vdot(bent, delta[2] - straight) / np.vdot(bent, bent)
        if box.same(delta[2], straight + alpha * bent):
            whole.slope, whole.way_back = slope, alpha
            marks.say(at.MOVED, slope)
            return True
    marks.wrong("4")
    return False


# ---------------------------------------------------------------- the whole


def backpropagation(f, choices=NETS):
    """Mark f(Theta, X, Y, lambda_). choices : the networks to try, as NETS. Gives Marks."""
    box = Box(f, by_layer)
    marks, nets, stopped = Marks("1–2", "3", "4", "5", "1/m", "λ"), {}, {}
    for L in choices:
        for sizes in choices[L]:
            if box.runs(theta(sizes), *data(sizes, 2), 0.0) and box.runs(theta(sizes), *data(sizes, 3), 1.5):
                nets[L] = sizes
                break
            stopped.setdefault(L, (box.error, sizes[-2]))
    if not nets:
        if 2 in stopped and misses_bias(stopped[2][0], [stopped[2][1]]):
            marks.say(at.NO_ONES)
        return marks
    L = next(each for each in NETS if each in nets)
    if nets.keys() == {3} and 3 not in stopped:
        marks.say(at.THREE_LAYERS)
    reached = None
    try:
        reached = _reached(box, nets)
        whole = Whole(reached=reached or at.REACHED.right)
        if reached and _put_together(box, Marks(), nets, whole):
            marks.lines |= dict.fromkeys(marks.lines, True)
            marks.certain = True
            marks.say(reached)
        elif whole := _explain(box, marks, nets[L], NETS[4][0] if nets.get(4) == NETS[4][0] else nets[L], reached):
            marks.certain = _put_together(box, marks, nets, whole)
        several = sum(right is False for line, right in marks.lines.items() if line not in ("1/m", "λ")) > 1
        by_chance = L in stopped and (not marks.certain or _runs(whole, choices[L][0]))  # wrong shapes may fit there
        if several and by_chance:
            marks.rows = [row for row in marks.rows if row.line in ("λ", "")]
            marks.lines |= dict.fromkeys(marks.lines.keys() - {"λ"})
            marks.certain = False
    except (Stopped, TimeLimit, np.linalg.LinAlgError, ValueError):  # or a row that does not fit the sizes
        if marks.lines["5"] and marks.lines["1–2"] is None:  # it came no further than the loop, a part of line 5
            marks.lines["5"] = None
        if box.late:
            marks.lines["4"] = marks.lines["4"] and None  # four layers may show more of it
            if marks.lines["1/m"] is None:
                marks.retract(at.SHARE)
    if reached is at.NO_FIRST and not marks.certain:
        marks.say(reached)
        marks.lines["4"] = None  # δ⁽²⁾ did not show
    settle(box, marks)
    stands = marks.lines["5"] and marks.lines["4"] is None  # with no hidden layer
    if L == 2 and 3 in stopped and stopped[3][0] and stands:  # what a hidden layer needs more than an output
        if misses_bias(stopped[3][0], [stopped[3][1]]):
            marks.say(at.NO_ONES)
        else:
            marks.wrong("4")
            marks.certain = False
    found = {row.line for row in marks.rows} | {line for line, right in marks.lines.items() if right is False}
    if L in stopped and found <= {"1/m", "λ"}:
        marks.lines |= dict.fromkeys(("3", "4", "5"))  # right there only, as * is in place of @ with one output unit
        marks.certain = False
    if 4 in stopped and 4 not in nets and 3 in nets and not marks.rows and marks.certain:
        marks.leave("4")  # two hidden layers are too many for it
    return marks


def _explain(box, marks, sizes, deepest, reached):
    """The Whole that was found on that network, or None where a place is not explained."""
    Theta, whole = theta(sizes), Whole()
    X, Y = data(sizes, 6)
    parts, one = (slice(3), slice(3, 6)), (Theta, X[:1], Y[:1], 0.0)
    empty = not flat(box(Theta, X[:2], Y[:2], 0.0)).any()
    nothing = empty and box.runs(*one) and flat(box(*one)).any()
    if not nothing and box.same(*(flat(box(Theta, X[part], Y[part], 0.0)) for part in parts)):
        whole_y = (flat(box(Theta, X[part], np.round(Y[part]), 0.0)) for part in parts)
        penalty_alone = empty and flat(box(Theta, X[:2], Y[:2], 1.0)).any()
        marks.say(at.PARTIAL if not box.same(*whole_y) else at.NO_DELTA if penalty_alone else at.BLIND)
        return None
    box.twice = not box.runs(*one) or not flat(box(*one)).any()
    if _is_stepped(box, Theta, X, Y):
        box.change = lambda D, Theta, *more: {l: Theta[l] - D[l] for l in D}
        box.seen.note(at.STEPPED)
    elif _is_reshaped(box(*one)):
        box.change = partial(_shaped, box)
        box.seen.note(at.RESHAPED)
    if is_whole(box(Theta, X, Y, 0.0)):
        marks.say(at.NO_REST)
        return None
    if all(len(D) > 1 and D.any() and box.same(D, D[:1] + 0 * D) for D in box(Theta, X, Y, 0.0).values()):
        marks.say(at.ONE_ROW)
        return None
    added, Delta = {}, {}
    tries = [(r, m, deepest) for r, m in ((1.5, 3), (0.6, 3), (1.5, 2), (0.6, 4))]  # where first and last are not all
    if more := sizes if sizes != deepest else _another(box, sizes, NETS[len(sizes)]):
        tries.append((1.5, 3, more))  # which tells a fixed number from one of the sizes
    for r, m, net in tries:
        D0, D = (box(theta(net), *data(net, m), each) for each in (0.0, r))
        added[r, m, net] = {l: D[l] - D0[l] for l in D}
        Delta[r, m, net] = {l: m * D0[l] for l in D}
    whole.penalty = judge_penalty(box, marks, added, Delta)
    L = len(deepest)
    if reached and not reached.filler(L - 1, L):  # δ⁽ᴸ⁾ is no 0, since it has come down
        marks.say(reached)
        return None
    if nothing:
        marks.say(at.CUT_MEAN)
        whole.who = ((ALL, at.WHO.right, lambda m, *_: 1.0 // m),)
        whole, clear = judge_lines(box, marks, Theta, whole)
        return whole if clear and whole.penalty else None
    if all(box.zero(flat(each, REST), 1) for each in Delta.values()):
        marks.say(at.NO_DELTA)
        return None
    if not flat(box(*one)).any():  # one example alone has lost itself, as where a mean is subtracted
        marks.leave("5")
        return None
    loop = judge_loop(box, marks, Theta, X, Y, whole)
    whole, clear = judge_lines(box, marks, Theta, whole)
    measured = {row.name for row in (whole.given, whole.first, whole.bias)} & {at.OTHER_X.name, at.A0_VARIES.name}
    is_known = clear and len(Theta) == 2 and not whole.outer and not measured  # of other examples, too
    if not loop and is_known and marks.lines["4"] is not False:
        loop = _judge_mixed(box, marks, Theta, X, Y, whole)
    clear &= loop and judge_mean(box, marks, sizes, whole)
    return whole if clear and whole.penalty else None


def _another(box, sizes, nets):
    """The first of nets that is not this one, and on which it runs; or None."""
    others = (net for net in nets if net != sizes)
    return next((net for net in others if all(box.runs(theta(net), *data(net, 3), r) for r in (0.0, 1.5))), None)


def _runs(whole, sizes):
    try:
        whole(theta(sizes), *data(sizes, 2))
    except ValueError:
        return False
    return True


def _reached(box, nets):
    """The layers that line 5 has done, where D is 0 in the others on each network; or None."""
    empty = {}
    for L, sizes in nets.items():
        D = box(theta(sizes), *data(sizes, 3), 0.0)
        empty[L] = [l for l in D if not D[l].any()]
    some = any(empty.values()) and any(len(empty[L]) < L - 1 for L in nets)
    for row in at.REACHED.rows[1:] if some else ():
        if all(empty[L] == [l for l in range(1, L) if not row.filler(l, L)] for L in nets):
            return row
    return None


def rank(M):
    return np.linalg.matrix_rank(M, tol=1e-6 * np.abs(M).max()) if M.any() else 0


def is_whole(D):
    """Whether column 0, or the rest, has whole numbers only, and not one alone."""
    return any(np.ptp(part) and (part == np.round(part)).all() for part in (flat(D, BIAS_COLUMN), flat(D, REST)))


def _is_stepped(box, Theta, X, Y):
    """Whether Θ − D, not D, has the rank of one example."""
    D = box(Theta, X[[0, 0]], Y[[0, 0]], 0.0)[1]
    return min(D.shape) > 1 and rank(D) > 1 and rank(Theta[1] - D) == 1


def _is_reshaped(D):
    """Whether line 5 has filled a δᵀ into the shape of Δ."""
    return min(D[1].shape) > 1 and rank(D[1]) > 1 and all(rank(each.reshape(each.T.shape)) == 1 for each in D.values())


def _shaped(box, D, Theta, X, Y, lambda_):
    """The same with δ aᵀ, under which λΘ stands as it did."""
    shaped = {l: each.reshape(each.T.shape).T for l, each in D.items()}
    if lambda_:
        plain = box(Theta, X, Y, 0.0)
        shaped = {l: D[l] + plain[l] - plain[l].T.reshape(D[l].shape) for l in D}
    return shaped


def _put_together(box, marks, nets, whole):
    """Whether what was found gives the learner's numbers on other weights, and on other networks."""

    def agrees(whole, sizes):
        for seed, m, r in ((1, 4, 0.0), (2, 3, 0.7), (3, 2, 2.0)):
            Theta, (X, Y) = theta(sizes, seed), data(sizes, m, seed)
            try:
                if not box.same(flat(box(Theta, X, Y, r)), flat(whole(Theta, X, Y, r)), 100 if whole.moves else 1):
                    return False
            except ValueError:  # a filler that does not fit these sizes
                return False
        return True

    for L in sorted(nets, key=lambda L: L == 4):
        deeper = (at.HANDED.right, whole.handed, at.FROM_OUTPUT, at.BARE, at.ONCE_MORE)[: 5 if L == 4 else 1]
        tried = (nets[L], (3, 3, 3, 3))[: 2 if L == 4 else 1]  # loops over too few units do not stop
        row = next((row for sizes in tried for row in deeper if agrees(replace(whole, deeper=row), sizes)), None)
        if row is None:
            if L == 4:
                marks.wrong("4")
            return False
        if L > 2:
            marks.say(row)
    return True


def settle(box, marks):
    """Two rows that are one mistake become one; in the order of the algorithm."""
    marks.say(*box.seen.rows)
    joined = [row for parts, row in at.JOINED if marks.join(parts, row)]
    join_mean(marks, at.MEAN, before_theta, "before Δ", joined)
    for row in at.MEAN.rows if marks.lines.get("1/m", 0) is None else ():
        if row.question == at.COUNTS[0] and marks.join((before_theta(row),), row):  # m itself is miscounted
            marks.lines["1/m"] = False
    for row in [row for row in marks.rows if row.name == at.OTHER_MEAN.name]:
        marks.join((row, *(each for each in marks.rows if each.place is at.SHARE)), row)
    for row in [row for row in marks.rows if row.number and row.line in ("3", "1/m")]:
        marks.join((row, at.TIMES_LAMBDA.times(row.number)), at.TIMES_D.times(row.number))
    order = [*marks.lines, ""]
    marks.rows.sort(key=lambda row: order.index(row.line) if row.line in order else len(order))
    if not marks.certain:
        _doubt(marks)


def join_mean(marks, place, other, where, joined=()):
    """The rows of 1/m: one mistake with the other where both are there; before one part alone, said so."""
    known = [row for row in marks.rows if row in place.rows or row.place is place and row.filler and row.number]
    for row in [row for row in known if row not in joined]:
        if not marks.join((row, other(row)), row) and marks.lines.get("λ"):
            marks.join((row,), row.only(where))


def _doubt(marks):
    """What rests on a line that was not explained is left open."""
    explained = {row.line for row in marks.rows} | marks.apart
    for line in marks.left & explained:
        marks.lines[line] = False
    for line, others in (("5", ("1–2", "3", "4", "1/m")), ("1–2", ("3", "4")), ("3", ("4",))):
        if line in marks.lines and marks.lines[line] is not True and line not in explained:
            marks.lines |= dict.fromkeys(marks.lines.keys() & {*others} - explained)
