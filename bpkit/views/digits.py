"""A training set of images: an image to paint on, units as tiles, outputs with their classes, matrices as images.

The Explorer shows all of it, the Stepper its network.
"""

from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.views.cells import Box, cell, choice, label, rect, unit
from bpkit.views.images import Place, Tiles, example_image, matrices, outline, paper, row_read, shape_of, tiles
from bpkit.views.network import head, unit_lines
from bpkit.views.panel import ROWS, below, cost, cut, description, key_of, layer_button, names, slider, unit_buttons
from bpkit.views.picture import Picture, escape, sign
from bpkit.views.scene import MIDDLE, NARROW, WIDE
from bpkit.views.strip import titled
from bpkit.views.table import chosen, heading

THUMBNAILS = 20  # on a page
IMAGE = 144  # the longer side of the image to paint on
TALL, PILL = 180, 18  # the room for tiles and outputs; from one output to the next
UNIT, FAN = 106, 46  # how wide a unit is; the room for the edges between two hidden layers
MOST_EDGES = 64  # of the row that is read; of more, the strongest are drawn
PITCH, HIGHEST = 80, 75  # from one matrix to the next below it; how high one can be
ROW_NAME = 17  # the room for a row's number, left of its matrix
SIZES = ((7, 72), (6, 64), (5, 56), (3, 56), (2, 48), (1, 40), (0.25, 16))  # of a number, and of a folded row


class Stage(NamedTuple):
    """Where a network stands: its upper end, the left sides of image and outputs, both sides of the hidden layers.

    ends : where a, δ, y and the class end in a row of outputs.
    """

    net: float
    image: float
    hidden: tuple
    outputs: float
    ends: tuple = (86, 164, 194, 238)


NETWORK = 580  # how wide the Stepper's is


def small_stage(left, top):
    """The Stage of a network that is NETWORK wide."""
    return Stage(top, left, (left + 160, left + 370), left + 396, (60, 120, 145, 184))


class Page(NamedTuple):
    """Where the Explorer's parts stand. matrices : their sides. cost, key : the upper left corners of J and the key."""

    stage: Stage
    matrices: tuple
    cost: tuple
    key: tuple


PAGES = {
    WIDE: Page(Stage(0, 236, (440, 776), 846), (290, 921), (935, 232), (938, 416)),
    MIDDLE: Page(Stage(0, 220, (396, 716), 760), (276, 842), (851, 232), (854, 416)),
    NARROW: Page(Stage(214, 0, (164, 374), 398), (34, 638), (272, 14), (470, 20)),
}


class Block(NamedTuple):
    """Where a hidden layer stands: its sides, its bias unit, the unit that is read, its tiles, its + and −."""

    left: float
    right: float
    bias: Box
    unit: Box
    tiles: Tiles
    buttons: tuple


# ---------------------------------------------------------------- the network


