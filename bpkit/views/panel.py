"""What stands beside the network, whatever the training set: the names of the matrices, λ, the seed, J and the key."""

from bpkit import notation
from bpkit.notation import lowered, number
from bpkit.views.cells import MOVES, attributes, extent, given, label, mark, plus_minus, rect, short, underline, written
from bpkit.views.strip import titled

MOST_LAYERS, MOST_UNITS = 8, 200  # that can be drawn; no more with + and −
ROWS = {  # what stands under each gap, and the word below its name
    "Theta": ("Θ", "the weights · seed"),
    "product": ('δa^{"T"}', "this example’s part"),
    "Delta": ("Δ", "sum over all {m} examples"),
    "D": ("D = (Δ + λΘ)/m", "λ not in column 0"),
}


def description(scene):
    """One sentence on what is on the screen."""
    return (
        f"{named(scene)}, λ = {scene.numbers.lambda_:g}: J = {number(scene.numbers.J)}, with a and δ in each unit, "
        "and Θ, δaᵀ, Δ and D of each layer."
    )


def named(scene):
    """Which network, training set and example."""
    numbers = scene.numbers
    sizes = "-".join(map(str, numbers.sizes))
    return f"Network {sizes} on {scene.data.name}, example {numbers.t} of {numbers.m}"


def has_feature_names(data):
    """Whether the inputs are called something else than x₁ … xₙ, and are no pixels."""
    usual = tuple(f"x{lowered(j)}" for j in range(1, data.X.shape[1] + 1))
    return not data.image_shape and data.feature_names != usual


def has_class_names(data):
    """Whether each output stands for a class that has a name."""
    several = data.Y.shape[1] > 1
    return several and (bool(data.image_shape) or data.class_names != tuple(map(str, range(len(data.class_names)))))


def cut(name, room, size=15):
    """A name, cut where its room ends."""
    if extent(name, size) <= room:
        return name
    while name and extent(name + "…", size) > room:
        name = name[:-1].rstrip()
    return name + "…"


def unit_buttons(l, size, x, y, apart=14):
    """− and + of a hidden layer's units, so far from x. size : how many it has."""
    less = f"one unit less in layer {l}" if size > 1 else f"take layer {l} out"
    more = f"one unit more in layer {l}"
    return plus_minus(x - apart, y, f"unit-[{l}]", less, plus=False) + plus_minus(
        x + apart, y, f"unit+[{l}]", more, off=size >= MOST_UNITS
    )


def layer_button(l, L, x, y):
    """The + behind layer l that puts a new one there."""
    return plus_minus(x, y, f"layer+[{l}]", f"put a new layer between layers {l} and {l + 1}", off=L >= MOST_LAYERS)


def seed(scene, x, y):
    """The seed of the weights, and whether they are still its own."""
    own = label(x + extent(str(scene.seed), 14) + 3, y, ", changed", "mu s") if scene.own else ""
    return given("seed", x, y, scene.seed, size=14, most=200) + own


def named_seed(scene, x, y, name="seed"):
    """The seed with its name, where there is no room for it beside Θ."""
    return titled("Theta", label(x, y, name, "mu s")) + seed(scene, x + extent(name, 14) + 8, y)


def names(scene, places, narrow):
    """The names of the matrices with words below. places : {quantity: (x, y)}. narrow : some of it stands in below."""
    parts = []
    for quantity, (x, y) in places.items():
        source, told = ROWS[quantity]
        if narrow:
            parts.append(titled(quantity, notation.svg(quantity if quantity == "D" else source, x, y, 21)))
            continue
        name = notation.svg(source, x, y, 19 if quantity == "D" else 21)
        parts.append(titled(quantity, name + label(x, y + 20, told.format(m=scene.numbers.m), "mu s")))
        if quantity == "Theta":
            parts.append(seed(scene, x + extent(told, 14) + 8, y + 20))
    return "".join(parts)


def below(scene, y):
    """What a narrow window has no room for beside the matrices: what D is, and the seed."""
    source, told = ROWS["D"]
    formula = titled("D", notation.svg(source, 214, y + 1, 18))
    return formula + label(352, y, told, "mu s") + named_seed(scene, 496, y)


