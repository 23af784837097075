"""Line 5 as a sum that is read downwards: a row for each example, δ · aᵀ = δaᵀ, and under the rule their sum Δ.

One entry is written out beside it, each of its terms in the row of its example; as arrows they lie tip to tail.
"""

import json
from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.notation import number
from bpkit.numbers import Changes
from bpkit.views import images
from bpkit.views.cells import (
    APART,
    LEAST,
    MOVES,
    cell,
    column,
    column_heads,
    decimals_in,
    entry,
    extent,
    given,
    label,
    matrix,
    short,
)
from bpkit.views.graph import arrow
from bpkit.views.page import page
from bpkit.views.panel import named_seed
from bpkit.views.picture import Picture, escape
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip, button
from bpkit.views.table import chooser, heading, room

MOST_EXAMPLES, MOST_ROWS, MOST_COLUMNS = 4, 6, 7  # of more examples three are drawn; a larger matrix is an image
HEAD, LOWEST = 34, 520  # where the first row begins, and the lower end of all


class AccumulateScene(NamedTuple):
    """changes : of two Stacks; what is computed in changes.now is, while a prediction is open, that of before.

    added : how many examples are to be in Δ. entry : (i, j), the one that is written out. terms : what each example
    adds to it, and sums : what the terms of the first ones are together, from 0 for none. tabs : the layers as HTML.
    falls : whether the last example's numbers fall into Δ. veiled : whether a prediction is open. The rest is as in
    Scene.
    """

    changes: Changes
    added: int
    entry: tuple
    terms: np.ndarray
    sums: np.ndarray
    strip: Strip
    tabs: str
    data: object
    options: tuple
    chosen: str
    seed: int
    own: bool
    falls: bool = False
    veiled: bool = False

    @property
    def numbers(self):
        return self.changes.now

    @property
    def all_are_drawn(self):
        return self.numbers.m <= MOST_EXAMPLES and len(self.numbers.Delta) < MOST_ROWS

    @property
    def examples(self):
        """Those that have a row: all, or the first two and the last one that is added."""
        m = self.numbers.m
        return list(range(1, m + 1)) if self.all_are_drawn else [1, 2, max(3, self.numbers.added)][:m]


