"""Lines 6 and 7 as a sum of two matrices, one entry written out, J, and all entries of D against λ in one picture."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.notation import Ref, number
from bpkit.numbers import Changes
from bpkit.views import images
from bpkit.views.cells import APART, TINY, cell, column_heads, decimals_in, extent, given, label, matrix, short, written
from bpkit.views.graph import Axes, round_up, ticks
from bpkit.views.page import page
from bpkit.views.panel import cost, named_seed
from bpkit.views.picture import Picture, sign
from bpkit.views.scene import MIDDLE, Scene

PARTS = ("mean", "pull", "D")
TOP, TALL, ROW, WIDEST = 48, 150, 28, 72  # where the matrices begin, how deep they are at most, and a cell
NUMBERS = 24  # the room for the numbers of the rows
LOW, SMALL = 18, 12  # a row lower than that shows no numbers; what is smaller is an image
FOLDED = 64  # the longer side of a folded row
COST, LOW_COST = 196, 200  # the width of J, and of a J that is less high
BOTTOM, LABELS, LABEL = 500, 12, 19  # where the picture of the lines ends; so many have a label, so high


class Regularized(NamedTuple):
    """scene : numbers, what changed, and the strip. l : the layer. entry : (i, j), the one that is written out.

    most : λ at the right end of the lines. ends : D⁽ˡ⁾ at λ = 0 and there, finite. slope : of D against λ.
    """

    scene: Scene
    l: int
    entry: tuple
    most: float
    ends: np.ndarray
    slope: np.ndarray


class Plan(NamedTuple):
    """w, h : of a cell, where numbers or tints are shown; tall : of the deepest matrix. cost : where J is, how wide.

    sign : the room for + and =.
    """

    w: float
    h: float
    tall: float
    cost: tuple
    axes: tuple
    x: float
    width: float
    height: float
    sign: float

    @property
    def large(self):
        return min(self.w, self.h) < SMALL

    @property
    def equation(self):
        return TOP + self.tall + 38


def plan_of(shown, width):
    """Where all stands: the same for each layer, so that nothing jumps."""
    shapes = [Theta.shape for Theta in shown.scene.numbers.Theta.values()]
    rows, columns = (max(counts) for counts in zip(*shapes))
    narrow, x = width < MIDDLE, 6
    sign = 24 if narrow else 44
    room = width - 2 * x - 2 * sign - 3 * (NUMBERS + APART)
    w, h = min(WIDEST, room // (3 * columns)), min(ROW, TALL // rows)
    large = min(w, h) < SMALL
    tall = TALL if large else h * rows
    used = width - room + (room if large else 3 * columns * w)
    beside = not narrow and width - used >= COST + 14
    at = (x, TOP + tall + 60, width - 2 * x) if narrow else (width - LOW_COST - 20, TOP + tall + 2, LOW_COST)
    if beside:
        at = width - COST - x, 4, COST
    top = TOP + tall + (174 if narrow else 102 if beside else 110)
    bottom = top + 230 if narrow else BOTTOM
    axes = (44, top, width - 172 if narrow else 740, bottom - top)
    return Plan(w, h, tall, at, axes, x, width, bottom + 50, sign)


def regularized_lab(shown, width, tabs):
    """The whole lab as HTML. tabs : the layers as HTML, between the matrices and the lines, which are both of one."""
    plan = plan_of(shown, width)
    place = f"left: {min(520, plan.width - 170):g}px; top: {plan.axes[1] - 38:g}px"
    over = f'<div class="laid" style="{place}">{tabs}</div>'
    return page(shown.scene.strip, regularized(shown, width, True), veiled=shown.scene.veiled, over=over)


def regularized(shown, width, live):
    """Everything below the strip, as a Picture."""
    plan, scene = plan_of(shown, width), shown.scene
    parts = [_images(shown, plan, live) if plan.large else _matrices(shown, plan, live), _equation(shown, plan)]
    parts += [cost(scene, *plan.cost), _lines(shown, plan, live)]
    y = plan.height - 10
    look = {"change": int(scene.changes.signs("lambda_")), "size": 17, "most": 70}
    parts += [notation.svg("λ =", 6, y, 20), given("lambda_", 38, y, scene.numbers.lambda_, **look)]
    return Picture(plan.width, plan.height, "".join(parts) + named_seed(scene, 136, y), described(shown))


def described(shown):
    """One sentence on what is on the screen."""
    numbers = shown.scene.numbers
    return (
        f"Layer {shown.l}, λ = {numbers.lambda_:g}, m = {numbers.m}: Δ/m plus λΘ/m, without column 0, is D; "
        f"each entry of D against λ is a straight line, flat for j = 0; J = {number(numbers.J)}."
    )


# ---------------------------------------------------------------- the two matrices and their sum


def _lefts(plan, wide):
    """Where the three begin: the cells, not the numbers of the rows. wide : each, with those numbers."""
    return [plan.x + NUMBERS + k * (wide + plan.sign) for k in range(3)]


def _signs(plan, lefts, y):
    """The + and the =, in the middle between one matrix and the numbers of the next one's rows."""
    middles = (left - NUMBERS - plan.sign / 2 for left in lefts[1:])
    return "".join(notation.svg(mark, x, y, 22, "middle") for mark, x in zip("+=", middles))


