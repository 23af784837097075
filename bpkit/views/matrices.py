"""Matrices as Pictures: small ones with every number, large ones as images whose rows can be read."""

import base64
import io
from functools import lru_cache

import numpy as np

from bpkit.notation import number, plain, svg
from bpkit.notation import width as width_of
from bpkit.views.picture import FORMULA, NORMAL, SMALL, Picture, sign, text, text_width

MOST_ROWS, MOST_COLUMNS = 10, 7  # a larger matrix is shown as an image
ROW_HEIGHT, TOP = 22, 43
STRONGEST = 0.45  # a tint: text on it stays readable
HALF = {"Theta": 1, "z": 1, "a": 4, "x": 4, "y": 4}  # tint's k; δ, δaᵀ, Δ and D are smaller
HALF_IN_IMAGE = {"Delta": 1, "D": 0.01}  # sums and means of many examples
POSITIVE, NEGATIVE = (224, 120, 40), (60, 120, 220)  # mid tones, which show on white and on black
MARKS = {
    "bold": ' font-weight="bold" text-decoration="underline"',
    "struck": ' text-decoration="line-through" fill-opacity="0.6"',
}


def matrix(values, name, ref, chosen=None, written=None, *, marks=None, pick=True, k=None):
    """A matrix with one row for each unit i of layer l + 1 and one column for each unit j of layer l, from j = 0.

    name : the source of how it is written, "Δ^{(1)}". ref : how its entries are referred to, "Delta[1]".
    chosen : the i of a row to frame where the matrix is an image. written : a function from j to whether the entries
    of that column were just written. marks : other entries to bring out, {"Delta[1][2, 0]": kind} with a kind of
    MARKS or "written". pick : whether the rows of an image can be picked. k : of the tint, where it is not the
    quantity's own.
    Entries that are nan are not known yet, and left open.

    Returns a Picture with every number, or, for more than 10 rows or 7 columns, an image of the matrix.
    """
    rows, columns = values.shape
    if is_large(values):
        return _heat_map(values, name, ref, chosen, pick=pick, k=k)
    just = {f"{ref}[{i}, {j}]": "written" for i in range(1, rows + 1) for j in range(columns) if written and written(j)}
    return table(
        [(str(i), values[i - 1], lambda j, i=i: f"{ref}[{i}, {j}]") for i in range(1, rows + 1)],
        f'{name}"  {rows} × {columns}"',
        marks=just | (marks or {}),
        k=k,
    )


def tint(quantity, value, k=None):
    """How opaque the ground of a number is. It depends on the number alone, not on what stands beside it.

    quantity : "Theta", "D" …, which says the k at which a tint is half as strong as it can be, unless k is told.
    """
    size = np.abs(value)
    return STRONGEST * size / (size + (k or HALF.get(quantity, 0.12)))


def is_large(values):
    rows, columns = values.shape
    return rows > MOST_ROWS or columns > MOST_COLUMNS


def vector(values, name, ref, first=1, written=False, dropped=False):
    """A column of numbers, one for each unit.

    ref : "delta[2]". first : the number of its first unit, 0 for a bias unit. written : as just written, framed.
    dropped : say in place of unit 0 that it was dropped.
    More than 10 numbers are shown by the first and last ones, and by how many are left out. Returns a Picture.
    """
    count = len(values)
    rows = [(str(k + first), [values[k]], lambda _, k=k: f"{ref}[{k + first}]") for k in range(count)]
    if count > MOST_ROWS:
        rows[4:-3] = [(f"⋮ {count - 7} more", [], None)]
    if dropped:
        rows.insert(0, ("0 dropped", [], None))
    marks = {f"{ref}[{k + first}]": "written" for k in range(count) if written}
    return table(rows, f'{name}"  {count} × 1"', headers=[""], shaded=None, marks=marks)


def transposed(values, name, ref, chosen=None):
    """The transpose of a matrix, with row j = 0 first, and the entries named as in the matrix itself.

    chosen : the i of a column to frame where the matrix is an image.
    """
    if is_large(values.T):
        return _heat_map(values.T, name, ref, chosen, flipped=True)
    rows, columns = values.shape
    return table(
        [(str(j), values[:, j], lambda i, j=j: f"{ref}[{i + 1}, {j}]") for j in range(columns)],
        f'{name}"  {columns} × {rows}"',
        headers=[f"i = {i}" if i == 1 else str(i) for i in range(1, rows + 1)],
        shaded=None,
    )