class Network:
    """All places of a network of images. scene : a Scene or a StepScene. at : its Stage. live : it can be touched.

    quantities : what stands in the hidden unit that is read. read : {l: i}, the rows that are read.
    """

    def __init__(self, scene, at, live=True, quantities=("a", "delta")):
        self.scene, self.at, self.live, self.quantities = scene, at, live, quantities
        self.numbers = scene.changes.now
        self.sizes, self.L = self.numbers.sizes, self.numbers.L
        self.shapes = {l: shape_of(self.numbers, scene.data, l) for l in range(1, self.L + 1)}
        self.read = {l: row_read(scene, l) for l in self.numbers.Theta}
        h, w = (IMAGE * side / max(self.shapes[1]) for side in self.shapes[1])
        self.image = Box(at.image + (IMAGE - w) / 2, at.net + 62, w, h)
        self.blocks = self._blocks()
        self.room = min([IMAGE, *(block.right - block.left for block in self.blocks.values())])  # for a head
        ends = [block.tiles.bottom + 18 * (block.buttons[1] > block.tiles.bottom) for block in self.blocks.values()]
        self.low = max([at.net + 30 + max(TALL, PILL * self.sizes[-1]), self.image.y + self.image.h, *ends])

    def output(self, i):
        """The Box of output unit i."""
        top = self.at.net + 30 + max(0, (TALL - self.sizes[-1] * PILL) / 2)
        return Box(self.at.outputs, top + (i - 1) * PILL, self.at.ends[1] + 2, PILL - 1)

    def heights(self, l):
        """At which height the edges of each unit of layer l begin or end."""
        if l == self.L:
            return [self.output(i).middle for i in range(1, self.sizes[-1] + 1)]
        at = self.blocks[l].tiles
        return [at.y + (i + 0.5) * (at.bottom - at.y) / at.count for i in range(at.count)]

    def _blocks(self):
        """Of each hidden layer: with much room its units stand beside the tiles, else above them."""
        (left, right), top, tall = self.at.hidden, self.at.net + 30, 46 if len(self.quantities) < 3 else 66
        count, blocks = max(1, self.L - 2), {}
        fan = min(FAN, (right - left) / (3 * count))
        w = (right - left + fan) / count - fan
        high = TALL if w > 300 or right - left < 300 else TALL - 98
        for l in range(2, self.L):
            x = left + (l - 2) * (w + fan)
            if w > 300:
                bias, read, dx, dy = Box(x, top, UNIT, 24), Box(x, top + 64, UNIT, tall), UNIT + 20, 0
            elif w > 200:
                bias, read, dx, dy = Box(x + 112, top, w - 112, 24), Box(x, top, UNIT, tall), 0, tall + 6
            else:
                bias, read, dx, dy = Box(x, top, min(w, UNIT), 24), Box(x, top + 30, min(w, UNIT), tall), 0, tall + 36
            at = Tiles.fit(x + dx, top + dy, w - dx, high, self.sizes[l - 1], self.shapes[l - 1])
            below = read.y + tall + 56 if w > 300 else bias.y + 37 if w > 200 else at.bottom + 16
            blocks[l] = Block(x, x + w, bias, read, at, (bias.x + bias.w / 2, below))
        return blocks


def network(net, *, edges=None, back=False, writes=(), reads=(), given=True, answer=True):
    """The network as SVG.

    edges : the l whose weights are drawn, those of the row that is read; None for all. back : those that lead from
    the unit that is read. writes, reads : names such as "a[2]" to bring out. given : x can be painted on.
    answer : y is known.
    """
    edges = net.numbers.Theta if edges is None else edges
    parts = [_lens(net) if l == 1 else _fan(net, l, back) for l in edges]
    parts += [_input(net, given, writes, reads), *(_hidden(net, l, writes) for l in net.blocks)]
    return "".join(parts) + _outputs(net, answer, writes)


def _head(net, l, x, anchor="middle"):
    return head(l, net.L, x, net.at.net + 18, net.room, anchor)


def _column(net, quantity, l):
    """(numbers, changes) of the units of layer l; nan where they are not known yet."""
    size, held = net.sizes[l - 1], net.numbers.array(quantity)
    if l not in held:
        return [np.nan] * size, [0] * size
    return held[l][-size:, 0].tolist(), net.scene.changes.signs(quantity, l)[-size:, 0].tolist()


def _unit(net, l, j, box, quantities, writes=()):
    lines = unit_lines(l, j, quantities, box.w, net.scene.changes, writes)
    return unit(l, j, box, lines, bias=j == 0, kind="read" if j else "")


def _input(net, given, writes, reads):
    at, box = net.at, net.image
    parts = [_head(net, 1, at.image + IMAGE / 2), _unit(net, 1, 0, Box(at.image, at.net + 30, IMAGE, 24), ["a"])]
    known = given or 1 in net.numbers.a
    parts.append(example_image(net.numbers, net.shapes[1], box, given=given, live=net.live) if known else paper(*box))
    if "a[1]" in (*writes, *reads):
        parts.append(outline(*box, "me" * ("a[1]" in writes)))
    return "".join(parts)


