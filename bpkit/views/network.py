"""The network as a Picture: every unit, every weight, and the bias units as units of their own."""

import numpy as np

from bpkit.notation import ASCII, lowered, number, raised, symbol
from bpkit.views.picture import SMALL, Picture, escape, sign, text, text_width

MOST_UNITS = 10  # a layer with more shows its first and its last ones
FIRST, LAST = 4, 3
NAMES = {letter: name for name, letter in ASCII.items()}  # "delta" for δ


def network(
    Theta,
    values,
    *,
    y=None,
    image=None,
    feature_names=None,
    class_names=None,
    captions=None,
    room=480,
    air=24,
    reads=(),
    writes=(),
    flow=None,
):
    """The network that Theta makes, with the numbers of one example in its units.

    Theta : the weights, drawn as lines: wide where large, dashed where negative.
    values : the numbers to write into each unit, first line first: {"a": a, "δ": delta} with dicts as
        forward_propagate and backpropagate_errors give them, one column each. What is not known yet is left open.
    y : the K right answers, written beside the output units. image : the input as a matrix of ink from 0 to 1.
    feature_names, class_names : names for the units of layers 1 and L.
    captions : for each layer, lines of text to write under it.
    room : the width to fill with layers, in pixels; more layers than fit there make it wider.
    air : the most room between two units, in pixels.
    reads, writes : names such as "Theta[1]" or "delta[2]" to bring out; with reads, weights not read are pale.
    flow : (l, l + 1) or (l + 1, l), an arrow between two layers in the direction in which numbers go.

    Returns a Picture. Layers of more than 10 units are shown by their first and last ones and by how many are hidden.
    """
    L = len(Theta) + 1
    sizes = [Theta[1].shape[1] - 1, *(Theta[l].shape[0] for l in Theta)]
    slots = [_slots(size, bias=l < L) for l, size in enumerate(sizes, start=1)]
    values = {letter: {l: np.ravel(v[l]) for l in v} for letter, v in values.items()}

    longest = max([7, *(len(number(v)) for each in values.values() for v_l in each.values() for v in v_l)])
    symbol_width = max(len(f"{letter}{lowered(max(sizes))}") for letter in values)
    unit_width = text_width(" " * (symbol_width + 1 + longest), SMALL) + 20
    unit_height = _unit_height(len(values))
    tallest = max(map(len, slots))
    pitch = unit_height + np.clip(400 / tallest - unit_height, 6, air)
    gap = max(56, min(180, (room - L * unit_width) / (L - 1)))
    top = 36  # for the headings
    picture_width = 0 if image is None else 112
    names = ["" if name is None else _short(name) for name in (feature_names or [])]
    name_width = max((text_width(name, SMALL) + 10 for name in names), default=0) if image is None else 0

    def place(l, slot):
        """Left side and middle of the unit in that slot of layer l."""
        start = top + (tallest - len(slots[l - 1])) * pitch / 2
        return picture_width + name_width + (l - 1) * (unit_width + gap), start + (slot + 0.5) * pitch

    parts = []
    for l in Theta:
        pale = bool(reads) and f"Theta[{l}]" not in reads
        parts += _weights(l, Theta[l], slots, place, unit_width, pale)
    for l, size in enumerate(sizes, start=1):
        left = place(l, 0)[0]
        role = "input" if l == 1 else "output" if l == L else "hidden"
        heading = f"layer {l}, {role}"
        parts.append(text(left + unit_width / 2, 12, heading, kind="title", anchor="middle", size=SMALL))
        counted = f"{size} unit{'s' * (size != 1)}" + (" + bias" if l < L else "")
        parts.append(text(left + unit_width / 2, 26, counted, kind="muted", anchor="middle", size=SMALL))
        for slot, unit in enumerate(slots[l - 1]):
            x, middle = place(l, slot)
            if unit is None:
                note = f"⋮ {size - FIRST - LAST} more"
                parts.append(text(x + unit_width / 2, middle + 4, note, kind="muted", anchor="middle"))
                continue
            here = _numbers_of(values, l, unit, size) if unit else {}
            parts.append(_unit(l, unit, here, x, middle, unit_width, reads, writes))
            if l == 1 and unit and names and image is None:
                parts.append(text(x - 6, middle + 4, names[unit - 1], kind="muted", anchor="end", size=SMALL))
    if flow:
        start, end = flow
        left = place(min(flow), 0)[0] + unit_width
        parts.append(_arrow(left + 10, left + gap - 10, 15, backward=start > end))
    bottom = top + tallest * pitch
    heading_width = text_width(f"layer {L}, output", SMALL)
    right = place(L, 0)[0] + max(unit_width, (unit_width + heading_width) / 2)
    if y is not None:
        answers, width = _answers(np.ravel(y), class_names, slots[-1], lambda slot: place(L, slot), unit_width)
        parts.append(answers)
        right += width
    if image is not None:
        parts.append(_image(np.asarray(image), 0, top + tallest * pitch / 2 - 48))
    if captions:
        for l, lines in enumerate(captions, start=1):
            for k, line in enumerate(lines):
                middle = place(l, 0)[0] + unit_width / 2
                parts.append(text(middle, bottom + 16 + 16 * k, line, anchor="middle", size=SMALL))
        bottom += 16 * max(map(len, captions)) + 8
    shape = "-".join(map(str, sizes))
    told = " and ".join(values)
    return Picture(right, bottom, "".join(parts), f"The network {shape} with {told} in each unit", role="group")


