"""Which part of a single line is wrong: output_error, backpropagate_errors, accumulate and regularized_gradient."""

import numpy as np

from bpkit import algorithm
from bpkit.check import places as at
from bpkit.check import running
from bpkit.check.experiments import Box, Marks, Stopped, by_layer, data, fit, flat, theta
from bpkit.check.marking import REST, backpropagation, line_4, said_of_line_4, settle
from bpkit.check.whole import Whole

# ---------------------------------------------------------------- lines 1 and 2


def _pass_form(box, value, given):
    """{("z", l): matrix, ("a", l): matrix}; what is wrong with its form is noted, and put right."""
    Theta, x = given
    L, m = len(Theta) + 1, x.shape[1]
    units = {l: len(x) if l == 1 else len(Theta[l - 1]) for l in range(1, L + 1)}
    if isinstance(value, dict):
        box.note(at.ONLY_A_BACK)
        value = {}, value
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise running.Trouble("It must hand back two things, z and a.")
    z, a = value
    if isinstance(z, dict) and isinstance(a, dict) and 1 in z and 1 not in a and min(a, default=0) == 2:
        box.note(at.SWAPPED)
        z, a = a, z
    if isinstance(z, dict) and isinstance(a, dict) and 0 in a:
        box.note(at.FROM_0_BACK)
        z, a = ({l + 1: part[l] for l in part} for part in (z, a))
    if isinstance(z, dict) and set(z) == set(range(1, L)) and len(z[1]) == units[2]:
        box.note(at.Z_FROM_1)
        z = {l + 1: z[l] for l in z}
    z = {} if isinstance(z, dict) and not z else running.layers_of("z", z, range(2, L + 1))
    a, found = running.layers_of("a", a, range(1, L + 1)), {}
    if 1 not in a:
        box.note(at.NO_A1)
    if L not in a:
        box.note(at.TOO_SOON)
    for letter, made in (("z", z), ("a", a)):
        for l in range(2 if letter == "z" else 1, L + 1):
            if l not in made:
                continue
            d = box.matrix(f"{letter}[{l}]", made[l], None, m)
            with_bias = letter == "a" and l < L
            if d.shape[1] != m and d.shape[0] == m:
                box.note(at.ROWS)
                d = d.T
            if d.shape == (units[l] + 1, m) and not with_bias:
                box.note(at.BIAS_IN_Z if letter == "z" else at.BIAS_OUT)
                d = d[1:]
            elif d.shape == (units[l], m) and with_bias:
                box.note(at.BARE_INPUT if l == 1 else at.BARE_HIDDEN)
            elif d.shape != (units[l] + with_bias, m):
                raise running.Trouble(f"{letter}[{l}] has the shape {d.shape}.")
            found[letter, l] = d
    if not found:
        raise running.Trouble("z and a are empty.")
    return found