def _hidden(net, l, writes):
    block, i = net.blocks[l], net.read[l - 1]
    a, delta = (_column(net, quantity, l)[0] for quantity in ("a", "delta"))
    kind = "flowing" if {f"a[{l}]", f"delta[{l}]"} & set(writes) else ""
    return (
        f"{_head(net, l, (block.left + block.right) / 2)}{_unit(net, l, 0, block.bias, ['a'])}"
        f"{_unit(net, l, i, block.unit, net.quantities, writes)}"
        f"{tiles(block.tiles, l - 1, net.numbers.Theta[l - 1], a, delta, i, kind=kind, live=net.live)}"
    )


def _lens(net):
    """Lines from the image to the unit that is read."""
    box, end = net.image, net.blocks[2].tiles.box(net.read[1]) if net.blocks else net.output(net.read[1])
    x = end.x + min(4, end.h / 3)
    return (
        f'<path class="lens" data-key="lens" d="M{box.right + 1:g} {box.y:g}L{x:g} {end.y + end.h / 7:g}'
        f'M{box.right + 1:g} {box.y + box.h - 4:g}L{x:g} {end.y + end.h * 6 / 7:g}"/>'
    )


def _fan(net, l, back):
    """The weights of the row that is read, as edges between layers l and l + 1."""
    block, after, Theta, paths = net.blocks[l], net.blocks.get(l + 1), net.numbers.Theta[l], []
    x1, over = block.tiles.right, block.bias.middle > block.tiles.y
    if back:
        weights, ends, x2 = Theta[:, net.read[l - 1]], net.heights(l + 1), after.tiles.x if after else net.at.outputs
        starts = _meeting(block.tiles.box(net.read[l - 1]), len(weights))
    else:
        weights, starts = Theta[net.read[l] - 1], [block.bias.middle - 16 * over, *net.heights(l)]
        end = after.unit if after else net.output(net.read[l])
        ends, x2 = _meeting(end, len(weights)), end.x
    d = 0.45 * (x2 - x1)
    for k in sorted(np.argsort(-np.abs(weights))[:MOST_EDGES]):
        weight, y1, y2, start = float(weights[k]), starts[k], ends[k], f"M{x1:g} {starts[k]:.1f}"
        if k == 0 and not back:  # from the bias unit, over the tiles where they stand in the way
            start = f"M{block.bias.right:g} {block.bias.middle:g}{'c10 0 6-16 20-16' * over}H{x1:g}"
        path = f"{start}C{x1 + d:.1f} {y1:.1f} {x2 - d:.1f} {y2:.1f} {x2:g} {y2:.1f}"
        width, opacity = 0.4 + 1.1 * min(abs(weight), 3), 0.25 + 0.75 * min(1, abs(weight) / 2.5)
        paths.append(f'<path class="{sign(weight)}" d="{path}" stroke-width="{width:.2f}" opacity="{opacity:.2f}"/>')
    return f'<g class="fan" data-key="fan{l}" pointer-events="none">{"".join(paths)}</g>'


def _meeting(box, n):
    """The heights of n edges that meet at a Box."""
    return [box.middle + (k - n / 2) * min(0.45, 11 / n) for k in range(n)]


