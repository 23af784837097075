"""Line 5 as a stack: the outer products δaᵀ of the examples side by side, and the running sum Δ."""

import re

import numpy as np

from bpkit.notation import lowered, number, raised
from bpkit.views.matrices import is_large, matrix
from bpkit.views.picture import SMALL, Picture, beside, sign, text, text_width

MOST_EXAMPLES = 6  # of more, only as many are drawn as stand in one line with Δ
LINE = 1090  # pixels: the width of a cell's output on a projector of 1280
IMAGE = 266  # and of a matrix that is an image
GAP = 6
CELL, ROW, TOP = 51, 19, 38


def drawn_examples(m, added, room):
    """The t that are drawn, None for those left out: all, or the first ones and the last one added, room in all."""
    if m <= MOST_EXAMPLES:
        return list(range(1, m + 1))
    last = max(added, room)
    return [*range(1, room), *[None] * (last > room), last, *[None] * (last < m)]


def room_for(shape):
    """How many tables of that shape stand in one line with Δ, two at least, whatever their numbers are."""
    table, total = (IMAGE, IMAGE) if is_large(np.empty(shape)) else (54 + 52 * shape[1], 14 + 52 * shape[1])
    signs = 2 * (text_width("+ ⋯") + GAP)
    return max(2, int((LINE - total - signs) // (table + 12 + 2 * GAP)))


def accumulation(delta, a, l, added, entry):
    """The stack and the sum, as Pictures, each but the first with the sign before it.

    delta : δ⁽ˡ⁺¹⁾, shape (s_{l+1}, m). a : a⁽ˡ⁾, shape (s_l + 1, m). added : how many examples are in Δ.
    entry : (i, j), framed in each matrix; only the row of Δ where the matrices are images.
    """
    m = delta.shape[1]
    Delta = delta[:, :added] @ a[:, :added].T
    large = is_large(Delta)
    middle = 88 if large else TOP + len(Delta) * ROW / 2 + 4  # where the signs stand
    drawn = drawn_examples(m, added, room_for(Delta.shape))
    products = {t: np.outer(delta[:, t - 1], a[:, t - 1]) for t in drawn if t}
    largest = max(np.abs(product).max() for product in products.values()) or 1

    pictures = []
    for k, t in enumerate(drawn):
        if t is None:
            before, after = drawn[k - 1], drawn[k + 1] if k + 1 < len(drawn) else m + 1
            pictures.append(_sign("+ ⋯", middle, before < added, f"and {after - before - 1} more"))
            continue
        if large:
            picture = _image(products[t], t, l, t <= added)
        else:
            picture = _product(products[t], delta[:, t - 1], a[:, t - 1], t, l, t <= added, entry, largest)
        pictures.append(_after(_sign("+", middle, t <= added), picture) if pictures else picture)
    name = f"Δ{raised(l)}"
    told = f"{name} after {added} of {m}"
    if large:
        total = matrix(Delta, told, f"Delta[{l}]", chosen=entry[0])
    else:
        units, columns = Delta.shape
        side, above = [str(i) for i in range(1, units + 1)], [f"j = {j}" if j == 0 else str(j) for j in range(columns)]
        total = _grid(told, Delta, "i", side, above, f"Delta[{l}]", entry, np.abs(Delta).max() or 1)
    return [*pictures, _after(_sign("=", middle, True), total)]


def entry_sum(delta, a, l, added, entry):
    """The entry (i, j) of Δ as the sum of what each example added, in words."""
    i, j = entry
    terms = delta[i - 1, :added] * a[j, :added]
    written = [f"({number(term)})" if term < -0.00005 else number(term) for term in terms]
    if added > MOST_EXAMPLES:
        written[3:-1] = ["…"]
    name = f"Δ{raised(l)}{lowered(i, j)}"
    each = f"δ{raised(l + 1)}{lowered(i)} a{raised(l)}{lowered(j)}"
    if not added:
        return f"{name} = 0: set to zero once, and nothing is added yet"
    return f"{name} = 0 + {' + '.join(written)} = {number(terms.sum())}; each example adds its {each}"


def _product(values, delta, a, t, l, added, entry, largest):
    """δaᵀ of one example as a table of products: δ at its side, aᵀ above it."""
    side, above = [number(value) for value in delta], [number(value) for value in a]
    picture = _grid(f"t = {t}", values, "δ · aᵀ", side, above, f"product[{l}]", entry, largest, f"@{t}")
    return _with_status(picture, added)


def _image(values, t, l, added):
    picture = matrix(values, f"t = {t}", f"product[{l}]")
    body = re.sub('<rect class="pick".*?</rect>', "", picture.body)  # the rows of Δ can be picked, not these
    return _with_status(picture._replace(body=body), added)


def _with_status(picture, added):
    """Pale as long as it is not added; and the word for it."""
    word, kind = ("✓ added", "") if added else ("not yet added", "muted")
    word = text(2, picture.height + 13, word, kind=kind, size=SMALL)
    body = picture.body if added else f'<g opacity="0.6">{picture.body}</g>'
    label = f"{picture.label}, {'added' if added else 'not yet added'}"
    return Picture(picture.width, picture.height + 18, body + word, label, picture.role)


def _grid(heading, values, corner, side, above, ref, entry, largest, example=""):
    """Every number in small type, with labels at the side and above."""
    rows, columns = values.shape
    left = max(text_width(label, SMALL) for label in (corner, *side, "−0.0000" if example else "")) + 6
    longest = max(*(text_width(number(value), SMALL) for value in values.flat), *(text_width(v, SMALL) for v in above))
    cell = max(CELL, longest + 5)  # room for −0.0000, so that nothing jumps
    width, height = left + columns * cell, TOP + rows * ROW
    parts = [text(0, 12, heading, kind="title"), text(0, 31, corner, kind="muted", size=SMALL)]
    parts.append(f'<rect class="bias" x="{left:g}" y="19" width="{cell:g}" height="{height - 19}" rx="2"/>')
    for j, label in enumerate(above):
        parts.append(text(left + (j + 1) * cell - 2.5, 31, label, kind="muted", anchor="end", size=SMALL))
    for i, label in enumerate(side, start=1):
        y = TOP + (i - 1) * ROW
        parts.append(text(left - 5, y + 14, label, kind="muted", anchor="end", size=SMALL))
        for j in range(columns):
            x, value = left + j * cell, values[i - 1, j]
            box = f'x="{x + 1:g}" y="{y + 1}" width="{cell - 2:g}" height="{ROW - 2}" rx="2"'
            strength = 0.34 * abs(value) / largest
            parts.append(f'<rect class="cell {sign(value)}" {box} fill-opacity="{strength:.2f}"/>')
            if (i, j) == entry:
                parts.append(f'<rect class="written-cell" {box}/>')
            attributes = f' data-ref="{ref}[{i}, {j}]{example}"'
            parts.append(text(x + cell - 2.5, y + 14, number(value), anchor="end", size=SMALL, attributes=attributes))
    return Picture(max(width, text_width(heading)), height, "".join(parts), heading, role="group")


def _sign(content, y, added, label=""):
    return Picture(max(12, text_width(content)), y + 6, text(2, y, content, kind="" if added else "muted"), label)


def _after(before, picture):
    """The sign and what follows it, which stay together when the line is too short for all."""
    return beside([before, picture], gap=GAP)._replace(role=picture.role)