def forward_propagate(f):
    """Mark f(Theta, x): each z from the learner's own a, each a from the learner's own z. Gives Marks."""
    marks, box, ran, stopped = Marks("1–2"), Box(f, _pass_form), [], []
    for sizes in ((5, 4, 3), (4, 2), (5, 4, 6, 3), (3, 3, 3)):
        for m in (8, 1):
            Theta, x, before = theta(sizes), data(sizes, m)[0].T, list(box.forms)
            try:
                found = box(Theta, x)
            except Stopped:
                stopped.append(len(sizes))
                continue
            if len(sizes) != 3 and box.forms != before and ran:  # what it forgets there, it does not know
                stopped.append(len(sizes))
                box.forms = before
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
    inputs, zs, hidden, outs = [], [], [], []
    for Theta, x, found in ran:
        L, h, full, before = len(Theta) + 1, x, None, None  # h and z of the layer before; a, where it has its bias unit
        for l in range(1, L + 1):
            a, z = found.get(("a", l)), found.get(("z", l))
            if z is not None:
                zs.append((z, Theta[l - 1], h, full, before))
            if a is not None and l == 1:
                inputs.append((a, x))
            elif a is not None:
                (hidden if l < L else outs).append((a, z, Theta[l - 1], h, full))
            if a is None and z is None:
                break
            h = at.g(z) if a is None else a if l == L or len(a) == len(x if l == 1 else Theta[l - 1]) else a[1:]
            full, before = (a if a is not None and a is not h and l < L else None), z if l > 1 else None
            if found.get(("a", l)) is not None and l < L and len(a) == len(h):
                full = None

    def z_of(rows, T, h, full, before):
        weights, bias, shown = rows
        z = weights.filler(T, bias.filler(h) if full is None else full, before)
        return None if z is None else shown.filler(z)

    def with_bias(rows, a, h):
        return h if len(a) == len(h) else rows.filler(h)

    found_z = (
        fit(box, zs, z_of, at.WEIGHTS, at.BIAS, at.SHOWN)
        if zs
        else ((at.WEIGHTS.right, at.BIAS.right, at.SHOWN.right), [])
    )
    shown = found_z and found_z[0][2]

    def a_of(rows, z, T, h, full, a):
        bias, unit = rows
        if z is None or shown:
            z = T @ (at.BIAS.right.filler(h) if full is None else full)
        made = unit.filler(z)
        return made if len(a) == len(made) else bias.filler(made)

    def input_of(rows, x, a):
        given, bias = rows
        made = given.filler(x)
        return made if len(a) == len(made) else bias.filler(made)

    found_1 = fit(box, [(a, x, a) for a, x in inputs], input_of, at.INPUT, at.BIAS) if inputs else ((), [])
    found_h = fit(box, [(a, *more, a) for a, *more in hidden], a_of, at.BIAS, at.UNIT) if hidden else None
    last = [found_h[0][1]] if found_h else []
    units = [*last, *(row for row in at.UNIT.rows if row not in last)]
    found_L = fit(box, [(a, *more, a) for a, *more in outs], a_of, at.BIAS.rows[:1], units) if outs else None
    if not (found_z and found_1 and (found_h or not hidden) and (found_L or not outs)):
        marks.wrong("1–2")
        for each in (found_z, found_1, found_h, found_L):
            marks.say(*(each[0] if each else ()))
        marks.wrong("1–2")
        return False
    marks.say(*found_1[0][:1], *found_z[0])
    bias_1, bias_h = (found_1[0] or (0, at.BIAS.right))[1], found_h[0][0] if found_h else None
    marks.say(
        *([bias_1] if bias_h in (None, bias_1) else [bias_1.only("in layer 1"), bias_h.only("in the hidden layers")])
    )
    unit, out = found_h[0][1] if found_h else None, found_L[0][1] if found_L else None
    if unit is not None and out is not None and unit != out:
        marks.say(unit.only("in the hidden layers"), out.only("at the output"))
    else:
        marks.say(*filter(None, [unit or out]))
    return True


# ---------------------------------------------------------------- lines 3 and 4


def line_3(box, a, y, delta, known=None):
    """(row, number) for δ⁽ᴸ⁾, that which is known if it can be; or None."""
    z = at.logit(a)
    rows = [*known[:1], *at.ERROR.rows] if known else at.ERROR
    found = fit(box, [(delta,)], lambda each: each[0].filler(a, y, z), rows, scaled=True)
    return (found[0][0], found[1][0]) if found and 1e-4 < abs(found[1][0]) < 1e4 else None


def say_line_3(box, marks, found):
    if not found:
        marks.wrong("3")
        return
    row, k = found
    marks.say(row, *([at.Y_MINUS_A] if k < 0 else []))
    if not box.same(abs(k), 1):
        marks.say(at.TWICE if box.same(abs(k), 2) else at.TIMES_ERROR.times(k))