def table(rows, heading, headers=None, shaded=0, *, corner="", size=NORMAL, marks=None, k=None):
    """Numbers in rows, each with its reference.

    rows : (label, the numbers, a function from the place in the row to the reference) for each row. A row without
        numbers is its label alone. heading : its source. Numbers that are nan are left open.
    headers : what stands above the columns; j = 0, 1, 2 … unless told. shaded : the column on a shaded ground, 0 for
        the bias weights, or None. corner : what stands above the labels. size : of the numbers.
    marks, k : as for matrix.

    Returns a Picture.
    """
    numbers = [value for _, values, _ in rows for value in values if value == value]
    count = max(len(values) for _, values, _ in rows)
    if headers is None:
        headers = [f"j = {j}" if j == 0 else str(j) for j in range(count)]
    # At least as wide as −0.0000, so that columns do not jump when a number changes its sign.
    longest = max(text_width(" " * 7, size), *(text_width(number(value), size) for value in numbers))
    pad = 5 if size == NORMAL else 2.5
    cell = max(longest, *(text_width(header, SMALL) for header in headers)) + 2 * pad
    label_width = (
        max(text_width(label, SMALL) for label in [corner, *(row[0] for row in rows if len(row[1]))]) + 2 * pad
    )
    width, top = label_width + count * cell, TOP
    height = top + len(rows) * ROW_HEIGHT + 2

    parts = [svg(heading, 0, 14, FORMULA, kind="title")]
    if shaded is not None:
        x = label_width + shaded * cell
        parts.append(f'<rect class="bias" x="{x:g}" y="22" width="{cell:g}" height="{height - 22:g}" rx="2"/>')
    above = [text(0, 37, corner, kind="muted", size=SMALL)] * bool(corner) + [
        text(label_width + (j + 1) * cell - pad, 37, header, kind="muted", anchor="end", size=SMALL,
             attributes=' role="columnheader"')
        for j, header in enumerate(headers)
    ]  # fmt: skip
    parts.append(f'<g role="row">{"".join(above)}</g>')
    for r, (label, values, ref) in enumerate(rows):
        y = top + r * ROW_HEIGHT
        anchor, x = ("end", label_width - pad - 1) if len(values) else ("start", 2)
        cells = [text(x, y + 16, label, kind="muted", anchor=anchor, size=SMALL, attributes=' role="rowheader"')]
        for j, value in enumerate(values):
            if value == value:
                x = label_width + j * cell
                box = f'x="{x + 1:g}" y="{y + 1}" width="{cell - 2:g}" height="{ROW_HEIGHT - 2}" rx="2"'
                cells.append(_cell(x + cell - pad, y + 16, box, value, size, ref(j), (marks or {}).get(ref(j)), k))
        parts.append(f'<g role="row">{"".join(cells)}</g>')
    return Picture(max(width, _heading_width(heading)), height, "".join(parts), plain(heading), role="table")


def _heading_width(heading):
    return 1.06 * width_of(heading, FORMULA) + 4  # it is bold


def _cell(x, y, box, value, size, ref, mark, k):
    """One number; x, y : where it ends. box : the place of its tint and of its frame."""
    parts, strength = [], tint(ref.partition("[")[0], value, k)
    if strength > 0.0005:
        parts.append(f'<rect class="cell {sign(value)}" {box} fill-opacity="{strength:.3f}"/>')
    if mark == "written":
        parts.append(f'<rect class="written-cell" {box}/>')
    attributes = f'{MARKS.get(mark, "")} role="cell" data-ref="{ref}"'
    parts.append(text(x, y, number(value), anchor="end", size=size, attributes=attributes))
    return "".join(parts)


