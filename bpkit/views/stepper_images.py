"""The Stepper of a large network: units as tiles, matrices as images, and one row of them written out."""

import re
from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.explanation import explain
from bpkit.lines import LINES
from bpkit.notation import number
from bpkit.views.cells import bracketed, label, matrix, written
from bpkit.views.digits import Network, network, small_stage
from bpkit.views.equation import EVERY, Part, added, bracket, in_line, terms
from bpkit.views.images import Place, folded, folded_row, half, matrix_image, outline, row_read, rows_of, shape_of

MOST_ROWS, MOST_COLUMNS = 10, 7  # a larger matrix is shown as an image
TALL, WIDE, COLUMN = 75, 133, 12  # a matrix as an image at most; a column is so wide
ABOVE, FOLDED = 34, 72  # room for the names; the longer side of a folded row
MIDDLE = ABOVE + TALL / 2
BELOW = ABOVE + TALL + 30  # the lower end of it all


def is_large(trace):
    """Whether a matrix has too many numbers to write them all."""
    return any(len(Theta) > MOST_ROWS or Theta.shape[1] > MOST_COLUMNS for Theta in trace.Theta.values())


def image_network(scene, left, top):
    """The example, the hidden units as tiles, and the outputs, NETWORK wide: (SVG, its lower end)."""
    step, now = scene.step, scene.changes.now
    net = Network(scene, small_stage(left, top), quantities=("z", "a", "delta"))
    edges = {2: [step.l and step.l - 1], 4: [step.l], 5: [step.l]}.get(step.line, ())
    drawn = network(
        net, edges=edges, back=step.line == 4, writes=step.writes, reads=step.reads, given=False,
        answer=bool(step.t or step.line > 5),
    )  # fmt: skip
    told = f"image {now.t} of {now.m}" if 1 in now.a else ""
    return drawn + label(left, net.image.y + net.image.h + 18, told, "mu s n"), net.low + 8


# ---------------------------------------------------------------- the equation


def image_equation(scene, width):
    """What the line computes, its matrices as images and one row written out: (SVG, width, height)."""
    step, places = scene.step, {}
    if step.line == 3:
        return _table(0, step, _rows(scene), narrow=width < 96 + 80 * step.trace.sizes[-1])

    def draw(part, x, *_):
        drawn, place, w = _image(scene, part, x)
        places.setdefault(part.l if part.is_matrix else (part.l or 0) - 1, []).append(place)
        return drawn, w

    drawn, x = in_line(terms(step, bool(scene.asked)), 0, MIDDLE, ABOVE - 13, draw, air=10)
    l = step.l - 1 if step.line in (2, 4) else step.l or 1  # the row that is read is of a matrix, or a unit of line 4
    i = row_read(scene, l)
    if l in places:
        drawn += rows_of(l, places[l], i)
    told, wide, tall = _reader(scene, i, x + 12, width)
    if wide <= width:
        return drawn + told, max(x, wide), max(BELOW, tall)
    told, wide, tall = _reader(scene, i, 0, width)  # it goes below
    return f'{drawn}<g transform="translate(0 {BELOW + 4})">{told}</g>', max(x, wide), 2 * BELOW + 4


def _half(quantity, step):
    """The number that is shown half as strong as can be; 0 for ink. What is added shares it."""
    if quantity in ("a", "one", "x"):
        return 0
    if step.line == 5:
        return half("product", 1)
    return {"z": 1.0, "delta": 0.1, "products": 0.3}.get(quantity) or half(quantity, step.trace.m)


def _image(scene, part, x):
    """One Part in brackets: (SVG, the Place of the rows of its units, its width)."""
    rows, columns = part.shape
    shape, values = f"{rows} × {columns}", np.nan_to_num(part.values)
    w, h = WIDE / columns if columns > 1 else COLUMN, min(TALL / rows, 7.5)
    if part.quantity == "x":
        rows, columns = shape_of(scene.changes.now, scene.data, 1)
        values, w = folded(values[:, 0], (rows, columns)), TALL / max(rows, columns)
        h = w
    elif columns > 1:
        w = int(min(6, w)) or w
    at = Place(0, MIDDLE - rows * h / 2, rows, columns - part.is_matrix, w, h, apart=part.is_matrix)
    total = at.right
    wide = max(total, notation.width(part.source, 19) - 8, 7 * len(shape))
    at = at._replace(x=x + 8 + (wide - total) / 2)
    middle = at.x + total / 2
    key, k = f"eq:{part.quantity}[{part.l}]", _half(part.quantity, scene.step)
    parts = [
        notation.svg(part.source, middle, ABOVE - 13, 19, "middle"),
        bracket(at.x - 4, at.y - 3, at.height + 6, 6),
        bracket(at.right + 4, at.y - 3, at.height + 6, -6),
        matrix_image(key, values, k, at, given=part.quantity == "Theta"),
        label(middle, ABOVE + TALL + 22, shape, "s n mu", "middle"),
    ]
    if part.dropped:
        parts.append(f'<path class="strike" d="M{at.x - 3:g} {at.y + h / 2:.4g}h{total + 6:g}"/>')
    bias = part.first == 0 or part.flipped
    of_units = at._replace(y=at.y + bias * h, rows=rows - bias)
    if part.written != slice(0):
        left = at.x if part.written == EVERY or part.written.stop else at.x1
        w = at.first if part.written.stop else at.right - left
        y, tall = (of_units.y, of_units.height) if part.dropped else (at.y, at.height)
        parts.append(outline(left, y, w, tall, "me"))
    return "".join(parts), of_units, wide + 16