class Plan:
    """Where everything stands. A number of a matrix is w × h, a matrix tall; tops are the upper sides of the examples.

    arrows : the left and right end of the arrows. levels : the middle of each example.
    """

    def __init__(self, scene, width):
        self.narrow, self.width = width < MIDDLE, width
        (rows, columns), outputs = scene.numbers.Delta.shape, scene.numbers.Y.shape[1]
        self.is_large = rows > MOST_ROWS or columns > MOST_COLUMNS - 2 * self.narrow
        self.gap = 26 if rows < 3 else 14
        dots, bands = 0 if scene.all_are_drawn else 22, len(scene.examples) + 1
        room = (LOWEST - HEAD - dots - bands * self.gap - 20) // bands
        tight = self.narrow and columns > 4
        self.y = 80 if self.narrow else 122  # the right end of y
        self.delta = (88 if self.narrow else 134) if outputs == 1 else 84 if self.narrow else 96
        self.aw = 30 if tight else 42 if self.narrow or columns < 6 else 32
        # The room for the number written out, and its arrows.
        aside, beside = (74, 54) if tight else (80, 66) if self.narrow else (100, 138)
        if self.is_large:
            self.tall = min(room, 92)
            self.a = self.delta + 36
            self.product = self.a + 13 + self.tall + 34
            self.w, self.h = min(24, (190 if self.narrow else 330) / columns), min(24, self.tall / rows)
            self.right = self.product + (columns - 1) * self.w + max(14, 2 * self.w)
            aside = 80 if self.narrow else 226  # there the folded row of Δ stands beside it
        else:
            self.h = min(27, room // rows)
            self.tall = rows * self.h
            self.d = (42 if tight else 62 if columns < 4 else 46) if self.narrow else 76
            self.a = self.delta + self.d + (14 if tight else 20)
            self.product = self.one(columns - 1) + (31 if tight else 36 if self.narrow else 40)
            self.w = min(62 if self.narrow else 76, (width - self.product - APART - aside - beside) / columns)
            self.right = column(self.product, columns, self.w)
        self.sum = self.right + aside

        self.tops = {t: HEAD + k * (self.tall + self.gap) + dots * (k == 2) for k, t in enumerate(scene.examples)}
        self.levels = {t: top + self.tall / 2 for t, top in self.tops.items()}
        self.dots = dots and HEAD + 2 * self.tall + 1.5 * self.gap + dots / 2
        self.rule = HEAD + (bands - 1) * (self.tall + self.gap) + dots - self.gap / 2 + 4
        self.total = self.rule + 10
        lines = 2 if 142 + 52 * len(scene.numbers.sizes) > self.product else 1  # of tabs
        low = self.total + max(self.tall, 36 + 30 * lines)
        self.seed = low + 22
        self.arrows, self.tip = (self.sum + (6 if self.narrow else 24), width - 6), self.total + 4
        self.folded = (6, low + 44) if self.narrow else (self.right + 14, self.total)
        self.height = round(max(self.seed, self.folded[1] + self.is_large * self.tall) + 20)

    def one(self, j):
        """Where number j of aᵀ ends; that of the bias unit is always 1."""
        return self.a + 14 + j * self.aw


def accumulate(scene, width):
    """The whole lab as HTML."""
    plan, is_all = Plan(scene, width), scene.added == scene.numbers.m
    told = "All are added" if is_all else f"Add example {scene.added + 1}"
    add = button("add", told, "line 5, once more", kind="main add", off=is_all)
    place = f"top: {plan.total + 30:g}px; max-width: {plan.product - 26:g}px"
    over = f'{chooser(scene, width, plan.seed)}<div class="within" style="{place}">{add}{scene.tabs}</div>'
    return page(scene.strip, accumulate_stage(scene, width, True), veiled=scene.veiled, over=over)


def accumulate_stage(scene, width, live):
    """Everything below the strip, as a Picture."""
    plan, numbers = Plan(scene, width), scene.numbers
    parts = [_heads(scene, plan)]
    parts += [_example(scene, plan, t, live) for t in scene.examples]
    parts += [_total(scene, plan, live), _written_out(scene, plan)]
    if plan.is_large:
        places = [_place(scene, plan, y) for y in (*plan.tops.values(), plan.total)]
        parts.append(images.rows_of(numbers.l, places, scene.entry[0], live=live))
    if scene.falls and live:
        parts.append(_falling(scene, plan))
    told = f"{scene.data.name}: {notation.symbol(f'Delta[{numbers.l}]')} after {scene.added} of {numbers.m} examples"
    return Picture(plan.width, plan.height, "".join(parts), told)


def _signs(plan, y):
    """· between δ and aᵀ, and = before their product."""
    return notation.svg("·", plan.a - 8, y, 19, "middle") + notation.svg("=", plan.product - 15, y, 19, "middle")


def _heads(scene, plan):
    l, columns, y = scene.numbers.l, scene.numbers.Delta.shape[1], HEAD - 12
    entry, delta, a = notation.Ref("Delta", l, *scene.entry).source, f"δ^{{({l + 1})}}", f'(a^{{({l})}})^{{"T"}}'
    parts = [label(6, y, "example", "b"), _signs(plan, y), notation.svg(a, plan.a, y, 19)]
    if scene.numbers.Y.shape[1] == 1:
        parts.append(notation.svg("y", plan.y, y, 18, "end", "mu"))
    if plan.is_large:
        parts += [notation.svg(delta, plan.delta - 5, y, 19), notation.svg(f"{delta}{a}", plan.product, y, 19)]
    else:
        parts += [notation.svg(delta, plan.a - 20, y, 19, "end"), column_heads(columns, plan.product, y, plan.w)]
    return "".join(parts) + notation.svg(entry, plan.sum, y, 20, "end")


def _example(scene, plan, t, live):
    """The row of an example. One that is not added yet is pale; its button adds it, and all before it."""
    numbers, changes, l, y = scene.numbers, scene.changes, scene.numbers.l, plan.tops[t]
    is_in, middle = t <= scene.added, y + plan.tall / 2
    pick = f' data-ref="add[{t}]" data-pick="1" role="checkbox" aria-checked="{str(is_in).lower()}"' if live else ""
    parts = [
        f'<g class="row"{pick} aria-label="example {t}"><rect class="bg" x="0" y="{middle - 17:g}" '
        f'width="{plan.y - 26}" height="34" rx="6"/>'
        f"{label(8, middle + 5, '✓' * is_in, 'ok b')}{notation.svg(f't = {t}', 26, middle + 6, 17)}</g>",
        _signs(plan, middle + 6),
    ]
    if numbers.Y.shape[1] == 1:
        parts.append(_given(scene, f"y[1]@{t}", plan.y, middle, 42))
    delta, a, x = numbers.delta[:, t - 1], numbers.a[:, t - 1], numbers.X[t - 1]
    if plan.is_large:
        tall, alone = plan.h * len(delta), Changes(changes.was and changes.was.of(t), numbers.of(t))
        signs = alone.signs("Delta")  # of this example alone: its product
        parts.append(images.paper(plan.delta, y, 12, tall))
        parts.append(images.picture(f"delta@{t}", delta[:, None], LEAST, plan.delta, y, 12, tall, "comp"))
        shape, is_given = _shape(scene), l == 1 and scene.data.image_shape is not None
        row = np.append(1.0, x) if is_given else a
        parts.append(images.folded_row(f"a@{t}", row, 0, shape, plan.a, y, plan.tall, given=is_given))
        if is_given and live:
            parts.append(images.to_paint(x, t, shape[1], plan.a + 13, y, plan.tall / max(shape), f"@{t}"))
        look = {"signs": signs}
        parts.append(images.matrix_image(f"product@{t}", np.outer(delta, a), LEAST, _place(scene, plan, y), **look))
        parts.append(_frame(scene, plan, y))
    else:
        signs = np.array([[changes.sign(f"delta[{l + 1}][{i}]@{t}")] for i in range(1, len(delta) + 1)])
        look = {"signs": signs, "decimals": decimals_in(plan.d)}
        refer = lambda i, _: f"delta[{l + 1}][{i + 1}]@{t}"  # noqa: E731
        parts.append(matrix(delta[:, None], refer, plan.delta, y, plan.d, plan.h, **look))
        parts.append(_outputs(scene, plan, t, middle))
        parts.append(_cells(scene, plan, lambda i, j: f"product[{l}][{i + 1}, {j}]@{t}", np.outer(delta, a), y, live))
    plus = notation.svg("+", plan.product - 15, y - plan.gap / 2 + 5, 18, "middle") if t > 1 else ""
    kind = "" if is_in else ' class="later"'
    return f'<g data-key="example{t}"{kind}>{"".join(parts)}{plus}</g>'


def _given(scene, ref, right, middle, w):
    return entry(scene.changes, ref, right, middle + 5.5, w, 26, move=MOVES[ref[0]], size=14.5)


def _outputs(scene, plan, t, middle):
    """aᵀ of an example. That of layer 1 is 1 and x, which is given."""
    l, last = scene.numbers.l, len(scene.numbers.a) - 1
    parts = [notation.svg("(", plan.a, middle + 6, 19), notation.svg(")", plan.one(last) + 3, middle + 6, 19)]
    for j in range(last + 1):
        right = plan.one(j)
        if l == 1 and j:
            parts.append(_given(scene, f"x[{j}]@{t}", right, middle, plan.aw + 4))
        elif j:
            look = {"decimals": 2, "size": 14.5}
            parts.append(entry(scene.changes, f"a[{l}][{j}]@{t}", right, middle + 5.5, plan.aw, 26, **look))
        else:
            parts.append(label(right, middle + 5, "1", "n", "end", 14.5))
    return "".join(parts)


def _cells(scene, plan, refer, values, y, live):
    signs = np.array([[scene.changes.sign(refer(i, j)) for j in range(values.shape[1])] for i in range(len(values))])
    look = {"signs": signs, "decimals": decimals_in(plan.w), "pick": live, "framed": scene.entry}
    return matrix(values, refer, plan.product, y, plan.w, plan.h, **look)


def _place(scene, plan, y):
    rows, columns = scene.numbers.Delta.shape
    return images.Place(plan.product, y, rows, columns - 1, plan.w, plan.h)


def _shape(scene):
    """What the numbers of this layer are folded into."""
    numbers = scene.numbers
    return scene.data.image_shape if numbers.l == 1 and scene.data.image_shape else images.grid(len(numbers.a) - 1)


def _frame(scene, plan, y):
    """Round the entry that is written out, in an image."""
    (i, j), place = scene.entry, _place(scene, plan, y)
    left, w = (place.x1 + (j - 1) * plan.w, plan.w) if j else (place.x, place.first)
    return images.outline(left, y + (i - 1) * plan.h, w, plan.h, "me")


def _total(scene, plan, live):
    """Δ below the rule, how many examples are in it, and below that the training set and the seed."""
    numbers, l, y, m = scene.numbers, scene.numbers.l, plan.total, scene.numbers.m
    name = f'Δ^{{({l})}}" after"'
    at = 14 + notation.width(name, 19)
    move = MOVES["added"]._replace(most=m, step=max(MOVES["added"].step, m / 400))
    parts = [notation.svg(name, 6, y + 18, 19), given("added", at, y + 18, scene.added, move=move)]
    parts.append(label(at + extent(str(scene.added)) + 15, y + 18, f"of {m}", ""))
    if plan.dots and numbers.added > 3:
        told = f"… examples 3 to {numbers.added - 1}" if numbers.added > 4 else "… example 3"
        parts.append(label(plan.product, plan.dots + 5, told))
    if plan.is_large:
        place, i = _place(scene, plan, y), scene.entry[0]
        k = max(LEAST, images.half("Delta", numbers.added))
        parts.append(images.matrix_image(f"Delta[{l}]", numbers.Delta, k, place, signs=scene.changes.signs("Delta")))
        refs = [f"Delta[{l}][{i}, {j}]" for j in range(len(numbers.a))] if live else ()
        look = {"refs": refs, "pick": True}
        row = images.folded_row(
            f"Delta[{l}]:row", numbers.Delta[i - 1], k, _shape(scene), *plan.folded, plan.tall, **look
        )
        parts += [row, _frame(scene, plan, y)]
        x, up = (plan.tall + 26, plan.tall / 2 + 5) if plan.narrow else (13, -7)
        parts.append(label(plan.folded[0] + x, plan.folded[1] + up, f"row {i} of Δ"))
    else:
        parts.append(_cells(scene, plan, lambda i, j: f"Delta[{l}][{i + 1}, {j}]", numbers.Delta, y, live))
    parts.append(f'<path class="sum" d="M{plan.product - 4:g} {plan.rule:g}H{plan.right + 4:g}"/>')
    parts.append(notation.svg("=", plan.product - 15, y + plan.tall / 2 + 5, 19, "middle"))
    return (
        "".join(parts)
        + heading(scene, plan.width, live, plan.seed)
        + named_seed(scene, room(plan.width) + 18, plan.seed)
    )


def _written_out(scene, plan):
    """The entry as a sum, read downwards, and its terms as arrows, each from where the last one ends."""
    (i, j), l, (left, right) = scene.entry, scene.numbers.l, plan.arrows
    shown = scene.sums if scene.all_are_drawn else scene.sums[: max(scene.examples) + 1]
    scale = (right - left - 20) / max(np.ptp(shown), 1e-9)
    ends = left + 10 + (shown - shown.min()) * scale
    x, y, parts = ends[0], None, [f'<path class="hair" d="M{ends[0]:.1f} {HEAD}V{plan.tip + 16:g}"/>']
    for t in (t for t in scene.examples if t <= scene.numbers.added):
        level = plan.levels[t]
        parts.append(_term(scene, plan, f"eq:product[{l}][{i}, {j}]@{t}", scene.terms[t - 1], level, "+" * (t > 1)))
        if plan.dots and t > 3:  # those between are one line
            parts.append(_plumb(x, y + 5, plan.dots))
            parts.append(f'<path class="curve" d="M{x:.1f} {plan.dots:g}H{ends[t - 1]:.1f}"/>')
            parts.append(label(plan.sum, plan.dots + 5, "…", "mu", "end"))
            y = plan.dots - 5
        parts.append(_plumb(ends[t - 1], y + 5, level - 5) if t > 1 else "")
        parts.append(arrow(ends[t - 1], ends[t], level, scene.terms[t - 1]))
        x, y = ends[t], level
    parts.append(_plumb(x, y + 5, plan.tip) if y else "")
    parts.append(f'<path class="tipmark" d="M{x:.1f} {plan.tip:g}l-5 9h10z"/>')
    total = f"eq:Delta[{l}][{i}, {j}]", scene.numbers.Delta[i - 1, j], plan.total + plan.tall / 2, "="
    parts.append(f'<path class="sum" d="M{plan.sum - 62:g} {plan.rule:g}H{plan.sum + 4:g}"/>')
    return "".join(parts) + _term(scene, plan, *total, bold=True)


def _term(scene, plan, ref, value, y, before, bold=False):
    look = {"bare": True, "size": 15.5, "change": scene.changes.sign(ref), "bold": bold, "kind": "halo"}
    w = 72 if plan.narrow else 78
    number = cell(ref, plan.sum + 6 - w, y - 13, w, 26, value, **look)
    return notation.svg(before, plan.sum - (68 if plan.narrow else 84), y + 5, 17, "middle") + number


def _plumb(x, top, bottom):
    return f'<path class="plumb" d="M{x:.1f} {top:g}V{bottom:g}"/>'


def _falling(scene, plan):
    """The numbers of the last example on their way into Δ."""
    t, l = scene.added, scene.numbers.l
    if plan.is_large:
        return ""
    paths, travels = [], []
    for (i, j), value in np.ndenumerate(np.outer(scene.numbers.delta[:, t - 1], scene.numbers.a[:, t - 1])):
        x, ref = column(plan.product, j, plan.w) + plan.w / 2, f"fall[{i}][{j}]"
        start, end = (top + (i + 0.5) * plan.h for top in (plan.tops[t], plan.total))
        more = 0.2 * (end - start)  # a token does not go to the ends of its line
        path = f'<path class="w" d="M{x:g} {start - more:g}V{end + more:g}"/>'
        paths.append(f'<g class="fall" data-ref="{ref}" aria-disabled="true">{path}</g>')
        hides = [f"Delta[{l}][{i + 1}, {j}]"]
        told = number(value) if plan.w >= 60 else short(value, 2)
        travels.append({"edge": ref, "back": False, "turn": 0, "of": 1, "from": told, "to": told, "hides": hides})
    return f'<g data-flow="{escape(json.dumps(travels))}" data-flow-key="{t}">{"".join(paths)}</g>'