def slider(scene, x, y):
    """λ with its slider: it moves as the pointer does."""
    value, at, start, length = scene.numbers.lambda_, x + 32, x + 92, 100
    thumb = start + min(length, value / MOVES["lambda_"].step)
    content = short(value, 4, 50, 16)
    change = int(scene.changes.signs("lambda_"))
    return (
        f"<g {attributes('lambda_', value, change, given=True, kind='lam')}>"
        f"{rect('o', x - 4, y - 14, length + 108, 27, 6)}{notation.svg('λ =', x, y + 6, 20)}"
        f"{label(at, y + 5, content, 'n v', size=16)}{underline(at, at + extent(content, 16), y + 9.5)}"
        f'<path class="track" d="M{start:g} {y:g}h{length}"/><path class="fill" d="M{start:g} {y:g}H{thumb:g}"/>'
        f'<circle class="thumb" cx="{thumb:g}" cy="{y:g}" r="8"/>'
        f"{mark(at + extent(content, 16) + 4, y, change) if change else ''}</g>"
    )


def cost(scene, x, y, w, words=("mean cross-entropy", "penalty, from λ")):
    """J, what it was, its bar and its two parts: beside each other where there is room."""
    numbers, changes = scene.numbers, scene.changes
    wide = w > 400
    tight = w == 200 or wide
    bar = y + (38 if tight else 62)
    half, room = w / 2, 72 if w > 150 else 62
    loss, penalty = min(w, numbers.loss * half), numbers.penalty * half
    parts = [notation.svg("J", x, y + 26, 32), total("J", changes, x + 26, y + 26, 112, 38, 30)]
    if (was := changes.was_value("J")) is not None:
        at = (x + 142, y + 24) if tight else (x + 26, y + 48)
        told = f"was {written(was, 4, 60, 14)}"
        if written(was) == written(numbers.J):  # alike in 4 decimals
            told = f"by {numbers.J - was:+.0e}".replace("-", "−")
        parts.append(f'<g data-key="was">{label(*at, told, "mu s n")}</g>')
    rest = max(0, min(w - loss - 1.5, penalty))
    parts += [rect("trk", x, bar, w, 6, 3), rect("abar", x, bar, loss, 6, 3)]
    parts.append(rect("pbar", x + loss + 1.5, bar, rest, 6, 3))
    for k, (ref, told) in enumerate(zip(("loss", "penalty"), words)):
        left, base = (x + half * k, bar + 25) if wide else (x, bar + (25 + 21 * k if tight else 28 + 24 * k))
        parts += [total(ref, changes, left, base, room - 10, 22, 15), label(left + room, base, told, "mu s")]
    return "".join(parts)


def total(ref, changes, x, y, w, h, size):
    """J or one of its parts, written from x on."""
    value, change = changes.now.value(ref), changes.sign(ref)
    content = written(value, 4, w - 12 * (w > 60), size)
    triangle = mark(x + min(w - 4, extent(content, size) + 8), y - 0.36 * size, change) if change else ""
    return (
        f"<g {attributes(ref, value, change)}>{rect('o', x - 6, y - h + 6, w + 12, h, 6)}"
        f"{label(x, y, content, 'n v', size=size)}{triangle}</g>"
    )


SIGNS = {  # each word of the key, and what it stands beside
    "positive": '<g class="edge pos"><path class="w" d="M2 0h28" stroke-width="3"/></g>',
    "negative": '<g class="edge neg"><path class="w" d="M2 0h28" stroke-width="3"/></g>',
    "given": '<g class="given"><text class="n" x="16" y="5" text-anchor="middle">0.5</text>'
    '<line class="u" x1="5" x2="27" y1="9.5" y2="9.5"/></g>',
    "changed": '<path class="chg" d="M6 4l4-7l4 7zM18-3.5l4 7l4-7z"/>',
}


def key(x, y, live, short_words=False):
    """What the colors and marks mean."""
    words = ("positive", "negative", "given: drag it", "changed by your move") if live and not short_words else SIGNS
    return key_of(x, y, dict(zip(words, SIGNS.values())))


def key_of(x, y, signs, columns=1):
    """signs : what each word of the key stands beside. columns : so many stand side by side."""
    rows = "".join(
        f'<g transform="translate({x + 102 * (k % columns):g} {y + 24 * (k // columns):g})">'
        f"{sign}{label(38, 5, word, 'mu s')}</g>"
        for k, (word, sign) in enumerate(signs.items())
    )
    return f'<g data-key="key" aria-hidden="true">{rows}</g>'
