"""What a line of the algorithm computes, with its numbers: matrices in brackets, names above, signs between."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.notation import number
from bpkit.views.cells import APART, Box, bracketed, cell, decimals_in, label, matrix, short

EVERY = slice(None)
TWINS = ("z", "a", "delta", "y")  # they stand in the network too
WIDEST, NARROWEST = 74, 41  # of a cell
SIZE = 15  # of a number


class Part(NamedTuple):
    """A matrix or a column of the equation.

    source : its name. quantity, l : of its numbers. values : its rows. first : the unit of a column's first row.
    written : the columns that the line writes, a slice. flipped : it is transposed. dropped : its first row, of the
    bias unit, does not count. example : of x, where it is not the one that is shown.
    """

    source: str
    quantity: str
    l: int
    values: np.ndarray
    first: int = 1
    written: slice = slice(0)
    flipped: bool = False
    dropped: bool = False
    example: int = None

    @property
    def shape(self):
        return self.values.shape

    @property
    def given(self):
        return self.quantity in ("Theta", "x", "y", "lambda_")

    @property
    def plain(self):
        return self.quantity in ("x", "y")

    @property
    def is_matrix(self):
        return self.shape[1] > 1 and not self.flipped

    def open(self):
        """It without the numbers that the line writes."""
        values = self.values.copy()
        values[:, self.written] = np.nan
        return self._replace(values=values)

    def ref(self, row, column):
        """The data-ref of the number in that row and column, both from 0; None for the one that is dropped."""
        quantity, l, twin = self.quantity, self.l, "eq:" * (self.quantity in TWINS)
        if self.dropped and row == 0:
            return None
        if self.plain:
            return f"{twin}{quantity}[{row + 1}]" + (f"@{self.example}" if self.example else "")
        if self.flipped:
            return f"{quantity}[{l}][{column + 1}, {row}]"
        if quantity in ("z", "a", "delta", "one"):
            return f"{twin}{quantity}[{l}][{row + self.first}]"
        return f"{quantity}[{l}][{row + 1}, {column}]"


def terms(step, asked=False):
    """The Parts of what the step computes, and the signs between them, as sources. asked : what it writes is nan."""
    rules = _zeros, _input, _forward, _output_error, _hidden_error, _accumulate, _gradient, _bias_gradient
    items = rules[step.line](step)
    if not asked:
        return items
    items = [item.open() if isinstance(item, Part) else item for item in items]
    if step.line == 1:  # it takes the next example, while the one before is shown
        items[0] = items[0]._replace(example=step.t)
    return items


def _matrix(quantity, l, values, **more):
    return Part(notation.Ref(quantity, l).source, quantity, l, values, **more)


def _column(quantity, l, step, **more):
    first = int(quantity != "a" or l == step.trace.L)
    return _matrix(quantity, l, np.reshape(getattr(step.after, quantity)[l], (-1, 1)), first=first, **more)


def _zeros(step):
    return [_matrix("Delta", l, values, written=EVERY) for l, values in step.after.Delta.items()]


def _input(step):
    x = step.trace.X[step.t - 1].reshape(-1, 1)
    return [Part(f"x^{{({step.t})}}", "x", None, x), "→", _column("a", 1, step, written=EVERY)]


def _forward(step):
    l = step.l
    result = [_column("z", l, step, written=EVERY), "g →", _column("a", l, step, written=EVERY)]
    return [_matrix("Theta", l - 1, step.trace.Theta[l - 1]), "·", _column("a", l - 1, step), "=", *result]


def _output_error(step):
    y = Part(f"y^{{({step.t})}}", "y", None, step.trace.Y[step.t - 1].reshape(-1, 1))
    return [_column("a", step.l, step), "−", y, "=", _column("delta", step.l, step, written=EVERY)]


def _hidden_error(step):
    l, a = step.l, _column("a", step.l, step)
    Theta = Part(f'(Θ^{{({l})}})^{{"T"}}', "Theta", l, step.trace.Theta[l].T, flipped=True)
    one = Part(f"1 − a^{{({l})}}", "one", l, 1 - a.values, first=0)
    error = np.vstack([[[0.0]], step.after.delta[l]])
    result = _matrix("delta", l, error, first=0, written=EVERY, dropped=True)
    return [Theta, "·", _column("delta", l + 1, step), ".*", a, ".*", one, "=", result]


def _accumulate(step):
    l = step.l
    product = step.after.delta[l + 1] @ step.after.a[l].T
    before, after = _matrix("before", l, step.before.Delta[l]), _matrix("Delta", l, step.after.Delta[l], written=EVERY)
    return [before, "+", _matrix("product", l, product), ":=", after]


def _gradient(step):
    l, trace = step.l, step.trace
    given = Part("λ", "lambda_", None, np.array([[trace.lambda_]]))
    sums = ["(", _matrix("Delta", l, step.after.Delta[l]), "+", given, "·", _matrix("Theta", l, trace.Theta[l])]
    return [*sums, f") / {trace.m} =", _matrix("D", l, step.after.D[l], written=slice(1, None))]


def _bias_gradient(step):
    l, D = step.l, step.after.D[step.l]
    return [_matrix("Delta", l, step.after.Delta[l]), f"/ {step.trace.m} =", _matrix("D", l, D, written=slice(1))]


# ---------------------------------------------------------------- where it stands


class Form(NamedTuple):
    """How numbers are written. cell, row : a cell's width and height. above : room for the names."""

    cell: float
    row: float
    above: float

    @property
    def decimals(self):
        return decimals_in(self.cell)

    def width(self, item):
        """How wide a Part with its brackets is, or a sign with the air around it."""
        if isinstance(item, str):
            return notation.width(item, 20) + 18
        if item.quantity == "lambda_":
            return lambda_width(item)
        return item.shape[1] * self.cell + 24 + APART * item.is_matrix

    def across(self, items):
        return sum(map(self.width, items))

    def lines(self, items, room):
        """The lines that the equation is broken into."""
        lines = [[]]
        for k, item in enumerate(items):
            pair = items[k : k + 2] if isinstance(item, str) else [item]  # a sign stays with what follows it
            if lines[-1] and self.across([*lines[-1], *pair]) > room:
                lines.append([])
            lines[-1].append(item)
        return lines


