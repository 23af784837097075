"""Numbers as images: a matrix too large to be written out, a row of it folded back into a picture, units as tiles.

In an image 1 pixel is 1 number: orange where it is positive, blue where negative, clear where it is 0. A row of Θ⁽¹⁾
has a number for each pixel of the example, so it is folded into the shape of the example; a row of Θ⁽²⁾ has one for
each unit of layer 2, and is folded as the tiles of that layer stand.
"""

import base64
import io
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from bpkit import notation
from bpkit.notation import Ref, number
from bpkit.views.cells import Box, choice, level, rect, underline
from bpkit.views.picture import sign

# ---------------------------------------------------------------- images

POSITIVE, NEGATIVE, INK = (224, 112, 22), (56, 124, 222), (33, 33, 33)  # mid tones, which show on white and on black
LEVELS = 15  # shades of each color: more cannot be told apart, and each costs bytes
INK_LEVELS = 16
PAINT, UNUSUAL = "px paint", 9876543  # the class of pixels to paint on; an index that is no other number's part
WHITE_MINUS = 9  # pixels: from there on a negative number of an image has a white minus
HALF = {"Theta": 1.0, "product": 0.12, "D": 0.05, "mean": 0.05, "pull": 0.05}  # what is half as strong as can be


def half(quantity, m):
    """The number of a quantity that is shown half as strong as can be. With λ = 0, Δ looks as D = Δ/m does."""
    return m * HALF["D"] if quantity == "Delta" else HALF[quantity]


def png(values, k):
    """A matrix as a PNG data URI, 1 pixel a number, as strong as level(v, k) is; k = 0 : ink from 0 to 1."""
    values = np.ascontiguousarray(values, dtype=float)
    return _png(values.tobytes(), values.shape, float(k))


@lru_cache(maxsize=256)  # when λ moves, only the images of D are new
def _png(data, shape, k):
    values = np.frombuffer(data).reshape(shape)
    if k:
        shades = np.rint(LEVELS * level(values, k))
        points = shades + LEVELS * ((values < 0) & (shades > 0))  # what is too faint is clear, whatever its sign
    else:
        points = np.rint(INK_LEVELS * values.clip(0, 1))
    image, file = Image.fromarray(points.astype(np.uint8)), io.BytesIO()
    colors, strengths = SIGNS if k else INKS
    image.putpalette(colors)
    image.save(file, "PNG", transparency=strengths, compress_level=9)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _palette(levels, *colors):
    """Clear, then the shades of each color: (their colors, their opacities)."""
    strength = np.rint(255 * np.arange(1, levels + 1) / levels).astype(np.uint8).tobytes()
    return b"\0\0\0" + b"".join(bytes(color) * levels for color in colors), b"\0" + strength * len(colors)


SIGNS, INKS = _palette(LEVELS, POSITIVE, NEGATIVE), _palette(INK_LEVELS, INK)


def picture(key, values, k, x, y, w, h, kind=""):
    """The image of a matrix in a box. key : its data-key. k : as of png. kind : a class."""
    kind = kind if k else f"{kind} ink".strip()
    kind = f' class="{kind}"' if kind else ""
    return (
        f'<image data-key="{key}"{kind} x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" preserveAspectRatio="none" '
        f'href="{png(values, k)}"/>'
    )


def paper(x, y, w, h):
    """What an image lies on: a hairline round it."""
    return rect("paper", x - 0.5, y - 0.5, w + 1, h + 1)


def outline(x, y, w, h, kind=""):
    """A line round an image, or a part of it. kind : "me" for what is written."""
    return rect(f"ol {kind}".strip(), x - 1.5, y - 1.5, w + 3, h + 3, 2)


# ---------------------------------------------------------------- a matrix, and a row of it


class Place(NamedTuple):
    """Where the image of a matrix lies.

    x, y : its upper left corner. rows, columns : how many, column 0 not counted. w, h : of a number. apart : whether
    there is a column 0, which stands first, apart from the others.
    """

    x: float
    y: float
    rows: int
    columns: int
    w: float
    h: float
    apart: bool = True

    @property
    def first(self):
        """How wide column 0 is: wide enough to be seen, and as many pixels of the image as that takes."""
        return self.apart and max(1, round(8 / self.w)) * self.w

    @property
    def x1(self):
        """Where column 1 begins."""
        return self.x + self.first + (self.apart and max(1, round(6 / self.w)) * self.w)

    @property
    def right(self):
        return self.x1 + self.columns * self.w

    @property
    def height(self):
        return self.rows * self.h

    def row(self, i, margin=0):
        """The outline of row i, as a path."""
        w, h, m = self.right - self.x + 2 * margin, max(self.h, 1) + 2 * margin, margin
        return f"M{self.x - m:g} {self.y + (i - 1) * self.h - m:.4g}h{w:g}v{h:.4g}h-{w:g}z"