# ---------------------------------------------------------------- one row, written out


class Row(NamedTuple):
    """source : its name. refs : of its numbers, where they can be pointed at. sign : before it. The rest : its look."""

    source: str
    values: np.ndarray
    quantity: str
    sign: str = ""
    refs: tuple = ()
    given: bool = False
    plain: bool = False
    written: bool = False


def _row(part, i=None, sign="", source=None):
    """Row i of a Part, from 0; of a column all of it, laid down."""
    values = part.values[:, 0] if i is None else part.values[i]
    refs = tuple(part.ref(k, 0) if i is None else part.ref(i, k) for k in range(len(values)))
    look = part.given, part.plain, part.written != slice(0)
    return Row(source or part.source, values, part.quantity, sign, refs, *look)


def _rows(scene, i=None):
    """The Rows that line 2, 3, 4, 5 or 6 works with, for the row i that is read."""
    step, items = scene.step, terms(scene.step, bool(scene.asked))
    parts = [item for item in items if isinstance(item, Part) and item.quantity != "lambda_"]
    if step.line == 3:
        return [_row(part, None, sign, f'({part.source})^{{"T"}}') for part, sign in zip(parts, ("", "−", "="))]
    if step.line > 4:
        signs = "", "+", ":=" if step.line == 5 else "→"
        return [_row(part, i - 1, sign) for part, sign in zip(parts, signs)]
    if step.line == 2:
        weights, others = _row(parts[0], i - 1, "", f"Θ_{{{i}}}"), _row(parts[1], None, ".*")._replace(refs=())
    else:
        weights, others = _row(parts[0], i, "", f"Θ_{{q{i}}}"), _row(parts[1], None, ".*", "δ_{q}")
    kind = "products" if step.line == 2 else "product"
    return [weights, others, Row(f'"{kind}"', weights.values * others.values, kind, "=")]


def _in_full(step, i, values):
    """How one number of that row came about, as a source. values : those of the last of its Rows."""
    l, after = step.l, step.after
    if step.line == 2:
        up, down = values[1:].clip(0).sum(), -values[1:].clip(max=0).sum()
        told = f"{number(values[0])} + {number(up)} − {number(down)} = {number(after.z[l][i - 1, 0])}"
        a = after.a[l][i - (l == step.trace.L), 0]
        return f"{_name('z', l, i)} = {told},   {_name('a', l, i)} = {number(a)}"
    if step.line == 4:
        a = after.a[l][i, 0]
        told = f"{bracketed(number(values.sum()))} · {number(a)} · {number(1 - a)} = {number(after.delta[l][i - 1, 0])}"
        return f"{_name('delta', l, i)} = {told}"
    j = _largest(values) if values[1] == values[1] else LINES[step.line].first(l).j
    return _mean(step, i, j) if step.line == 6 else f"{_name('Delta', l, i, j)} := {added(step, i, j)}"


def _mean(step, i, j):
    """What lines 6 and 7 compute, in numbers: of m examples D is so small that it needs more decimals."""
    l = step.l
    told = explain(step, f"D[{l}][{i}, {j}]").numbers().replace("·", " · ")
    return f"{_name('D', l, i, j)} = {told} = {number(step.after.D[l][i - 1, j], 6)}"


def _open(scene, told):
    """What _in_full or _mean says, without the result while that is asked for."""
    return re.sub("^([^=]*=[^=]*) =.*", r"\1 = ?", told) if scene.asked else told


def _name(*place):
    return notation.Ref(*place).source


def _largest(values):
    """Of which column the number is told, the bias aside."""
    return int(np.nanargmax(np.abs(values[1:]))) + 1