def _form(items, room, narrow):
    """(the Form that suits best, its lines): at most two lines, then 4 decimals, then one line, then wide cells."""
    rows = max(item.shape[0] for item in items if isinstance(item, Part))
    row, above = (25, 27) if narrow else (25 if rows > 5 else 29, 34)
    forms = [Form(cell, row, above) for cell in range(WIDEST, NARROWEST - 1, -1)]

    def cost(found):
        form, lines = found
        too_wide = max(map(form.across, lines)) > room
        return too_wide, max(2, len(lines)), -form.decimals, len(lines), -form.cell

    return min(((form, form.lines(items, room)) for form in forms), key=cost)


def equation(items, room, changes, narrow=False):
    """The equation as (SVG, width, height). changes : the Changes that its numbers are marked by."""
    form, lines = _form(items, room, narrow)
    parts, y, widest = [], 0, 0
    for k, line in enumerate(lines):
        rows = max((item.shape[0] for item in line if isinstance(item, Part)), default=1)
        box = Box(0, y + form.above, 0, rows * form.row)
        above = box.y - (9 if narrow else 13)
        drawn, right = in_line(line, 14 * bool(k), box.middle, above, lambda *at: _part(*at, form, changes))
        parts.append(drawn)
        widest, y = max(widest, right), box.y + box.h + 10
    return "".join(parts), widest, y - 6


def lambda_width(part):
    return max(20, 9 * len(short(part.values[0, 0])) + 14)


def in_line(items, x, middle, above, draw, air=18):
    """Signs and Parts from x on, around a height: (SVG, right end). above : the baseline of the Parts' names.

    draw : a function of a Part, its left side, middle and above to (SVG, width). air : around a sign.
    """
    parts = []
    for item in items:
        if isinstance(item, str):
            width = notation.width(item, 20) + air
            drawn = notation.svg(item, x + width / 2, middle + 6, 20, "middle")
        elif item.quantity == "lambda_":
            width, value = lambda_width(item), float(item.values[0, 0])
            look = {"given": True, "plain": True, "bare": True, "size": 16}
            drawn = notation.svg(item.source, x + width / 2 - 4, above, 19, "middle")
            drawn += cell("eq:lambda_", x, middle - 13, width, 26, value, **look)
        else:
            drawn, width = draw(item, x, middle, above)
        parts.append(drawn)
        x += width
    return "".join(parts), x


def _part(part, x, middle, above, form, changes):
    """One Part, its left side at x: (SVG, width)."""
    rows, _ = part.shape
    top, width = middle - rows * form.row / 2, form.width(part)
    told = [
        notation.svg(part.source, x + width / 2 - 4, above, 19, "middle"),
        bracket(x + 4, top - 2, rows * form.row + 4, 5),
        bracket(x + width - 5, top - 2, rows * form.row + 4, -5),
    ]
    if part.dropped:
        told.append(_dropped(x + 8, top, form))
    look = {"given": part.given, "plain": part.plain, "decimals": form.decimals, "size": SIZE}
    look |= {"signs": _signs(part, changes), "written": part.written, "apart": APART * part.is_matrix}
    return "".join([*told, matrix(part.values, part.ref, x + 8, top, form.cell, form.row, **look)]), width


def _signs(part, changes):
    """What changed in a Part, as its values stand; None where no move changes it: what a step before it found."""
    if part.quantity in ("before", "one"):
        return None
    signs = changes.signs(part.quantity, part.l)
    if part.dropped:
        signs = np.vstack([[[0]], signs])
    if part.plain:
        signs = signs[changes.now.t - 1]
    return signs.T if part.flipped else np.reshape(signs, part.shape)


def bracket(x, y, height, way):
    """One bracket; way : how far its ends reach to the right."""
    return f'<path class="br" d="M{x + way:g} {y:g}h{-way}v{height:g}h{way}"/>'


def _dropped(x, y, form):
    """The number of the bias unit, struck through."""
    middle = y + form.row / 2
    return (
        f"{label(x + form.cell - 6, middle + 5, '0.0000', 'n mu', 'end', SIZE)}"
        f'<line class="strike" x1="{x + 8:g}" x2="{x + form.cell - 4:g}" y1="{middle:g}" y2="{middle:g}"/>'
    )


def added(step, i, j):
    """What line 5 adds to a number, in numbers: before + δ · a = after."""
    l = step.l
    delta, a = step.after.delta[l + 1][i - 1, 0], step.after.a[l][j, 0]
    before, after = (state.Delta[l][i - 1, j] for state in (step.before, step.after))
    return f"{number(before)} + {bracketed(number(delta))} · {number(a)} = {number(after)}"
