"""Matrices as Pictures: small ones with every number, large ones as images whose rows can be read."""

import base64
import io

import numpy as np

from bpkit.views.picture import SMALL, Picture, number, sign, text, text_width

MOST_ROWS, MOST_COLUMNS = 10, 7  # a larger matrix is shown as an image
ROW_HEIGHT = 19
POSITIVE, NEGATIVE = (224, 112, 22), (56, 124, 222)  # mid tones, which show on white and on black


def matrix(values, name, ref, chosen=None):
    """A matrix with one row for each unit i of layer l + 1 and one column for each unit j of layer l, from j = 0.

    name : how it is written, "Δ⁽¹⁾". ref : how its entries are referred to, "Delta[1]". chosen : the i of a row
    to frame where the matrix is an image.

    Returns a Picture with every number, or, for more than 10 rows or 7 columns, an image of the matrix.
    """
    rows, columns = values.shape
    if is_large(values):
        return _heat_map(values, name, ref, chosen)
    return table(
        [(str(i), values[i - 1], lambda j, i=i: f"{ref}[{i}, {j}]") for i in range(1, rows + 1)],
        heading=f"{name}  {rows} × {columns}",
    )


def is_large(values):
    rows, columns = values.shape
    return rows > MOST_ROWS or columns > MOST_COLUMNS


def table(rows, heading, row_by_row=False):
    """Numbers in rows, with j = 0, 1, 2 … above and column 0, the bias weights, on a shaded ground.

    rows : (label, the numbers, a function from j to the reference of that entry) for each row.
    row_by_row : tint the numbers relative to the largest of their row, not of all.

    Returns a Picture.
    """
    # At least as wide as −0.0000, so that columns do not jump when a number changes its sign.
    longest = max(7, *(len(number(value)) for _, values, _ in rows for value in values))
    largest = max(np.abs(values).max() for _, values, _ in rows) or 1
    label_width = max(text_width(label, SMALL) for label, _, _ in rows) + 10
    cell = text_width(" " * longest) + 10
    count = len(rows[0][1])
    width, top = label_width + count * cell, 38
    height = top + len(rows) * ROW_HEIGHT + 2

    parts = [text(0, 12, heading, kind="title")]
    parts.append(f'<rect class="bias" x="{label_width:g}" y="19" width="{cell:g}" height="{height - 19:g}" rx="2"/>')
    headers = [
        text(label_width + (j + 1) * cell - 5, 31, f"j = {j}" if j == 0 else str(j), kind="muted", anchor="end",
             size=SMALL, attributes=' role="columnheader"')
        for j in range(count)
    ]  # fmt: skip
    parts.append(f'<g role="row">{"".join(headers)}</g>')
    for k, (label, values, ref) in enumerate(rows):
        y = top + k * ROW_HEIGHT
        if row_by_row:
            largest = np.abs(values).max() or 1
        cells = [
            text(label_width - 6, y + 14, label, kind="muted", anchor="end", size=SMALL, attributes=' role="rowheader"')
        ]
        for j, value in enumerate(values):
            x = label_width + j * cell
            strength = 0.34 * abs(value) / largest
            if strength > 0.004:
                cells.append(
                    f'<rect class="cell {sign(value)}" x="{x + 1:g}" y="{y + 1}" width="{cell - 2:g}" '
                    f'height="{ROW_HEIGHT - 2}" rx="2" fill-opacity="{strength:.2f}"/>'
                )
            reference = f' role="cell" data-ref="{ref(j)}"'
            cells.append(text(x + cell - 5, y + 14, number(value), anchor="end", attributes=reference))
        parts.append(f'<g role="row">{"".join(cells)}</g>')
    return Picture(max(width, text_width(heading) + 4), height, "".join(parts), heading, role="table")


def _heat_map(values, name, ref, chosen):
    """An image of the matrix: one square an entry, solid for positive, hollow for negative, with a scale."""
    rows, columns = values.shape
    pixel = int(np.clip(272 // columns, 4, 12))
    width, height = columns * pixel, rows * pixel
    largest = np.abs(values).max()
    top = 34
    heading = f"{name}  {rows} × {columns}"
    parts = [
        text(0, 12, heading, kind="title"),
        text(0, 28, "j = 0", kind="muted", size=SMALL),
        text(max(width, 60), 28, f"j = {columns - 1}", kind="muted", anchor="end", size=SMALL),
        f'<rect class="frame" x="-0.5" y="{top - 0.5}" width="{width + 1}" height="{height + 1}"/>',
        f'<image x="0" y="{top}" width="{width}" height="{height}" href="{_png(values, largest, pixel)}"/>',
        f'<line class="rule" x1="{pixel}" y1="{top - 4}" x2="{pixel}" y2="{top + height + 4}"/>',
    ]
    l = ref[ref.index("[") + 1 : -1]
    for i in range(1, rows + 1):
        parts.append(
            f'<rect class="pick" data-ref="row[{l}][{i}]" x="0" y="{top + (i - 1) * pixel}" width="{width}" '
            f'height="{pixel}"><title>row i = {i}</title></rect>'
        )
    if chosen:
        y = top + (chosen - 1) * pixel
        parts.append(f'<rect class="chosen" x="-1.5" y="{y - 1}" width="{width + 3}" height="{pixel + 2}"/>')
    y = top + height + 18
    scale = f"□ −{largest:.4f} … 0 … ■ +{largest:.4f}"
    parts.append(text(0, y, scale, kind="muted", size=SMALL))
    label = f"{heading}, from {number(values.min())} to {number(values.max())}, as an image"
    body = f'<g transform="translate(2 0)">{"".join(parts)}</g>'  # room for the frame of the chosen row
    return Picture(max(width, text_width(scale, SMALL)) + 4, y + 4, body, label, role="group")


def _png(values, largest, pixel):
    """The matrix as a PNG data URI, pixel × pixel points an entry. Clear where it is 0, so any ground will do."""
    from PIL import Image  # comes with matplotlib

    strength = np.abs(values) / (largest or 1)
    image = np.zeros((*values.shape, 4), dtype=np.uint8)
    image[values > 0, :3], image[values <= 0, :3] = POSITIVE, NEGATIVE
    image[..., 3] = np.rint(255 * strength)
    image = image.repeat(pixel, axis=0).repeat(pixel, axis=1)
    # Negative entries are hollow, so that the sign does not hang on the color alone.
    inner = np.arange(pixel)
    inner = (inner >= pixel // 3) & (inner < pixel - pixel // 3)
    hole = np.tile(inner, values.shape[0])[:, np.newaxis] & np.tile(inner, values.shape[1])
    negative = (values < 0).repeat(pixel, axis=0).repeat(pixel, axis=1)
    image[hole & negative, 3] //= 5
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG", compress_level=1)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def read_row(matrices, l, i):
    """Row i of several matrices of layer l, one under the other, every number readable. Returns a Picture.

    matrices : (name, ref, values) for each.
    """
    rows = [(name, values[i - 1], lambda j, ref=ref: f"{ref}[{i}, {j}]") for name, ref, values in matrices]
    return table(rows, heading=f"Row i = {i} of l = {l}", row_by_row=True)