def matrix_image(ref, values, k, place, *, given=False, signs=None):
    """The image of a whole matrix. ref : "D[1]". given : it is underlined. signs : what changed, as of Changes."""
    at = place
    parts, pixels = [paper(at.x1, at.y, at.right - at.x1, at.height)], values
    if at.apart:
        first, gap = round(at.first / at.w), round((at.x1 - at.x - at.first) / at.w)
        pixels = np.hstack([values[:, :1]] * first + [np.zeros((len(values), gap)), values[:, 1:]])
        parts.append(paper(at.x, at.y, at.first, at.height))
    parts.append(picture(ref, pixels, k, at.x, at.y, at.right - at.x, at.height, "" if given else "comp"))
    if given:
        parts.append(underline(at.x, at.right, at.y + at.height + 3, "u2"))
    if signs is not None and signs.any():
        parts.append(f'<path class="chbar" data-key="{ref}:changed" d="{_changed(signs != 0, at)}"/>')
    return "".join(parts)


def _changed(changed, at):
    """A line left of the rows in which a number changed, above column 0 if one of it did, and above the others."""
    rows = np.flatnonzero(np.diff(np.concatenate([[0], changed.any(axis=1), [0]])))  # beginnings and ends
    path = "".join(f"M{at.x - 4:g} {at.y + a * at.h:g}v{(b - a) * at.h:g}" for a, b in rows.reshape(-1, 2))
    path += f"M{at.x:g} {at.y - 3:g}h{at.first:g}" if changed[:, 0].any() else ""
    return path + (f"M{at.x1:g} {at.y - 3:g}h{at.right - at.x1:g}" if changed[:, 1:].any() else "")


def rows_of(l, places, read, *, live=True):
    """The row that is read, outlined, in all matrices of layer l at once; and live, each row to point at.

    places : of these matrices.
    """
    outline = f'<path class="ol read" data-key="read{l}" d="{"".join(at.row(read, margin=0.75) for at in places)}"/>'
    if not live or places[0].h < 1:  # there is nothing to aim at
        return outline
    rows = "".join(
        f'<path data-ref="eq:row[{l}][{i}]" data-pick="1" role="button" aria-label="row {i} of layer {l}" '
        f'd="{"".join(at.row(i) for at in places)}"/>'
        for i in range(1, places[0].rows + 1)
    )
    return f'<g class="rows">{rows}</g>{outline}'


def folded(row, shape):
    """A row of numbers in the shape (rows, columns) of the picture that it belongs to, 0 where there is none."""
    whole = np.zeros(shape[0] * shape[1])
    whole[: len(row)] = row
    return whole.reshape(shape)


def folded_row(key, row, k, shape, x, y, size, *, refs=(), given=False, pick=False):
    """A row of a matrix as a picture: its bias number as a square at x, the others folded beside it, at x + 13.

    key : of its image. row : its numbers; nan for a bias number that is not there. shape : to fold it into.
    size : the longer side of the picture. refs : of its numbers, where they can be pointed at and, given, moved.
    pick : whether a click chooses one.
    """
    s, kind = size / max(shape), "" if given else "comp"
    w, h, left, image = shape[1] * s, shape[0] * s, x + 13, folded(row[1:], shape)
    parts = [paper(left, y, w, h), picture(key, image, k, left, y, w, h, kind)]
    if row[0] == row[0]:
        parts.append(paper(x, y, 9, 9))
        parts.append(
            f'<path class="t {kind} {sign(row[0])}" d="M{x:g} {y:g}h9v9h-9z" fill-opacity="{level(row[0], k):.2f}"/>'
            if k
            else picture(f"{key}:0", row[np.newaxis, :1], 0, x, y, 9, 9)
        )
    if k and s >= WHITE_MINUS:
        at = zip(*np.nonzero((image < 0) & (level(image, k) > 0.12)))
        lines = "".join(f"M{c + 0.3:g} {r + 0.5:g}h.4" for r, c in at)
        parts.append(f'<path class="min px" transform="translate({left:g} {y:g})scale({s:g})" d="{lines}"/>')
    if given:
        parts.append(underline(left, left + w, y + h + 3, "u2"))
    if refs:
        steps = [f"{value:g} .01" for value in np.round(row, 4).tolist()] if given else []
        parts.append(pixels(refs[:1], 1, x, y, 9, steps, pick))
        parts.append(pixels(refs[1:], shape[1], left, y, s, steps[1:], pick))
    return "".join(parts)