def _slots(size, bias):
    """Which units to draw, top to bottom: 0 is the bias unit, None stands for the units not drawn."""
    units = list(range(1, size + 1))
    if size > MOST_UNITS:
        units = [*units[:FIRST], None, *units[-LAST:]]
    return [0, *units] if bias else units


def _weights(l, weights, slots, place, unit_width, pale):
    largest = np.abs(weights).max() or 1
    few = len(slots[l - 1]) * len(slots[l]) < 80
    widest = 3 if few else 2
    parts = []
    for from_slot, j in enumerate(slots[l - 1]):
        for to_slot, i in enumerate(slots[l]):
            if i and j is not None:  # no weight leads to a bias unit
                weight = weights[i - 1, j]
                x1, y1 = place(l, from_slot)
                x2, y2 = place(l + 1, to_slot)
                thickness = 0.5 + (widest - 0.5) * abs(weight) / largest
                # Among very many lines none can be pointed at, and the hints would be a third of the picture.
                hint = f"<title>{symbol(f'Theta[{l}][{i}, {j}]')} = {number(weight)}</title>" if few else ""
                kind = f"weight {sign(weight)}{' pale' if pale else ''}"
                parts.append(
                    f'<line class="{kind}" x1="{x1 + unit_width:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" '
                    f'stroke-width="{thickness:.1f}">{hint}</line>'
                )
    return parts


def _numbers_of(values, l, unit, size):
    """The numbers of a unit by symbol; None where one is not known yet. Layer 1 has no z and no δ."""
    found = {}
    for letter, value in values.items():
        if l in value:
            # a[l] has the bias unit in row 0 for l < L; z and delta begin with unit 1.
            found[letter] = value[l][unit - (len(value[l]) == size)]
        elif l > 1 or letter == "a":
            found[letter] = None
    return found


def _unit_height(lines):
    return 8 + 15 * lines if lines < 2 else 6 + 15 * lines