def together(box, marks, whole, alone, place):
    """Whether what several columns give is explained by what each alone gives. Enters how."""
    found = fit(box, [(whole,)], lambda rows: rows[0].filler(alone), place)
    if found:
        marks.say(found[0][0])
    else:
        marks.wrong(place.line)
    return bool(found)


def output_error(f):
    """Mark f(a_L, y). Gives Marks."""

    def form(box, value, given):
        K, m = given[0].shape
        found = box.matrix("δ⁽ᴸ⁾", value, K, m)
        if found.shape == (m, K) != (K, m):
            box.note(at.ROWS)
            found = found.T
        if found.shape == (1, K) != (1, m) and m > 1:
            found = found.T
        if found.shape == (K, K) != (K, m) and m == 1:
            box.note(at.Y_TURNED)
            found = np.diag(found)[:, None]
        if found.shape == (K + 1, m) and not found[0].any():
            box.note(at.ROW_ADDED)
            found = found[1:]
        if found.shape == (K - 1, m) and K > 1 < m:
            box.note(at.FIRST_DROPPED)
            found = np.vstack([(given[0] - given[1])[:1], found])
        if found.size < K * m and all(n in (1, wanted) for n, wanted in zip(found.shape, (K, m))):
            found = np.broadcast_to(found, (K, m))  # added up over the examples, or over the outputs
        if found.shape != (K, m):
            raise running.Trouble(f"δ⁽ᴸ⁾ has the shape {found.shape}, but it must be {(K, m)}.")
        return {"δ": found}

    marks, box = Marks("3"), Box(f, form)
    rng, explained, found = np.random.default_rng(2), True, None
    try:
        for K in (3, 1):
            a, y = rng.uniform(0.05, 0.95, (2, K, 5))
            y[:, 3:] = np.arange(2)
            alone = np.hstack([box(a[:, [t]], y[:, [t]])["δ"] for t in range(5)])
            found = line_3(box, a, y, alone, found)
            say_line_3(box, marks, found)
            explained &= together(box, marks, box(a, y)["δ"], alone, at.TOGETHER_3) and bool(found)
        marks.certain = explained
    except Stopped:
        pass
    settle(box, marks)
    return marks


ERROR_NETS = {
    3: ((5, 4, 3), (3, 3, 3), (2, 3, 4), (5, 4, 1)),
    4: ((5, 4, 6, 3), (3, 3, 3, 3), (2, 3, 4, 5)),
    2: ((5, 3), (3, 1)),
}


def _errors_form(box, value, given):
    """delta as {l: matrix}; what is wrong with its form is noted, and put right."""
    Theta, _, y = given
    L, m = len(Theta) + 1, y.shape[1]
    units = {l: len(Theta[l - 1]) for l in range(2, L + 1)}
    if isinstance(value, dict) and set(value) == set(range(1, L)) and len(np.atleast_1d(value[L - 1])) == units[L]:
        box.note(at.TOO_LOW)
        value = {l + 1: value[l] for l in value}
    if isinstance(value, np.ndarray) and value.shape == (units[L], m):
        value = {L: value}
    layers = running.layers_of("delta", value, range(2, L + 1))
    if 1 in layers:
        box.note(at.INPUT_DELTA)
    if L not in layers:
        box.note(at.NO_LAST)
    if L > 2 and set(layers) == {L}:
        box.note(at.ONLY_LAST)
    elif L > 3 and 2 not in layers:
        box.note(at.TOO_EARLY)
    found = {}
    for l in units:
        if l in layers:
            d = box.matrix(f"delta[{l}]", layers[l], None, m)
            if m > 1 and d.shape[1] == 1:  # added up over the examples
                d = np.repeat(d, m, 1)
            if d.shape == (m, units[l]) != (units[l], m):
                box.note(at.ROWS)
                d = d.T
            if d.shape[0] == units[l] + 1 and l < L:
                if np.abs(d[0]).max() > 1e-12:
                    box.note(at.BIAS_ERROR)
                d = d[1:]
            if d.shape != (units[l], m):
                raise running.Trouble(f"delta[{l}] has the shape {d.shape}, but it must be {(units[l], m)}.")
            found[l] = d
    return found


