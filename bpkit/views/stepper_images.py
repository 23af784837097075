"""The Stepper of a large network: units as tiles, matrices as images, and one row of them written out."""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.explanation import explain
from bpkit.notation import number
from bpkit.views.cells import cell, label, short, written
from bpkit.views.digits import Network, network, small_stage
from bpkit.views.equation import EVERY, bracket, terms
from bpkit.views.images import Place, folded, folded_row, grid, half, matrix_image, row_read, rows_of, shape_of

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
    step, parts, places, x = scene.step, [], {}, 0
    if step.line == 3:
        heads = [str(k + 1) for k in range(step.trace.sizes[-1])]
        return _table(0, _output_rows(step), 29, heads, narrow=width < 96 + 80 * len(heads))
    for item in terms(step):
        if isinstance(item, str):
            w = notation.width(item, 20) + 10
            parts.append(notation.svg(item, x + w / 2, MIDDLE + 6, 20, "middle"))
        elif item.quantity == "lambda_":
            w = 9 * len(short(item.values[0, 0])) + 16
            look = {"given": True, "plain": True, "bare": True, "size": 16}
            parts.append(cell("eq:lambda_", x, MIDDLE - 13, w, 26, float(item.values[0, 0]), **look))
        else:
            drawn, place, w = _image(scene, item, x)
            parts.append(drawn)
            places.setdefault(item.l if item.is_matrix else (item.l or 0) - 1, []).append(place)
        x += w
    l = step.l - 1 if step.line in (2, 4) else step.l or 1  # the row that is read is of a matrix, or a unit of line 4
    i = row_read(scene, l)
    if l in places:
        parts.append(rows_of(l, places[l], i))
    told, wide, tall = _reader(scene, l, i, x + 20, width)
    if wide <= width:
        return "".join([*parts, told]), max(x, wide), max(BELOW, tall)
    told, wide, tall = _reader(scene, l, i, 0, width)  # it goes below
    return f'{"".join(parts)}<g transform="translate(0 {BELOW + 4})">{told}</g>', max(x, wide), 2 * BELOW + 4


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
    key, k, given = f"eq:{part.quantity}[{part.l}]", _half(part.quantity, scene.step), part.quantity == "Theta"
    parts = [
        notation.svg(part.source, middle, ABOVE - 13, 19, "middle"),
        bracket(at.x - 4, at.y - 3, at.height + 6, 6),
        bracket(at.right + 4, at.y - 3, at.height + 6, -6),
        matrix_image(key, values, k, at, given=given),
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
        box = f'x="{left - 1.5:g}" y="{y - 1.5:.4g}" width="{w + 3:g}" height="{tall + 3:.4g}"'
        parts.append(f'<rect class="ol me" {box} rx="2"/>')
    return "".join(parts), of_units, wide + 16


# ---------------------------------------------------------------- one row, written out


class Row(NamedTuple):
    """source : its name. refs : of its numbers, where they can be pointed at. sign : before it. The rest : its look."""

    source: str
    values: np.ndarray
    refs: tuple = ()
    quantity: str = ""
    given: bool = False
    plain: bool = False
    written: bool = False
    sign: str = ""


def _refs(form, count, first=0):
    return tuple(form.format(k) for k in range(first, first + count))


def _output_rows(step):
    L, y = step.l, step.trace.Y[step.t - 1]
    a, delta, K = step.after.a[L][:, 0], step.after.delta[L][:, 0], len(y)
    return [
        Row(f'(a^{{({L})}})^{{"T"}}', a, _refs(f"eq:a[{L}][{{}}]", K, 1)),
        Row('− y^{"T"}', y, _refs("eq:y[{}]", K, 1), given=True, plain=True),
        Row(f'= (δ^{{({L})}})^{{"T"}}', delta, _refs(f"eq:delta[{L}][{{}}]", K, 1), written=True),
    ]


def _reader(scene, l, i, x, width):
    """Row i of what the step works with, and one number in full: (SVG, right end, height)."""
    step, trace, after = scene.step, scene.step.trace, scene.step.after
    if step.line == 0:
        told = [
            f'"{Delta.shape[1]} numbers for each of the {len(Delta)} units of layer {k + 1}: all 0"'
            for k, Delta in after.Delta.items()
        ]
        return _words(x, told)
    if step.line == 1:
        told = f'"then the numbers of the example one by one, " a_{{1}} … a_{{{trace.sizes[1]}}}'
        return _words(x, ['a_{0} = 1 "for the bias,"', told])
    if step.line == 7:
        return _words(x, [_mean(step, l, i, 0)])
    rows, result = {2: _forward_row, 4: _error_row, 5: _sum_row, 6: _gradient_row}[step.line](step, l, i)
    if len(rows[0].values) <= MOST_ROWS:
        heads = [str(k + (step.line == 4)) for k in range(len(rows[0].values))]
        drawn, end, tall = _table(x, rows, 23, heads, narrow=True, name=f"row {i}")
    else:
        now = scene.changes.now
        shape = grid(len(rows[0].values)) if step.line == 4 else shape_of(now, scene.data, l)
        drawn, end, tall = _pictures(scene, x, rows, shape, i)
    wide = notation.width(result, 17)
    left = max(x - 40, 0, min(x + 60, width - wide - 6))
    return drawn + notation.svg(result, left, ABOVE + TALL + 24, 17), max(end, left + wide), tall


def _words(x, lines):
    top = MIDDLE - 14 * len(lines) + 20
    drawn = "".join(notation.svg(line, x, top + 28 * k, 18) for k, line in enumerate(lines))
    return drawn, x + max(notation.width(line, 18) for line in lines), 0


def _bracketed(value):
    return f"({number(value)})" if value < 0 else number(value)


def _name(*place):
    return notation.Ref(*place).source


def _matrix_row(quantity, l, i, values, **look):
    refs = _refs(f"{quantity}[{l}][{i}, {{}}]", len(values))
    return Row(_name(quantity, l), values, refs, quantity, given=quantity == "Theta", **look)


def _forward_row(step, l, i):
    """(the Rows of line 2, the sum in full)"""
    Theta, a = step.trace.Theta[l][i - 1], step.after.a[l][:, 0]
    products = Theta * a
    up, down = products[1:].clip(0).sum(), -products[1:].clip(max=0).sum()
    z, g = step.after.z[l + 1][i - 1, 0], step.after.a[l + 1][-len(step.trace.Theta[l]) :][i - 1, 0]
    told = f"{_name('z', l + 1, i)} = {number(products[0])} + {number(up)} − {number(down)} = {number(z)}"
    rows = [
        _matrix_row("Theta", l, i, Theta)._replace(source=f"Θ_{{{i}}}"),
        Row(f"a^{{({l})}}", a, quantity="a", sign=".*"),
        Row('"products"', products, quantity="products", sign="="),
    ]
    return rows, f"{told},   {_name('a', l + 1, i)} = {number(g)}"


def _error_row(step, l, i):
    """(the Rows of line 4, the product in full)"""
    l, after = step.l, step.after
    Theta, delta, a = step.trace.Theta[l][:, i], after.delta[l + 1][:, 0], after.a[l][i, 0]
    told = f"{_name('delta', l, i)} = {_bracketed(Theta @ delta)} · {number(a)} · {number(1 - a)}"
    rows = [
        Row(f"Θ_{{q{i}}}", Theta, _refs(f"Theta[{l}][{{}}, {i}]", len(Theta), 1), "Theta", given=True),
        Row("δ_{q}", delta, _refs(f"eq:delta[{l + 1}][{{}}]", len(delta), 1), "delta", sign=".*"),
        Row('"product"', Theta * delta, quantity="product", sign="="),
    ]
    return rows, f"{told} = {number(after.delta[l][i - 1, 0])}"


def _largest(values):
    """Of which column the number is told, the bias aside."""
    return int(np.nanargmax(np.abs(values[1:]))) + 1


def _sum_row(step, l, i):
    """(the Rows of line 5, one sum in full)"""
    delta, a = step.after.delta[l + 1][i - 1, 0], step.after.a[l][:, 0]
    before, after = step.before.Delta[l][i - 1], step.after.Delta[l][i - 1]
    j = _largest(after)
    told = f"{number(before[j])} + {_bracketed(delta)} · {number(a[j])} = {number(after[j])}"
    rows = [
        _matrix_row("before", l, i, before),
        _matrix_row("product", l, i, delta * a, sign="+"),
        _matrix_row("Delta", l, i, after, written=True, sign=":="),
    ]
    return rows, f"{_name('Delta', l, i, j)} := {told}"


def _gradient_row(step, l, i):
    """(the Rows of line 6, one mean in full)"""
    Delta, Theta, D = step.after.Delta[l][i - 1], step.trace.Theta[l][i - 1], step.after.D[l][i - 1]
    rows = [
        _matrix_row("Delta", l, i, Delta),
        _matrix_row("Theta", l, i, Theta, sign="+"),
        _matrix_row("D", l, i, D, written=True, sign="→"),
    ]
    return rows, _mean(step, l, i, _largest(D))


def _mean(step, l, i, j):
    """What lines 6 and 7 compute, in numbers: of m examples D is so small that it needs more decimals."""
    told = explain(step, f"D[{l}][{i}, {j}]").numbers().replace("·", " · ")
    return f"{_name('D', l, i, j)} = {told} = {number(step.after.D[l][i - 1, j], 6)}"


def _pictures(scene, x, rows, shape, i):
    """Rows as pictures: their bias number as a square, the others folded."""
    w, h = (FOLDED * side / max(shape) for side in reversed(shape))
    y, line = MIDDLE - h / 2, scene.step.line
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
        parts.append(folded_row(f"row{n}", values, _half(row.quantity, scene.step), shape, x, y, FOLDED, **look))
        if row.written:
            outline = f'x="{x + 11.5:g}" y="{y - 1.5:g}" width="{w + 3:g}" height="{h + 3:g}"'
            parts.append(f'<rect class="ol me" {outline} rx="2"/>')
        x += 13 + w
    if line == 2:
        parts += [label(x + 16, MIDDLE - 6, "summed up: bias"), label(x + 16, MIDDLE + 16, "+ positive − negative")]
        x += 170
    return "".join(parts), x, 0


def _table(x, rows, pitch, heads, narrow=False, name=""):
    """Rows of numbers, their names at the left."""
    names = max(notation.width(row.source, 18) for row in rows) + 12
    each, top = (51, 8) if narrow else (80, 12)
    parts = [label(x, top + 12, name, "s b n")] if name else []
    for k, head in enumerate(heads):
        parts.append(label(x + names + (k + 1) * each - 6, top + 12, head, "s n mu", "end"))
    for r, row in enumerate(rows):
        y = top + 18 + r * pitch
        parts.append(notation.svg(row.source, x + names - 8, y + pitch / 2 + 6, 18, "end"))
        for k, value in enumerate(row.values.tolist()):
            left, look = x + names + k * each, {"decimals": 3 if narrow else 4, "plain": row.plain, "size": 15}
            if row.refs:
                look |= {"given": row.given, "kind": "w" if row.written else ""}
                parts.append(cell(row.refs[k], left, y, each, pitch, value, **look))
            else:
                parts.append(label(left + each - 6, y + pitch / 2 + 5, written(value, look["decimals"]), "n s", "end"))
    return "".join(parts), x + names + len(heads) * each, top + 18 + len(rows) * pitch + 14