def shape_of(numbers, data, l):
    """(rows, columns) of the picture that numbers of layer l are folded into."""
    return data.image_shape if l == 1 and data.image_shape else grid(numbers.sizes[l - 1])


def row_read(scene, l):
    """The row of layer l's matrices that is read: the one that was chosen last, as far as it is still there."""
    return min(scene.rows.get(l, 1), scene.changes.now.sizes[l])


def matrices(scene, l, places, tops, size, live):
    """The matrices of layer l as images, and beside each, folded, its row that is read.

    places : {quantity: Place}. tops : how far up each folded row may reach. size : of a folded row, 0 for none.
    """
    numbers, i, parts = scene.numbers, row_read(scene, l), []
    shape = shape_of(numbers, scene.data, l)
    for (quantity, at), top in zip(places.items(), tops):
        ref, values, given = f"{quantity}[{l}]", numbers.array(quantity, l), quantity == "Theta"
        k = half(quantity, numbers.m)
        parts.append(matrix_image(ref, values, k, at, given=given, signs=scene.changes.signs(quantity, l)))
        if size:
            refs = [f"{ref}[{i}, {j}]" for j in range(at.columns + 1)] if live else ()
            y = max(top, at.y + (at.height - size * shape[0] / max(shape)) / 2)
            row = values[i - 1]
            parts.append(folded_row(f"{ref}:row", row, k, shape, at.right + 5, y, size, refs=refs, given=given))
    return "".join(parts) + rows_of(l, list(places.values()), i, live=live)


def pixels(refs, columns, x, y, size, given=(), pick=False, kind="px", told="", more=""):
    """What to point at, for the numbers of an image at (x, y) whose pixels are so large.

    given : the data-given of each. pick : whether a click chooses one. kind : its class. more : attributes.
    They have no names, for they are many: the browser makes one of data-told, which says # for the last index, and
    begins with told.
    """
    moves = [f' data-given="{move}"' for move in given] or [' data-pick="1"' * pick] * len(refs)
    hits = "".join(
        f'<path data-ref="{ref}"{move} d="M{k % columns} {k // columns}h1v1h-1z"/>'
        for k, (ref, move) in enumerate(zip(refs, moves))
    )
    sample = Ref.parse(refs[0])._replace(**{"i" if kind == PAINT else "j": UNUSUAL})
    told += notation.words(sample.source).replace(str(UNUSUAL), "#")
    return (
        f'<g class="{kind}" data-told="{told}" data-columns="{columns}"{more} '
        f'transform="translate({x:g} {y:g})scale({size:g})">{hits}</g>'
    )


def example_image(numbers, shape, box, *, given=True, live=True):
    """The chosen example as an image. given : it is underlined and, live, can be painted on."""
    x, columns, line = numbers.X[numbers.t - 1], shape[1], ""
    if given:
        line = underline(box.x, box.right, box.y + box.h + 1, "u2")
    if given and live:
        line += to_paint(x, numbers.t, columns, box.x, box.y, box.w / columns)
    return paper(*box) + picture("x", folded(x, shape), 0, *box) + line


def to_paint(x, t, columns, left, top, size, of=""):
    """The pixels of example t, to be painted on, over its image. of : "@3" where it is not the chosen one."""
    refs, inks = [f"x[{j}]{of}" for j in range(1, len(x) + 1)], [f"{ink:g} .1" for ink in x.tolist()]
    more = f' data-paint="1" role="group" aria-label="the {len(x)} pixels of example {t}: paint on them"'
    return pixels(refs, columns, left, top, size, inks, kind=PAINT, told=f"example {t}, ", more=more)


# ---------------------------------------------------------------- the units of a layer as tiles


