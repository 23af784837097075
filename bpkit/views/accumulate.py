"""Line 5 as a stack: the outer products δaᵀ of the examples side by side, and the running sum Δ."""

from typing import NamedTuple

import numpy as np

from bpkit.notation import Ref, number
from bpkit.views.matrices import ROW_HEIGHT, TOP, is_large, matrix, table
from bpkit.views.picture import SMALL, Picture, beside, text, text_width

MOST_EXAMPLES = 4  # of more, only as many are drawn as stand in one line with Δ
LINE = 1085  # pixels: the width of a cell's output on a projector of 1280
IMAGE = 266  # and of a matrix that is an image
GAP = 6


class Accumulated(NamedTuple):
    """What is shown of line 5 in layer l: δ⁽ˡ⁺¹⁾ and a⁽ˡ⁾, a column an example, and Δ⁽ˡ⁾ after those that are added.

    added : how many are. products : {t: δaᵀ} of the examples that are drawn. entry : (i, j), the one that is brought
    out. terms : what each example that is added put into that entry.
    """

    l: int
    delta: np.ndarray
    a: np.ndarray
    added: int
    Delta: np.ndarray
    products: dict
    entry: tuple
    terms: np.ndarray


def drawn_examples(m, added, room):
    """The t that are drawn, None for those left out: all, or the first ones and the last one added, room in all."""
    if m <= MOST_EXAMPLES:
        return list(range(1, m + 1))
    last = max(added, room)
    return [*range(1, room), *[None] * (last > room), last, *[None] * (last < m)]


def room_for(shape):
    """How many tables of that shape stand in one line with Δ, two at least, whatever their numbers are."""
    table, total = (IMAGE, IMAGE) if is_large(np.empty(shape)) else (62 + 61 * shape[1], 13 + 61 * shape[1])
    signs = 2 * (text_width("+ ⋯") + GAP)
    return max(2, int((LINE - total - signs) // (table + 12 + 2 * GAP)))


def accumulation(shown):
    """The stack and the sum of an Accumulated, as Pictures, each but the first with the sign before it.

    The entry is framed in each matrix; only the row of Δ where the matrices are images.
    """
    l, added, Delta, entry, m = shown.l, shown.added, shown.Delta, shown.entry, shown.delta.shape[1]
    large = is_large(Delta)
    middle = 88 if large else TOP + 6 + len(Delta) * ROW_HEIGHT / 2  # where the signs stand
    drawn = drawn_examples(m, added, room_for(Delta.shape))

    pictures = []
    for k, t in enumerate(drawn):
        if t is None:
            before, after = drawn[k - 1], drawn[k + 1] if k + 1 < len(drawn) else m + 1
            pictures.append(_sign("+ ⋯", middle, before < added, f"and {after - before - 1} more"))
            continue
        if large:
            picture = matrix(shown.products[t], f"t = {t}", f"product[{l}]", pick=False)  # the rows of Δ can be picked
        else:
            picture = _product(shown, t)
        picture = _with_status(picture, t <= added)
        pictures.append(_after(_sign("+", middle, t <= added), picture) if pictures else picture)
    told = f'Δ^{{({l})}}" after {added} of {m}"'
    if large:
        total = matrix(Delta, told, f"Delta[{l}]", chosen=entry[0])
    else:
        rows = [(str(i), row, lambda j, i=i: f"Delta[{l}][{i}, {j}]") for i, row in enumerate(Delta, start=1)]
        marks = {"Delta[{}][{}, {}]".format(l, *entry): "written"}
        total = table(rows, told, corner="i", size=SMALL, marks=marks)
    return [*pictures, _after(_sign("=", middle, True), total)]


def entry_sum(shown):
    """The entry (i, j) of Δ as the sum of what each example added: a source."""
    l, (i, j) = shown.l, shown.entry
    written = [f"({number(term)})" if term < -0.00005 else number(term) for term in shown.terms]
    if shown.added > MOST_EXAMPLES:
        written[3:-1] = ["…"]
    name, each = Ref("Delta", l, i, j).source, Ref("product", l, i, j).source
    if not shown.added:
        return f'{name} = 0": set to zero once, and nothing is added yet"'
    return f'{name} = 0 + {" + ".join(written)} = {number(shown.Delta[i - 1, j])}"; each example adds its "{each}'


def _product(shown, t):
    """δaᵀ of one example as a table of products: δ at its side, aᵀ above it."""
    l, delta, a = shown.l, shown.delta[:, t - 1], shown.a[:, t - 1]
    rows = [
        (number(delta_i), row, lambda j, i=i: f"product[{l}][{i}, {j}]@{t}")
        for i, (delta_i, row) in enumerate(zip(delta, shown.products[t]), start=1)
    ]
    marks = {"product[{}][{}, {}]@{}".format(l, *shown.entry, t): "written"}
    return table(rows, f"t = {t}", [number(a_j) for a_j in a], corner="δ · aᵀ ", size=SMALL, marks=marks)


def _with_status(picture, added):
    """Pale as long as it is not added; and the word for it."""
    word, kind = ("✓ added", "") if added else ("not yet added", "muted")
    word = text(2, picture.height + 15, word, kind=kind, size=SMALL)
    body = picture.body if added else f'<g class="pale">{picture.body}</g>'
    label = f"{picture.label}, {'added' if added else 'not yet added'}"
    return Picture(picture.width, picture.height + 20, body + word, label, picture.role)


def _sign(content, y, added, label=""):
    return Picture(max(12, text_width(content)), y + 6, text(2, y, content, kind="" if added else "muted"), label)


def _after(before, picture):
    """The sign and what follows it, which stay together when the line is too short for all."""
    return beside([before, picture], gap=GAP)._replace(role=picture.role)