def _computed(scene):
    """The scene whose numbers are all of before, while a prediction is open: λΘ is computed, but of what is given."""
    was = scene.changes.was
    return scene._replace(numbers=was, changes=Changes(None, was)) if scene.veiled else scene


def _matrices(shown, plan, live):
    scene, l = _computed(shown.scene), shown.l
    numbers, changes = scene.numbers, scene.changes
    rows, columns = numbers.Theta[l].shape
    w, h = plan.w, plan.h
    lefts = _lefts(plan, NUMBERS + columns * w + APART)
    decimals = decimals_in(w) if h >= LOW else None
    parts = [_signs(plan, lefts, TOP + h * rows / 2 + 6)]
    for quantity, x in zip(PARTS, lefts):

        def ref(i, j, of=quantity):
            return None if of == "pull" and j == 0 else f"{of}[{l}][{i + 1}, {j}]"

        look = {"signs": changes.signs(quantity, l), "decimals": decimals, "pick": live}
        look["framed"] = shown.entry if quantity == "D" else None
        parts.append(notation.svg(Ref(quantity, l).source, x, 18, 20) + column_heads(columns, x, TOP - 8, w))
        parts.append(matrix(numbers.array(quantity, l), ref, x, TOP, w, h, rows=h >= LOW, **look))
        if quantity == "pull":
            parts.append(label(x + (w + APART * (w < TINY)) / 2, TOP + h * rows / 2 + 5, "no λ", "mu", "middle"))
    return "".join(parts)


def _images(shown, plan, live):
    """The three as images, with the row of the entry folded beside each."""
    l, scene = shown.l, _computed(shown.scene)
    rows, columns = scene.numbers.Theta[l].shape
    wide = (plan.width - 2 * plan.x - 2 * plan.sign) / 3
    w, h = min(12, (wide - NUMBERS - 24 - FOLDED - 24) / columns), TALL / rows
    lefts = _lefts(plan, wide)
    places = {q: images.Place(x, TOP, rows, columns - 1, w, h) for q, x in zip(PARTS, lefts)}
    names = "".join(
        notation.svg(Ref(quantity, l).source, x, 18, 20)
        + label(x, 38, "no λ in column 0" if quantity == "pull" else f"{rows} × {columns}", "mu s")
        for quantity, x in zip(PARTS, lefts)
    )
    return names + _signs(plan, lefts, TOP + TALL / 2 + 6) + images.matrices(scene, l, places, [TOP] * 3, FOLDED, live)


# ---------------------------------------------------------------- one entry written out


def _equation(shown, plan):
    """The entry with its numbers: λ and Θ can be moved where they stand in it."""
    numbers, changes, (i, j) = shown.scene.numbers, shown.scene.changes, shown.entry
    D, Delta, Theta = (Ref(quantity, shown.l, i, j) for quantity in ("D", "Delta", "Theta"))
    short_Delta, short_Theta = (ref._replace(l=None).source for ref in (Delta, Theta))
    terms = [(str(Delta), {})]
    if j:
        symbols = f"({short_Delta} + λ{short_Theta})/m"
        terms += [" + ", ("eq2:lambda_", {"given": True, "plain": True}), " · ", (str(Theta), {"given": True})]
    else:
        symbols = f"{short_Delta}/m"
    pieces = [f"{D.source} = {symbols} = {'(' if j else ''}", *terms, f"{')' if j else ''}/{numbers.m} ="]
    x, y, parts = plan.x + 2, plan.equation, []
    for piece in (*pieces, (f"eq2:{D}", {"bold": True})):
        if isinstance(piece, str):
            parts.append(notation.svg(piece, x, y, 19))
            x += notation.width(piece, 19)
            continue
        ref, look = piece
        value, change = numbers.value(ref), changes.sign(ref)
        decimals = 4 if abs(value) < 1000 else 1
        is_factor = value < 0 and ref in (str(Theta), *([str(Delta)] if not j else ()))  # or before a stroke
        content = short(value) if "plain" in look else written(value, decimals, size=16)
        long = extent(content, 17 if "bold" in look else 16)
        w = max(42 if "plain" in look else 66, long + 12 + 12 * ("bold" in look))
        if is_factor:
            parts.append(notation.svg("(", x, y, 19) + notation.svg(")", x + w + 7, y, 19))
            x += 6
        parts.append(cell(ref, x, y - 19, w, 27, value, bare=True, size=16, decimals=decimals, change=change, **look))
        x += w + 2 + 6 * is_factor
    return "".join(parts)