def backpropagate_errors(f):
    """Mark f(Theta, a, y): each δ from the learner's own next. Gives Marks."""
    tried, stopped = {}, set()
    for L, choices in ERROR_NETS.items():
        for sizes in choices:
            marks, box = Marks("3", "4"), Box(f, _errors_form)
            try:
                marks.certain = _explain_errors(box, marks, L, sizes)
            except Stopped:
                stopped.add(L)
                continue
            settle(box, marks)
            if L not in tried or marks.certain:
                tried[L] = marks
            if marks.certain:
                break
    if 3 not in tried:
        return tried.get(2) or Marks("3", "4")
    marks = tried[3]
    if marks.certain and 3 not in stopped and all(L not in tried or not tried[L].certain for L in (2, 4)) and stopped:
        marks.say(at.THREE_LAYERS)
    else:
        for L in (4, 2):
            if L in tried:
                marks.certain &= tried[L].certain
                marks.say(*tried[L].rows)
    settle(Box(f, _errors_form), marks)
    return marks


def _explain_errors(box, marks, L, sizes):
    Theta, (X, Y) = theta(sizes), data(sizes, 7)
    a, y = algorithm.forward_propagate(Theta, X.T)[1], Y.T.copy()
    y[:, 5:] = np.arange(2)
    whole, parts = box(Theta, a, y), [box(Theta, _column(a, t), y[:, [t]]) for t in range(y.shape[1])]
    delta, explained = {l: np.hstack([part[l] for part in parts]) for l in whole}, True
    for l in sorted(whole, reverse=True):
        if not box.same(whole[l], delta[l]):  # what one layer hands on to the next is no second mistake
            explained &= together(box, marks, whole[l], delta[l], at.TOGETHER_3 if l == L else at.TOGETHER_4)
            break
    own = np.ones_like(a[L])
    if L in delta:
        found = line_3(box, a[L], y, delta[L])
        say_line_3(box, marks, found)
        explained &= bool(found)
        with np.errstate(all="ignore"):
            own = found[0].filler(a[L], y, at.logit(a[L])) / (a[L] - y) if found else own
    else:
        delta[L] = a[L] - y
    for l in range(L - 1, 1, -1):
        if l not in delta:
            break
        own, found = _hidden(box, Theta, a, own, delta, l, L)
        if found is None:
            marks.wrong("4")
            return False
        marks.say(*found)
    return explained


def _column(a, t):
    return {l: value[:, [t]] for l, value in a.items()}


def _hidden(box, Theta, a, own, delta, l, L):
    """(the slope in δ⁽ˡ⁾, its mistakes), made with whichever Θ and δ it may have taken; (…, None) if none fits."""
    h = a[l][1:]
    sources = [(row, l + row.filler[0], l + row.filler[1]) for row in at.SOURCE.rows]
    sources += [(at.FROM_OUTPUT, l, L)] * (l + 1 < L)
    for row, T, above in sources:
        if T in Theta and above in delta:
            up = a[above] if above == L else a[above][1:]
            if len(Theta[T]) == len(up) == len(delta[above]) == len(own):
                most = 2 if T == l else 1
                at_up = up, at.logit(up)
                found = line_4(box, Theta[T], h, at.logit(h), at_up, own, delta[above], delta[l], Whole(), most)
                if found:
                    slope = found[0][3].filler(h, at.logit(h))
                    return slope, [row, *said_of_line_4(box, found, Whole())]
    return None, None


# ---------------------------------------------------------------- line 5