def _reader(scene, i, x, width):
    """Row i of what the step works with, and one number in full: (SVG, right end, height)."""
    step, n = scene.step, scene.step.trace.sizes[1]
    if step.line == 0:
        return _words(x, [
            f'"{Delta.shape[1]} numbers for each of the {len(Delta)} units of layer {l + 1}: all 0"'
            for l, Delta in step.after.Delta.items()
        ])  # fmt: skip
    if step.line == 1:
        told = f'"then the numbers of the example one by one, " a_{{1}} … a_{{{n}}}'
        return _words(x, ['a_{0} = 1 "for the bias,"', told])
    if step.line == 7:
        return _words(x, [_open(scene, _mean(step, i, 0))])
    rows = _rows(scene, i)
    if len(rows[0].values) <= MOST_ROWS:
        drawn, end, tall = _table(x, step, rows, narrow=True, name=f"row {i}")
    else:
        shape = shape_of(scene.changes.now, scene.data, step.l + {2: -1, 4: 1}.get(step.line, 0))
        drawn, end, tall = _pictures(step, x, rows, shape, i)
    told = _open(scene, _in_full(step, i, rows[-1].values))
    wide = notation.width(told, 17)
    left = max(x - 40, 0, min(x + 60, width - wide - 6))
    return drawn + notation.svg(told, left, ABOVE + TALL + 24, 17), max(end, left + wide), tall


def _words(x, lines):
    top = MIDDLE - 14 * len(lines) + 20
    drawn = "".join(notation.svg(line, x, top + 28 * k, 18) for k, line in enumerate(lines))
    return drawn, x + max(notation.width(line, 18) for line in lines), 0


def _pictures(step, x, rows, shape, i):
    """Rows as pictures: their bias number as a square, the others folded."""
    w, h = (FOLDED * side / max(shape) for side in reversed(shape))
    y, line = MIDDLE - h / 2, step.line
    parts = [label(x, MIDDLE - 8, "row", "s b n"), label(x, MIDDLE + 12, str(i), "s b n")]
    x += 32
    for n, row in enumerate(rows):
        if row.sign:
            parts.append(notation.svg(row.sign, x + 12, MIDDLE + 6, 20, "middle"))
            x += 24
        parts.append(notation.svg(row.source, x + 13 + w / 2, ABOVE - 13, 17, "middle"))
        values, refs = np.nan_to_num(row.values), row.refs
        if line == 4:  # there the units of the layer behind have no bias unit
            values, refs = np.concatenate([[np.nan], values]), ()
        look = {"refs": refs, "given": row.given}
        parts.append(folded_row(f"row{n}", values, _half(row.quantity, step), shape, x, y, FOLDED, **look))
        if row.written:
            parts.append(outline(x + 13, y, w, h, "me"))
        x += 13 + w
    if line == 2:
        parts += [label(x + 16, MIDDLE - 6, "summed up: bias"), label(x + 16, MIDDLE + 16, "+ positive − negative")]
        x += 170
    return "".join(parts), x, 0


def _table(x, step, rows, narrow, name=""):
    """Rows of numbers, their names at the left: (SVG, right end, height)."""
    count, sources = len(rows[0].values), [f"{row.sign} {row.source}".strip() for row in rows]
    start = x + max(notation.width(source, 18) for source in sources) + 8
    (each, decimals), pitch, top = (51, 3) if narrow else (80, 4), 23 if narrow else 29, 8 if narrow else 12
    parts = [label(x, top + 12, name, "s b n")] if name else []
    for k in range(count):
        head = str(k + (step.line in (3, 4)))  # there no bias unit stands first
        parts.append(label(start + (k + 1) * each - 6, top + 12, head, "s n mu", "end"))
    for r, (row, source) in enumerate(zip(rows, sources)):
        y = top + 18 + r * pitch
        parts.append(notation.svg(source, start - 4, y + pitch / 2 + 6, 18, "end"))
        if row.refs:
            look = {"given": row.given, "plain": row.plain, "written": slice(count * row.written)}
            look |= {"decimals": decimals, "size": 15, "apart": 0}
            values, refer = row.values[np.newaxis], lambda _, k, refs=row.refs: refs[k]
            parts.append(matrix(values, refer, start, y, each, pitch, **look))
        else:
            for k, value in enumerate(row.values.tolist()):
                right = start + (k + 1) * each - 6
                parts.append(label(right, y + pitch / 2 + 5, written(value, decimals), "n s", "end"))
    return "".join(parts), start + count * each, top + 18 + len(rows) * pitch + 14