# ---------------------------------------------------------------- all entries against λ


def _lines(shown, plan, live):
    """A line for each entry of D, of the one row in a large matrix, and λ to be dragged across them."""
    numbers, read = shown.scene.numbers, shown.entry[0] - 1
    rows = [read] if plan.large else range(len(shown.slope))
    start, end = (ends[rows] for ends in shown.ends)
    low, high = (float(f([f(start), f(end), 0])) for f in (np.min, np.max))
    span = max(high - low, 1e-6)
    tick = float(round_up(span / 5))  # so one beside 0 is inside
    axes = Axes(*plan.axes, 0, shown.most, low - 0.06 * span, high + 0.06 * span)
    name = Ref("D", shown.l).source
    of = (
        f'"Each entry of "{name}" against "λ'
        if not plan.large
        else f'"Each entry of row {read + 1} of "{name}" against "λ'
    )
    zero = f'<path class="hair" d="M{axes.x:g} {axes.up(0):.1f}h{axes.w:g}"/>'
    parts = [notation.svg(of, 6, axes.y - 14, 18), axes.x_axis(ticks(shown.most), ""), zero]
    if live:
        told = "click one to see it written out"
        parts.append(label(6 + notation.width(of, 18) + 14, axes.y - 14, told, "mu s"))
    decimals = max(0, -int(np.floor(np.log10(tick))))
    whole = range(int(np.ceil(axes.bottom / tick)), int(axes.top / tick) + 1)
    parts.append(axes.y_axis({k * tick: written(k * tick, decimals, axes.x - 10, 13) for k in whole}))
    entries = [(i + 1, j) for i in rows for j in range(shown.slope.shape[1])]
    labels = _labels(shown, axes, entries)
    for i, j in sorted(entries, key=lambda entry: entry == shown.entry):  # the chosen one above the others
        parts.append(_line(shown, axes, i, j, labels.get((i, j)), plan.width < MIDDLE, live))
    return "".join(parts) + axes.handle("eq:lambda_", numbers.lambda_, decimals=1)


def _line(shown, axes, i, j, at, narrow, live):
    """The line of one entry, where it is now, and at its end its name and how fast it moves."""
    slope, on, ref = float(shown.slope[i - 1, j]), (i, j) == shown.entry, f"D[{shown.l}][{i}, {j}]"
    numbers = shown.scene.numbers
    y1, y2 = (float(axes.up(ends[i - 1, j])) for ends in shown.ends)
    path = f"M{axes.x:g} {y1:.1f}L{axes.x + axes.w:g} {y2:.1f}"
    words = f"{notation.words(Ref.parse(ref).source)} against lambda, slope {number(slope)}"
    look = f'class="edge cell comp {sign(slope)}" data-ref="eq:{ref}" tabindex="-1" role="button" aria-label="{words}"'
    look += ' data-pick="1"' * live
    w = 3.5 if on else 0.75 if at is None else 1.75  # those of a large matrix stand close
    parts = [f'<path class="w" d="{path}" stroke-width="{w}"/><path class="hit" d="{path}"/>']
    if not shown.scene.veiled:
        dot = f'cx="{axes.across(numbers.lambda_):.1f}" cy="{axes.up(numbers.value(ref)):.1f}" r="{6 if on else 4}"'
        parts.append(f'<circle class="{"ball" if on else "bead"}" {dot}/>')
    if at is not None:
        right, kind = axes.x + axes.w, "s n b" if on else "mu s n"
        told = (
            ("flat" if narrow else "flat: a bias weight")
            if not j
            else f"{'+' * (slope > 0)}{number(slope)}" + " for each 1 of λ" * (not narrow)
        )
        parts.append(f'<path class="hair" d="M{right + 4:g} {y2:.1f}L{right + 16:g} {at:.1f}"/>')
        name = Ref("D", None, i, j).source
        parts.append(notation.svg(name, right + 20, at + 6, 18, kind="" if on else "mu"))
        parts.append(label(right + max(56, 28 + notation.width(name, 18)), at + 5, told, kind))
    return f"<g {look}>{''.join(parts)}</g>"


def _labels(shown, axes, entries):
    """{entry: where its label stands}, none nearer than LABEL to the next; of too many, only the chosen one's."""
    if len(entries) > LABELS:
        entries = [shown.entry]
    ends = sorted((float(axes.up(shown.ends[1][i - 1, j])), (i, j)) for i, j in entries)
    places, last = {}, -np.inf
    for y, entry in ends:
        places[entry] = last = max(y, last + LABEL)
    beyond = max(0.0, last - (axes.y + axes.h - 4))
    return {entry: y - beyond for entry, y in places.items()}