def _heat_map(values, name, ref, chosen, flipped=False, pick=True, k=None):
    """An image of the matrix: one square an entry, solid for positive, hollow for negative.

    flipped : values is the transpose, with the entries of unit i in a column and the bias weights in the first row.
    """
    rows, columns = values.shape
    pixel = int(np.clip(272 // columns, 4, 12))
    width, height = columns * pixel, rows * pixel
    values = np.nan_to_num(values)  # what is not known yet stays clear
    top = 39
    quantity, _, l = ref.rstrip("]").partition("[")
    heading = f'{name}"  {rows} × {columns}"'
    image = _png(values.tobytes(), values.shape, k or HALF_IN_IMAGE.get(quantity), quantity, pixel)
    if flipped:
        last, rule = f"i = {columns}", f'x1="-4" y1="{top + pixel}" x2="{width + 4}" y2="{top + pixel}"'
    else:
        last, rule = f"j = {columns - 1}", f'x1="{pixel}" y1="{top - 4}" x2="{pixel}" y2="{top + height + 4}"'
    parts = [
        svg(heading, 0, 14, FORMULA, kind="title"),
        text(0, 33, "i = 1" if flipped else "j = 0", kind="muted", size=SMALL),
        text(max(width, 110), 33, last, kind="muted", anchor="end", size=SMALL),
        f'<rect class="frame" x="-0.5" y="{top - 0.5}" width="{width + 1}" height="{height + 1}"/>',
        f'<image x="0" y="{top}" width="{width}" height="{height}" href="{image}"/>',
        f'<line class="rule" {rule}/>',
    ]
    for i in range(1, (columns if flipped else rows) + 1) if pick else ():
        at = (i - 1) * pixel
        place = (at, top, pixel, height) if flipped else (0, top + at, width, pixel)
        box = 'x="{}" y="{}" width="{}" height="{}"'.format(*place)
        parts.append(f'<rect class="pick" data-ref="row[{l}][{i}]" {box}/>')
    if chosen:
        at = (chosen - 1) * pixel - 1
        place = (at, top - 1.5, pixel + 2, height + 3) if flipped else (-1.5, top + at, width + 3, pixel + 2)
        box = 'x="{:g}" y="{:g}" width="{:g}" height="{:g}"'.format(*place)
        parts.append(f'<rect class="chosen" {box}/>')
    y = top + height + 18
    scale = f"■ +, □ −, the largest {np.abs(values).max():.4f}"
    parts.append(text(0, y, scale, kind="muted", size=SMALL))
    label = f"{plain(heading)}, from {number(values.min())} to {number(values.max())}, as an image"
    body = f'<g transform="translate(2 0)">{"".join(parts)}</g>'  # room for the frame of the chosen row
    return Picture(max(width, text_width(scale, SMALL), _heading_width(heading)) + 4, y + 4, body, label, role="group")


LEVELS = 20  # shades of each color: more cannot be told apart, and each costs bytes


@lru_cache(maxsize=32)  # when λ moves, only the images of D are new
def _png(data, shape, k, quantity, pixel):
    """A matrix, as its bytes, as a PNG data URI, pixel × pixel points an entry. Clear where it is 0."""
    from PIL import Image  # comes with matplotlib

    values = np.frombuffer(data).reshape(shape)
    level = np.rint(LEVELS * tint(quantity, values, k) / STRONGEST).astype(np.uint8)  # no text stands on it
    points = level + LEVELS * ((values < 0) & (level > 0))  # a faint one is clear, whatever its sign
    points = points.repeat(pixel, axis=0).repeat(pixel, axis=1)
    # Negative entries are hollow, so that the sign does not hang on the color alone.
    inner = np.arange(pixel)
    inner = (inner >= pixel // 3) & (inner < pixel - pixel // 3)
    hole = np.tile(inner, values.shape[0])[:, np.newaxis] & np.tile(inner, values.shape[1])
    points[hole & (points > LEVELS)] += LEVELS

    # The palette: clear, then the shades of positive, of negative, and of the inside of a negative entry.
    strength = np.arange(1, LEVELS + 1) / LEVELS
    image = Image.fromarray(points.astype(np.uint8), "P")
    image.putpalette([0, 0, 0, *POSITIVE * LEVELS, *NEGATIVE * LEVELS, *NEGATIVE * LEVELS])
    alpha = np.rint(255 * np.concatenate([[0], strength, strength, strength / 5])).astype(np.uint8)
    file = io.BytesIO()
    image.save(file, "PNG", transparency=alpha.tobytes(), optimize=False)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def read_row(matrices, l, i):
    """Row i of several matrices of layer l, one under the other, every number readable. Returns a Picture.

    matrices : (name, ref, values) for each.
    """
    rows = [(name, values[i - 1], lambda j, ref=ref: f"{ref}[{i}, {j}]") for name, ref, values in matrices]
    return table(rows, f'"Row "i = {i}" of "l = {l}')