def accumulate(f):
    """Mark f(Delta, delta, a). Gives Marks."""
    marks, box = Marks("5"), Box(f, by_layer("Delta", lambda given: given[0]))
    ran, stopped, cases = [], [], []
    for sizes in ((5, 4, 3), (5, 4, 6, 3), (4, 2), (3, 3, 3)):
        for m in (3, 2, 1):
            rng, L = np.random.default_rng([3, m, *sizes]), len(sizes)
            Delta = {l: rng.normal(size=(sizes[l], sizes[l - 1] + 1)) for l in range(1, L)}
            delta = {l: rng.normal(size=(sizes[l - 1], m)) for l in range(2, L + 1)}
            a = {l: np.vstack([np.ones(m), rng.uniform(0.05, 0.95, (sizes[l - 1], m))]) for l in range(1, L)}
            a[L] = rng.uniform(0.05, 0.95, (sizes[-1], m))
            try:
                part, new = (box({l: c * D for l, D in Delta.items()}, delta, a) for c in (0, 1))
            except Stopped:
                stopped.append(L)
                continue
            ran.append(L)
            cases.append((part, new, Delta, delta, a, m, L))
    if ran:
        if set(ran) == {3} and 3 not in stopped:
            marks.say(at.THREE_LAYERS)
        marks.certain = _explain_sum(box, marks, cases)
    settle(box, marks)
    return marks


def _explain_sum(box, marks, cases):
    for whole in (_sum, _product):
        if all(
            box.same(flat(new), flat(Delta) * flat(whole(delta, a, Delta))) for _, new, Delta, delta, a, *_ in cases
        ):
            marks.say(at.MULTIPLIED)
            return True
    if all(not new[l][:, 0].any() for _, new, *_ in cases for l in new):
        marks.say(at.BIAS_IS_0)
        return all(
            box.same(flat(new, REST), flat(Delta, REST) + flat(_sum(delta, a, Delta), REST))
            for _, new, Delta, delta, a, *_ in cases
        )
    k = np.vdot(flat(cases[0][1]) - flat(cases[0][0]), flat(cases[0][2])) / np.vdot(*[flat(cases[0][2])] * 2)
    seen = [(flat(new) - flat(part), flat(Delta), m) for part, new, Delta, _, _, m, _ in cases]
    old = fit(box, seen, lambda rows, Delta, m: rows[0].filler(m) * Delta, at.OLD)
    if not old:
        if all(
            box.same(flat(new), k * (flat(Delta) + flat(_sum(delta, a, Delta))))
            for _, new, Delta, delta, a, *_ in cases
        ):
            marks.say(at.TIMES_D.times(k))
            return True
        marks.wrong("5")
        return False
    marks.say(*old[0])
    if all(box.zero(flat(part), flat(Delta)) for part, _, Delta, *_ in cases):
        marks.say(at.NOTHING)
        return True

    def parts(make, *places):
        seen = [(flat(part), new, delta, a, m, L) for part, new, _, delta, a, m, L in cases]
        return fit(box, seen, lambda rows, *given: (made := make(rows, *given)) and flat(made), *places, scaled=True)

    def make(rows, new, delta, a, m, L):
        part, examples, reached, column = rows
        made = {}
        for l in new:
            found = part.filler(*examples.filler(delta[l + 1], a[l]))
            if found is None:
                return None
            if column:
                d = delta[l + 1]
                found = np.column_stack([column.filler(d, found[:, 1:, None], new[l][:, :1], 1.0).sum(1), found[:, 1:]])
            made[l] = reached.filler(l, L) * found
        return made

    found = parts(make, at.PART, at.EXAMPLES, at.REACHED, [*at.COLUMN.rows, at.ONE_MORE, at.ONE_FOR_EACH])
    for row, k, j in ((at.OTHER_DELTA, 0, 0), (at.OTHER_A, 1, 1)):

        def other(rows, new, delta, a, m, L, k=k, j=j):
            return _other(new, delta, a, k, j)

        if not found and (each := parts(other, at.OLD.rows[:1])):
            found = (row,), each[1]
    if not found:
        marks.wrong("5")
        return False
    numbers = {}
    for k, case in zip(found[1], cases):
        if case[5] > 1 or not found[0][1:2] or not found[0][1]:
            numbers.setdefault(case[5], k)
    marks.say(*found[0])
    sign = np.sign(found[1][0])
    amounts = [row for row in at.AMOUNT.rows if all(box.same(k, sign * row.filler(m)) for m, k in numbers.items())]
    same = all(box.same(k, found[1][0]) for k in found[1])
    marks.say(*([at.SUBTRACTED] if sign < 0 else []), *(amounts[:1] or [at.TIMES_PART.times(found[1][0])]))
    return bool(amounts) or same