def _outputs(net, answer, writes):
    """The output units with a, δ, y and the name of the class."""
    numbers, signs, L, names = net.numbers, net.scene.changes.signs, net.L, net.scene.data.class_names
    x, top, ends = net.at.outputs, net.at.net + 18, [net.at.outputs + end for end in net.at.ends]
    columns = {quantity: _column(net, quantity, L) for quantity in ("a", "delta")}
    y, changed, a = numbers.Y[numbers.t - 1].tolist(), signs("y")[numbers.t - 1].tolist(), columns["a"][0]
    known = a[0] == a[0]
    largest = int(np.argmax(a)) if len(a) > 1 and known else None
    kind_of_all = " flowing" if {f"a[{L}]", f"delta[{L}]"} & set(writes) else ""
    parts = [_head(net, L, ends[0] - 17, "end"), label(ends[3], top, "class", "mu s", "end")]
    for (name, source), end in zip({"a": "a", "delta": "δ", "y": "y"}.items(), ends):
        parts.append(titled(name, notation.svg(source, end - 4, top, 18, "end", "mu")))
    for k, name in enumerate(names if len(a) > 1 else names[1:]):
        box, right, ref = net.output(k + 1), answer and y[k] > 0.5, f"row[{L - 1}][{k + 1}]"
        on, told = k + 1 == net.read[L - 1], f"output unit {k + 1}, class {name}"
        body = rect("body", x, box.y + 0.5, box.w, box.h, 8.5)
        parts.append(choice(ref, "orow" if on else f"orow{kind_of_all}", told, body, live=net.live, on=on))
        if x + 80 < ends[0]:
            parts.append(label(x + 22, box.y + 13.3, str(k + 1), "n s mu", "end"))
        if known:
            parts.append(rect("obar comp", ends[0] - 60, box.y + 1.5, 56 * a[k], 15, more=' pointer-events="none"'))
        for (quantity, (values, changes)), end in zip(columns.items(), ends):
            if values[k] == values[k]:
                look = {"change": changes[k], "bare": True, "size": 14, "bold": quantity == "a" and k == largest}
                parts.append(cell(f"{quantity}[{L}][{k + 1}]", end - 62, box.y, 64, 17, values[k], **look))
        if answer:
            look = {"given": True, "plain": True, "bare": True, "size": 14, "change": changed[k]}
            parts.append(cell(f"y[{k + 1}]", ends[2] - 20, box.y - 2, 22, 21, y[k], **look))
        kind = "n b" if right else "n b bad comp" if answer and k == largest else "n mu"
        parts.append(label(ends[3], box.y + 14, cut(name, 36), kind, "end"))
    return "".join(parts)


# ---------------------------------------------------------------- the Explorer


def digits(scene, width=WIDE, live=True):
    """The whole picture below the strip. live : with its buttons, and with numbers to point at. Returns a Picture."""
    page, narrow = PAGES[width], width == NARROW
    net = Network(scene, page.stage, live)
    top = net.low + 22
    bottom = top + len(ROWS) * PITCH
    x, y = 6, top + (38 if narrow else 24)
    J = cost(scene, *page.cost, 145, ("cross-entropy", "from λ"))
    parts = [  # as one reads, and as Tab goes
        _training_set(net, width),
        J if narrow else "",
        network(net),
        _plus(net) if live else "",
        names(scene, {quantity: (x, y + k * PITCH) for k, quantity in enumerate(ROWS)}, narrow),
        _matrices(net, page.matrices, top),
        "" if narrow else J,
        slider(scene, 6, bottom + (10 if narrow else -17)),
        below(scene, bottom + 15) if narrow else "",
        _key(*page.key, live),
    ]
    if scene.right is not None:
        x, y = page.cost
        right = f'<tspan font-weight="600">{scene.right}</tspan> of {net.numbers.m} right'
        parts.append(f'<text class="n comp v" data-key="right" x="{x}" y="{y + 146}">{right}</text>')
    return Picture(width, bottom + 28 * narrow, "".join(parts), description(scene))


def _training_set(net, width):
    numbers, data, live = net.numbers, net.scene.data, net.live
    first = (numbers.t - 1) // THUMBNAILS * THUMBNAILS
    X = numbers.X[first : first + THUMBNAILS]
    at = Tiles(0, 64, len(X), 5, net.shapes[1], (42, 36))
    parts = [heading(net.scene, width, live), chosen(numbers, 0, 32, live, f"of {numbers.m}")]
    if x := net.at.image:  # there the network stands beside the training set
        box = at.box(numbers.t - first)
        path = f"M{box.x + 36:g} {box.y + 34.5:g}H{x - 28}C{x - 12} {box.y + 34.5:g} {x - 18} 134 {x - 1} 134"
        parts.append(f'<path class="link" d="{path}"/>')
    for k in range(len(X)):
        box, t, answer = at.box(k + 1), first + k + 1, _answer(numbers.h[first + k])
        on, wrong = t == numbers.t, answer != _answer(numbers.Y[first + k])
        told = f"example {t}, read as {data.class_names[answer]}{', which is wrong' * wrong}"
        name, kind = cut(data.class_names[answer], 12, 14), "n s comp " + ("b bad" if wrong else "mu")
        body = f"<title>{escape(told)}</title>{rect('bg', box.x, box.y, 41, 34, 6)}"
        body += label(box.x + 39, box.y + 22, name, kind, "end")
        parts.append(choice(f"example[{t}]", "th", "", body, live=live, on=on))
    return f'{"".join(parts)}<g pointer-events="none">{at.sheet("examples", X, 0)}</g>'