def grid(count):
    """(rows, columns) in which so many tiles stand: 5 × 5 for 25."""
    columns = int(np.ceil(np.sqrt(count)))
    return -(-count // columns), columns


def contact_sheet(values, shape, columns, cell):
    """Rows of numbers as images of that shape, as one matrix: each at the upper left of a cell, (rows, columns)."""
    h, w = cell
    top, left = ((max(shape) - side) // 2 for side in shape)
    sheet = np.zeros((-(-len(values) // columns) * h, columns * w))
    for i, row in enumerate(values):
        y, x = i // columns * h + top, i % columns * w + left
        sheet[y : y + shape[0], x : x + shape[1]] = folded(row, shape)
    return sheet


class Tiles(NamedTuple):
    """Where the tiles of a layer stand. A tile is 14 × 12 of its image's pixels apart from the next if the image is
    8 × 8, of which the image takes 8 × 8, and two bars the rest.

    columns : tiles in a row. shape : of a tile's image. pitch : (across, down), in pixels of the screen.
    """

    x: float
    y: float
    count: int
    columns: int
    shape: tuple
    pitch: tuple

    @staticmethod
    def fit(x, y, w, h, count, shape):
        """The largest tiles that so many units may have in a box."""
        rows, columns = grid(count)
        s = min(3, w / (14 * columns), h / (12 * rows))
        s = int(2 * s) / 2 or s  # whole pixels, where there is room
        return Tiles(x, y, count, columns, shape, (14 * s, 12 * s))

    def box(self, i):
        """The Box of tile i."""
        across, down = self.pitch
        air = 2 if across > 20 else 1
        down_by, across_by = divmod(i - 1, self.columns)
        return Box(self.x + across_by * across, self.y + down_by * down, across - air, down - air)

    @property
    def right(self):
        return self.x + self.columns * self.pitch[0]

    @property
    def bottom(self):
        return self.y + -(-self.count // self.columns) * self.pitch[1]

    def sheet(self, key, values, k):
        """The images of all tiles as one, with clear pixels between them. values : a row for each."""
        across, down = self.pitch
        columns, rows = self.columns, -(-self.count // self.columns)
        side = max(self.shape)
        cell = round(1.5 * side), round(1.75 * side)
        x, y = self.x + round(across / 14), self.y + round(down / 7.2)
        images = contact_sheet(values[: self.count], self.shape, columns, cell)
        return picture(key, images, k, x, y, columns * across, rows * down)


def tiles(at, l, weights, a, delta, read, *, kind="", live=True):
    """The units of layer l + 1, a tile each: its incoming weights, a as a gray bar, δ as a bar up or down.

    at : Tiles. weights : Θ⁽ˡ⁾. a, delta : a number for each unit, nan for not known yet. read : the unit whose row
    is read. kind : a class of the others. live : they can be picked.
    """
    units = []
    for i in range(1, at.count + 1):
        x, y, w, h = at.box(i)
        on, told = i == read, f"unit {i} of layer {l + 1}"
        told += "".join(f", {name} {number(q[i - 1])}" for name, q in (("a", a), ("delta", delta)) if q[0] == q[0])
        body = rect("body", x + 0.5, y + 0.5, w - 1, h - 1, round(min(7, w / 5), 1))
        look = "tile" if on else f"tile {kind}".rstrip()
        units.append(choice(f"row[{l}][{i}]", look, told, body, live=live, on=on))
    sheet = at.sheet(f"tiles{l}", weights[:, 1:], HALF["Theta"])
    return f'{"".join(units)}<g pointer-events="none">{sheet}{_bars(at, a, delta)}</g>'


def _bars(at, a, delta):
    """The bars of all tiles, a path for each kind. δ reaches as high as |δ| / (|δ| + 0.05)."""
    across, down = at.pitch
    x, w, y, tall = 0.69 * across, 0.107 * across, round(down / 7.2), round(down / 1.5)  # the bar of a, in its tile
    paths = dict.fromkeys(("trk", "abar comp", "dbar comp pos", "dbar comp neg", "dbar comp nul"), "")
    for i in range(1, at.count + 1):
        left, top, *_ = at.box(i)
        left, top, bottom = left + x, top + y, top + y + tall
        bars = f"h{w:.2g}v{tall:g}h-{w:.2g}z"
        paths["trk"] += f"M{left:.4g} {top:g}{bars}m{1.22 * w:.2g} 0{bars}"
        if a[i - 1] == a[i - 1]:
            paths["abar comp"] += f"M{left:.4g} {bottom:g}h{w:.2g}v-{tall * a[i - 1]:.2f}h-{w:.2g}z"
        if delta[i - 1] == delta[i - 1]:
            reach = (tall / 2 - 0.5) * np.sign(delta[i - 1]) * level(delta[i - 1], 0.05)
            bar = f"M{left + 1.22 * w:.4g} {(top + bottom) / 2:g}h{w:.2g}v{-reach:.2f}h-{w:.2g}z"
            paths[f"dbar comp {sign(delta[i - 1])}"] += bar
    return "".join(f'<path class="{kind}" d="{path}"/>' for kind, path in paths.items() if path)
