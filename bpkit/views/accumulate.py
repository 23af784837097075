"""Line 5 as a stack: the outer products δaᵀ of the examples side by side, and the running sum Δ."""

import numpy as np

from bpkit.notation import lowered, number, raised
from bpkit.views.matrices import ROW_HEIGHT, is_large, matrix, table
from bpkit.views.picture import SMALL, Picture, beside, text, text_width

MOST_EXAMPLES = 6  # of more, only as many are drawn as stand in one line with Δ
LINE = 1090  # pixels: the width of a cell's output on a projector of 1280
IMAGE = 266  # and of a matrix that is an image
GAP = 6


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
    middle = 88 if large else 42 + len(Delta) * ROW_HEIGHT / 2  # where the signs stand
    drawn = drawn_examples(m, added, room_for(Delta.shape))
    products = {t: np.outer(delta[:, t - 1], a[:, t - 1]) for t in drawn if t}

    pictures = []
    for k, t in enumerate(drawn):
        if t is None:
            before, after = drawn[k - 1], drawn[k + 1] if k + 1 < len(drawn) else m + 1
            pictures.append(_sign("+ ⋯", middle, before < added, f"and {after - before - 1} more"))
            continue
        if large:
            picture = matrix(products[t], f"t = {t}", f"product[{l}]", pick=False)  # the rows of Δ can be picked
        else:
            picture = _product(products[t], delta[:, t - 1], a[:, t - 1], t, l, entry)
        picture = _with_status(picture, t <= added)
        pictures.append(_after(_sign("+", middle, t <= added), picture) if pictures else picture)
    name = f"Δ{raised(l)}"
    told = f"{name} after {added} of {m}"
    if large:
        total = matrix(Delta, told, f"Delta[{l}]", chosen=entry[0])
    else:
        rows = [(str(i), row, lambda j, i=i: f"Delta[{l}][{i}, {j}]") for i, row in enumerate(Delta, start=1)]
        marks = {"Delta[{}][{}, {}]".format(l, *entry): "written"}
        total = table(rows, told, corner="i", size=SMALL, marks=marks)
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


def _product(values, delta, a, t, l, entry):
    """δaᵀ of one example as a table of products: δ at its side, aᵀ above it."""
    rows = [
        (number(delta_i), row, lambda j, i=i: f"product[{l}][{i}, {j}]@{t}")
        for i, (delta_i, row) in enumerate(zip(delta, values), start=1)
    ]
    marks = {"product[{}][{}, {}]@{}".format(l, *entry, t): "written"}
    return table(rows, f"t = {t}", [number(a_j) for a_j in a], corner="δ · aᵀ ", size=SMALL, marks=marks)


def _with_status(picture, added):
    """Pale as long as it is not added; and the word for it."""
    word, kind = ("✓ added", "") if added else ("not yet added", "muted")
    word = text(2, picture.height + 13, word, kind=kind, size=SMALL)
    body = picture.body if added else f'<g class="pale">{picture.body}</g>'
    label = f"{picture.label}, {'added' if added else 'not yet added'}"
    return Picture(picture.width, picture.height + 18, body + word, label, picture.role)


def _sign(content, y, added, label=""):
    return Picture(max(12, text_width(content)), y + 6, text(2, y, content, kind="" if added else "muted"), label)


def _after(before, picture):
    """The sign and what follows it, which stay together when the line is too short for all."""
    return beside([before, picture], gap=GAP)._replace(role=picture.role)