def _unit(l, unit, here, x, middle, width, reads=(), writes=()):
    """One unit: a rounded box with a line for each quantity. The bias unit's box has corners, and says +1."""
    height = _unit_height(max(1, len(here)))
    kind, radius = ("unit", min(18, height / 2)) if unit else ("bias-unit", 4)
    lines = [(letter, None if value is None else number(value)) for letter, value in here.items()] or [("a", "+1")]
    names = [f"{NAMES.get(letter, letter)}[{l}]" for letter, _ in lines]
    if any(name in writes for name in names):
        kind += " written"
    elif any(name in reads for name in names):
        kind += " read"
    top = middle - height / 2
    parts = [f'<rect class="{kind}" x="{x:g}" y="{top:g}" width="{width:g}" height="{height}" rx="{radius:g}"/>']
    baseline = middle + 4 - 7.5 * (len(lines) - 1)
    for (letter, value), name in zip(lines, names):
        parts.append(text(x + 10, baseline, f"{letter}{lowered(unit)}", kind="muted", size=SMALL))
        if value is not None:
            strong = "title" if name in writes else ""
            ref = f' data-ref="{name}[{unit}]"'
            parts.append(text(x + width - 10, baseline, value, kind=strong, anchor="end", size=SMALL, attributes=ref))
        baseline += 15
    named = f"unit {unit}" if unit else "bias unit"
    return f'<g role="group" aria-label="{named} of layer {l}">{"".join(parts)}</g>'


def _arrow(left, right, y, backward):
    """An arrow between two layers: forward to the right, errors to the left."""
    tip, tail, step = (left, right, 7) if backward else (right, left, -7)
    return (
        f'<g class="flow"><line x1="{tail:g}" y1="{y}" x2="{tip + step:g}" y2="{y}"/>'
        f'<path d="M{tip:g} {y} l{step} -5 v10 z"/></g>'
    )


def _answers(y, class_names, slots, place, unit_width):
    """The right answers beside the output units, and how wide they are."""
    parts, widest = [], 0
    for slot, unit in enumerate(slots):
        if unit is None:
            continue
        x, middle = place(slot)
        answer = f"y{lowered(unit)} {number(y[unit - 1])}"
        named = len(y) > 1 and class_names is not None
        name = f"“{_short(class_names[unit - 1])}”" if named else ""
        parts.append(
            text(
                x + unit_width + 8,
                middle + (-3 if named else 4),
                answer,
                size=SMALL,
                attributes=f' data-ref="y[{unit}]"',
            )
        )
        if named:
            parts.append(text(x + unit_width + 8, middle + 12, name, kind="muted", size=SMALL))
        widest = max(widest, text_width(max(answer, name, key=len), SMALL))
    return "".join(parts), widest + 10


def _image(ink, x, y, side=96):
    """The input as an image, dark where its numbers are large."""
    rows, columns = ink.shape
    pixel = side / max(rows, columns)
    largest = np.abs(ink).max() or 1
    parts = [f'<rect class="frame" x="{x}" y="{y:g}" width="{columns * pixel:g}" height="{rows * pixel:g}"/>']
    for r in range(rows):
        for c in range(columns):
            if ink[r, c] > 0:
                parts.append(
                    f'<rect class="ink" x="{x + c * pixel:g}" y="{y + r * pixel:g}" width="{pixel:g}" '
                    f'height="{pixel:g}" fill-opacity="{ink[r, c] / largest:.2f}"/>'
                )
    parts.append(text(x, y + rows * pixel + 14, f"x, {rows} × {columns} pixels", kind="muted", size=SMALL))
    label = escape(f"the input as an image of {rows} by {columns} pixels")
    return f'<g role="img" aria-label="{label}">{"".join(parts)}</g>'


def _short(name, most=12):
    return name if len(name) <= most else name[: most - 1] + "…"


def forward_picture(Theta, z, a, **names):
    """Forward propagation written out: z and a in each unit, and under each layer the equations that gave them.

    Theta, z, a : the weights, and what forward_propagate gives for one example. names : as for network.
    Returns a Picture.
    """
    L = len(Theta) + 1
    captions = [["a⁽¹⁾ = x", "add a₀⁽¹⁾ = 1"]]
    for l in range(2, L + 1):
        h = "h_Θ(x) = " if l == L else ""
        captions.append([f"z{raised(l)} = Θ{raised(l - 1)}a{raised(l - 1)}", f"a{raised(l)} = {h}g(z{raised(l)})"])
        if l < L:
            captions[-1].append(f"add a₀{raised(l)} = 1")
    return network(Theta, {"z": z, "a": a}, captions=captions, room=640, **names)
