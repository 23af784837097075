"""Matrices as Pictures: small ones with every number, large ones as images whose rows can be read."""

import numpy as np

from bpkit.notation import number, plain, svg
from bpkit.notation import width as width_of
from bpkit.views.cells import HALF, LEAST, tint
from bpkit.views.images import picture
from bpkit.views.picture import FORMULA, NORMAL, SMALL, Picture, sign, text, text_width

MOST_ROWS, MOST_COLUMNS = 10, 7  # a larger matrix is shown as an image
ROW_HEIGHT, TOP = 22, 43
HALF_IN_IMAGE = {"Delta": 1, "D": 0.01}  # sums and means of many examples
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

    Returns a Picture with every number, or, for more than 10 rows or 7 columns, an image of the matrix.
    """
    rows, columns = values.shape
    if is_large(values):
        return _heat_map(values, name, ref, chosen, pick, k)
    just = {f"{ref}[{i}, {j}]": "written" for i in range(1, rows + 1) for j in range(columns) if written and written(j)}
    return table(
        [(str(i), values[i - 1], lambda j, i=i: f"{ref}[{i}, {j}]") for i in range(1, rows + 1)],
        f'{name}"  {rows} × {columns}"',
        marks=just | (marks or {}),
        k=k,
    )


def is_large(values):
    rows, columns = values.shape
    return rows > MOST_ROWS or columns > MOST_COLUMNS


def table(rows, heading, headers=None, *, corner="", size=NORMAL, marks=None, k=None):
    """Numbers in rows, each with its reference. The column of the bias weights stands on a shaded ground.

    rows : (label, the numbers, a function from the place in the row to the reference) for each row. heading : its
        source. headers : what stands above the columns; j = 0, 1, 2 … unless told. corner : what stands above the
        labels. size : of the numbers. marks, k : as for matrix.

    Returns a Picture.
    """
    numbers = [value for _, values, _ in rows for value in values]
    count = len(rows[0][1])
    if headers is None:
        headers = [f"j = {j}" if j == 0 else str(j) for j in range(count)]
    # At least as wide as −0.0000, so that columns do not jump when a number changes its sign.
    longest = max(text_width(" " * 7, size), *(text_width(number(value), size) for value in numbers))
    pad = 5 if size == NORMAL else 2.5
    cell = max(longest, *(text_width(header, SMALL) for header in headers)) + 2 * pad
    label_width = max(text_width(label, SMALL) for label in [corner, *(row[0] for row in rows)]) + 2 * pad
    width, top = label_width + count * cell, TOP
    height = top + len(rows) * ROW_HEIGHT + 2

    parts = [
        svg(heading, 0, 14, FORMULA, kind="title"),
        f'<rect class="bias" x="{label_width:g}" y="22" width="{cell:g}" height="{height - 22:g}" rx="2"/>',
    ]
    above = [text(0, 37, corner, kind="muted", size=SMALL)] * bool(corner) + [
        text(label_width + (j + 1) * cell - pad, 37, header, kind="muted", anchor="end", size=SMALL,
             attributes=' role="columnheader"')
        for j, header in enumerate(headers)
    ]  # fmt: skip
    parts.append(f'<g role="row">{"".join(above)}</g>')
    for r, (label, values, ref) in enumerate(rows):
        y = top + r * ROW_HEIGHT
        look = dict(kind="muted", anchor="end", size=SMALL, attributes=' role="rowheader"')
        cells = [text(label_width - pad - 1, y + 16, label, **look)]
        for j, value in enumerate(values):
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


def _heat_map(values, name, ref, chosen, pick, k):
    """An image of the matrix: one square an entry, orange for positive, blue for negative."""
    rows, columns = values.shape
    pixel = int(np.clip(272 // columns, 4, 12))
    width, height = columns * pixel, rows * pixel
    top = 39
    quantity, _, l = ref.rstrip("]").partition("[")
    heading = f'{name}"  {rows} × {columns}"'
    parts = [
        svg(heading, 0, 14, FORMULA, kind="title"),
        text(0, 33, "j = 0", kind="muted", size=SMALL),
        text(max(width, 110), 33, f"j = {columns - 1}", kind="muted", anchor="end", size=SMALL),
        f'<rect class="frame" x="-0.5" y="{top - 0.5}" width="{width + 1}" height="{height + 1}"/>',
        picture(ref, values, k or HALF_IN_IMAGE.get(quantity) or HALF.get(quantity, LEAST), 0, top, width, height),
        f'<line class="rule" x1="{pixel}" y1="{top - 4}" x2="{pixel}" y2="{top + height + 4}"/>',
    ]
    for i in range(1, rows + 1) if pick else ():
        box = f'x="0" y="{top + (i - 1) * pixel}" width="{width}" height="{pixel}"'
        parts.append(f'<rect class="pick" data-ref="row[{l}][{i}]" {box}/>')
    if chosen:
        y = top + (chosen - 1) * pixel - 1
        parts.append(f'<rect class="chosen" x="-1.5" y="{y}" width="{width + 3}" height="{pixel + 2}"/>')
    y = top + height + 18
    scale = f"orange +, blue −, the largest {np.abs(values).max():.4f}"
    parts.append(text(0, y, scale, kind="muted", size=SMALL))
    label = f"{plain(heading)}, from {number(values.min())} to {number(values.max())}, as an image"
    body = f'<g transform="translate(2 0)">{"".join(parts)}</g>'  # room for the frame of the chosen row
    return Picture(max(width, text_width(scale, SMALL), _heading_width(heading)) + 4, y + 4, body, label, role="group")