def _answer(outputs):
    """Which class the outputs, or the y, stand for: the largest; of one output, whether it is above ½."""
    return int(np.argmax(outputs)) if len(outputs) > 1 else int(outputs[0] > 0.5)


def _plus(net):
    """+ and − of units, and the + that puts a new layer in a gap."""
    parts = [unit_buttons(l, net.sizes[l - 1], *block.buttons) for l, block in net.blocks.items()]
    for l in net.numbers.Theta:
        left, after = net.blocks[l].right if l > 1 else net.image.right, net.blocks.get(l + 1)
        x = (left + after.left) / 2 if after else net.at.outputs - (50 if net.room > 136 else 12)
        parts.append(layer_button(l, net.L, x, net.at.net + 13))
    return "".join(parts)


def _gaps(net, sides, top):
    """{l: ({quantity: Place}, the size of a folded row)}: as large as there is room for, and spread over it."""
    left, right = sides
    for most, size in SIZES:
        gaps, x = {}, left
        for l in net.numbers.Theta:
            rows, columns = net.sizes[l], net.sizes[l - 1]
            w, h = _whole(min(most, 192 / columns)), _whole(min(7, HIGHEST / rows))
            gaps[l] = Place(x + ROW_NAME, top, rows, columns, w, h)
            x = gaps[l].right + size + 30
        if x - 12 <= right:
            break
    spare = max(0, right - x + 12) / max(1, len(gaps) - 1)
    return {
        l: ({name: at._replace(x=at.x + n * spare, y=top + k * PITCH) for k, name in enumerate(ROWS)}, size)
        for n, (l, at) in enumerate(gaps.items())
    }


def _whole(size):
    """Whole or half pixels, if it is not too small for that."""
    return int(2 * size) / 2 or size


def _matrices(net, sides, top):
    """The matrices between each two layers as images, and the row of each that is read folded."""
    parts = []
    for l, (places, size) in _gaps(net, sides, top).items():
        i, first, y = net.read[l], places["Theta"], top - 7
        parts += [
            notation.svg("a_{0}", first.x + first.first / 2, y, 17, "middle", "mu"),
            label(first.right + 18, y, f"row {i}", "mu s n"),
            label(first.x - 7, first.y + (i - 0.5) * first.h + 5, str(i), "n s b", "end"),
        ]
        if first.columns * first.w > 90:
            parts.append(notation.svg(f"a_{{1}} … a_{{{first.columns}}}", first.x1 + 18, y, 17, kind="mu"))
        parts.append(matrices(net.scene, l, places, [at.y for at in places.values()], size, net.live))
    return "".join(parts)


def _key(x, y, live):
    """What the colors and marks mean."""
    shades = '<g class="{}"><rect class="t" x="2" y="-6" width="13" height="13" fill-opacity=".9"/>'
    shades += '<rect class="t" x="15" y="-6" width="13" height="13" fill-opacity=".4"/></g>'
    return key_of(x, y, {
        "positive": shades.format("pos"),
        "negative": shades.format("neg") + '<path class="min" d="M5.5 .5h6"/>',
        "a and δ of a unit": '<path class="abar" d="M8-1h5v8h-5z"/><path class="dbar pos" d="M17-6h5v7h-5z"/>',
        "a wrong answer": '<text class="n s b bad" x="15" y="5" text-anchor="middle">3</text>',
        "given: drag it" if live else "given": '<path class="u2" d="M2 4h28"/>',
        "changed": '<path class="chbar" d="M2 0h28"/>',
    })  # fmt: skip