def _sum(delta, a, Delta):
    return {l: delta[l + 1] @ a[l].T for l in Delta}


def _product(delta, a, Delta):
    return {l: np.prod(delta[l + 1][:, None] * a[l], axis=2) for l in Delta}


def _other(new, delta, a, k, j):
    made = {l: delta[l + k] @ a[l + j].T for l in new if l + k in delta}
    return made if all(l in made and made[l].shape == new[l].shape for l in new) else None


# ---------------------------------------------------------------- lines 6 and 7


AS_MEAN = {at.Y_MINUS_A: at.MINUS_DELTA, at.TWICE: at.TIMES_MEAN.times(2), at.NO_COLUMN: at.NO_DELTA_0}


def regularized_gradient(f):
    """Mark f(Delta, Theta, m, lambda_) as the end of a whole whose other lines are right. Gives Marks."""

    def whole(Theta, X, Y, lambda_):
        a = algorithm.forward_propagate(Theta, X.T)[1]
        delta = algorithm.backpropagate_errors(Theta, a, Y.T)
        return f(algorithm.accumulate({l: 0 * T for l, T in Theta.items()}, delta, a), Theta, len(X), lambda_)

    found, marks = backpropagation(whole), Marks("1/m", "λ")
    marks.certain = found.certain
    marks.lines = {"1/m": all(found.lines[line] for line in found.lines if line != "λ"), "λ": found.lines["λ"]}
    for row in found.rows:
        if row.line in ("1/m", "λ", ""):
            marks.say(row)
        elif row.number:
            marks.say(at.TIMES_MEAN.times(row.number))
        else:  # Δ is given: what is wrong with it is wrong here
            marks.say(*(mine for other, mine in AS_MEAN.items() if other.name == row.name))
    order = [*marks.lines, ""]
    marks.rows.sort(key=lambda row: order.index(row.line))
    return marks


def _deltas(sizes, seed=0):
    rng = np.random.default_rng([9, seed, *sizes])
    return {l: rng.normal(0, 1, T.shape) for l, T in theta(sizes).items()}


# ---------------------------------------------------------------- the step


def step(f):
    """Mark f(Theta, D, alpha), a step of gradient descent. Gives Marks."""
    marks, box = Marks("the step"), Box(f, by_layer("Theta", lambda given: given[0]))
    cases = []
    try:
        for sizes in ((5, 4, 3), (4, 2), (2, 3, 2, 5)):
            for alpha in (0.3, 1.7):
                Theta, D = theta(sizes), _deltas(sizes)
                cases.append((flat(box(Theta, D, alpha)) - flat(Theta), Theta, D, alpha))
    except Stopped:
        return marks

    def moved(rows, Theta, D, alpha):
        to, where = rows
        return flat({l: where.filler(l, len(Theta) + 1) * (to.filler(T, D[l], alpha) - T) for l, T in Theta.items()})

    found, number = fit(box, cases, moved, at.STEP, at.MOVED_LAYERS), None
    if not found and (found := fit(box, cases, moved, at.STEP.rows[:1], at.MOVED_LAYERS, scaled=True)):
        k, *others = found[1]
        if all(box.same(each, k) for each in others):
            number = at.TIMES_STEP.times(k)
        else:
            found = None
    if found:
        marks.say(*found[0], *([number] if number else []))
        marks.certain = True
    else:
        marks.wrong("the step")
    settle(box, marks)
    return marks
