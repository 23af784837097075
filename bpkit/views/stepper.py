"""What the Stepper shows: the bar, all steps, the listing, the network, what the line computes, and sentences."""

import json
import re
from typing import NamedTuple

import numpy as np

from bpkit import notation
from bpkit.explanation import explain
from bpkit.lines import LINES
from bpkit.notation import number, raised, symbol
from bpkit.numbers import Changes, of_step
from bpkit.trace import Step
from bpkit.views.cells import given_html, label, rect, short
from bpkit.views.digits import NETWORK
from bpkit.views.equation import added, equation, terms
from bpkit.views.network import Layout, answers, heads, network
from bpkit.views.panel import SIGNS, key_of
from bpkit.views.picture import Picture, escape
from bpkit.views.scene import WIDE
from bpkit.views.stepper_images import image_equation, image_network, is_large
from bpkit.views.strip import Strip, button, tools
from bpkit.views.table import chosen, names

NARROW = 900  # a picture that is narrower stands in one column
LISTING, SHORT_LISTING = 470, 385  # its width, beside a network of three layers and of more
MOST_ROWS = 5  # of more units one below the other, and in one column, z stands in the equation alone
MOST_FLOWING = 6  # units in a layer
WRITTEN = {  # more of the key
    "read": '<g class="unit read"><rect class="body" x="2" y="-8" width="28" height="17" rx="6"/></g>',
    "written": '<g class="cell w"><rect class="o" x="2" y="-8" width="28" height="17" rx="4"/></g>',
}
GAP = 28  # the least one between two layers, and the one from listing to network


class StepScene(NamedTuple):
    """step : what is shown. changes : the Numbers before the last move and those of the step, numbers.of_step(step).

    strip : of it error, moved and predict are shown. data : the DataSet. options : names of the data sets to choose
    from. chosen : as in a Scene. rows : {l: i}, the row of each layer's matrices that is
    read where they are images.
    asked : the step that is to be predicted, or None. flow : whether numbers travel along the edges.
    """

    step: Step
    changes: Changes
    strip: Strip
    data: object
    options: tuple
    playing: bool = False
    speed: float = 2.0
    rows: dict = {}
    asked: Step = None
    flow: bool = False
    chosen: str = ""


def stepper(scene, width):
    """The whole picture as HTML, for a window of that width."""
    narrow = width < NARROW
    top = 58 if width >= NARROW else 50
    columns, height = _columns(scene, width, top)
    stage = _timeline(scene, width) + columns
    flow = ""
    if scene.flow and max(scene.changes.now.sizes) <= MOST_FLOWING:  # else nobody can follow so many numbers
        flow = f' data-flow="{escape(json.dumps(_flow(scene.step, narrow)))}" data-flow-key="{scene.step.index}"'
    told, wide, tall = _equation(scene, width)
    return (
        f'<div class="bp">{_bar(scene, narrow)}'
        f"{_svg(width, height, 'all steps, the algorithm, the network', stage, flow)}"
        f"{_told(scene, width)}"
        f'<p class="unseen" aria-live="{"off" if scene.playing or scene.strip.predict else "polite"}">'
        f"{escape(notation.spoken(sentence(scene.step)))}</p>"
        f"{_svg(max(width, wide), tall, 'the numbers of this line', told)}</div>"
    )


def stepper_picture(scene):
    """Listing, network, sentence and equation as one Picture, for the saved notebook."""
    width = 1085
    columns, tall = _columns(scene, width, 0)
    told = f"{where(scene.step)}. {says(scene.step)}"
    computed, wide, low = _equation(scene, width)
    columns, computed = (re.sub('<line class="u2?"[^>]*>', "", part) for part in (columns, computed))  # all is still
    body = f'{columns}{label(6, tall + 30, told, "", size=16)}<g transform="translate(0 {tall + 40})">{computed}</g>'
    return Picture(max(width, wide), tall + 40 + low, body, sentence(scene.step))


def _svg(width, height, name, body, attributes=""):
    size = f'width="{round(width)}" height="{round(height)}" viewBox="0 0 {round(width)} {round(height)}"'
    return f'<svg {size} role="group" aria-label="{name}"{attributes}>{body}</svg>'


# ---------------------------------------------------------------- the bar


def _bar(scene, narrow):
    step, strip = scene.step, scene.strip
    start, end = step.index == 0, step.index == len(step.trace) - 1
    steps = [
        button("first", "|◂", "the first step", off=start),
        button("back", "◂ Back", "one step back", off=start),
        button("play", "‖ Pause" if scene.playing else "▸ Play", "go on step by step, and stop", kind="play"),
        button("next", "Next ▸", "one step on", off=end),
        button("last", "▸|", "the last step", off=end),
        f'<span class="count n">step {step.index + 1} of {len(step.trace)}</span>',
    ]
    rest = [
        f'<select data-ref="data" aria-label="training set">{names(scene)}</select>',
        f"<span>{notation.html('λ =', spoken=False)} {given_html('lambda_', step.trace.lambda_)}</span>",
        f'<span>{given_html("speed", scene.speed)} <span aria-hidden="true">steps/s</span></span>',
        tools(strip, "say what the next line will write before you see it"),
    ]
    between = '</div><div class="bar">' if narrow else '<span class="air"></span>'
    return f'<div class="bar">{"".join(steps)}{between}{"".join(rest)}</div>'


# ---------------------------------------------------------------- all steps


def _timeline(scene, width):
    """A tick for each step; for many examples those of one, and a track for all of them."""
    trace = scene.step.trace
    loop = (len(trace) - 1 - 2 * (trace.L - 1)) // trace.m
    after = range(len(trace) - 2 * (trace.L - 1), len(trace))
    groups = [range(1)] + [range(1 + t * loop, 1 + (t + 1) * loop) for t in range(trace.m)] + [after]
    gap = 46 if width >= NARROW else 8
    pitch = (width - gap * (len(groups) - 1) - 4) / len(trace) if trace.m < 99 else 0
    if pitch < 12:
        return _long_timeline(scene, width, loop, after)
    x, parts = 2.0, []
    for t, group in enumerate(groups):
        if gap > 8 and 0 < t <= trace.m:
            kind = "" if scene.step.t == t else "mu"
            parts.append(notation.svg(f"t = {t}", x - 5, 18, 17, "end", kind))
        parts.append(_ticks(scene.step, group, x, pitch))
        x += pitch * len(group) + gap
    return "".join(parts)


def _ticks(step, steps, x, pitch):
    """A tick for each of these steps, from x on."""
    return "".join(_tick(step.trace, k, step.index, x + n * pitch, pitch) for n, k in enumerate(steps))


def _tick(trace, k, index, x, width):
    line, t, _ = trace.place(k)
    kind = " done" if k < index else " on" if k == index else ""
    top, tall = (4, 14) if k == index else (8, 6)
    told = f"step {k + 1}, line {line}" + (f", example {t}" if t else "")
    here = ' aria-current="step"' if k == index else ""
    text = label(x + width / 2, 34, str(line), "s n b" if k == index else "s n mu", "middle") if width > 11 else ""
    return (
        f'<g class="tick{kind}" data-ref="step[{k}]" data-pick="1" role="button" aria-label="{told}"{here}>'
        f"{rect('hit', x, 0, width, 42)}{rect('k', x + 1, top, width - 2, tall, 3)}{text}</g>"
    )


def _long_timeline(scene, width, loop, after):
    """Step 0, the field for t, the steps of that example, a track for all m, the steps after the loop."""
    step, trace, now = scene.step, scene.step.trace, scene.changes.now
    ends, middle = min(36 * len(after), 0.16 * width), min(350, 0.34 * width)
    parts = [
        _ticks(step, range(1), 2, 30),
        chosen(now, 56, -2, refs=("previous_example", "next_example")),
        _ticks(step, range(1 + (now.t - 1) * loop, 1 + now.t * loop), 186, middle / loop),
        _ticks(step, after, width - 4 - ends, ends / len(after)),
    ]
    start, end = 186 + middle + 24, width - ends - 30
    done = start + (end - start) * min(1, step.index / (trace.m * loop))
    told = "the same steps for every example" if end - start > 300 else ""
    parts += [
        f'<path class="track" d="M{start:.1f} 11H{end:.1f}"/><path class="past" d="M{start:.1f} 11H{done:.1f}"/>',
        f'<circle class="thumb" cx="{done:.1f}" cy="11" r="7"/>',
        label(start - 3, 34, "1", "s n mu"),
        label((start + end) / 2, 34, told, "s mu", "middle"),
        label(end + 3, 34, str(trace.m), "s n mu", "end"),
    ]
    return "".join(parts)


# ---------------------------------------------------------------- listing and network


def _columns(scene, width, top):
    """The listing and the network, side by side where there is room: (SVG, their lower end)."""
    trace, narrow = scene.step.trace, width < NARROW
    pitch = 24 if narrow else 31
    low = top + pitch * len(LINES)
    if scene.data.image_shape:
        left = (width - NETWORK) * (0.5 if narrow else 1)
        drawn, lowest = image_network(scene, left, low + 8 if narrow else top)
        return _listing(scene.step, width if narrow else left - GAP, top, pitch) + drawn, max(low, lowest)
    unit = 112 if trace.L < 4 else 96
    room = trace.L * unit + (trace.L - 1) * GAP + 62
    beside = not narrow and width - SHORT_LISTING - GAP >= room
    wide = (LISTING if trace.L < 4 else SHORT_LISTING) if beside else width
    left = wide + 44 if beside and trace.L < 4 else wide + GAP if beside else 2  # half of an outline is outside
    drawn, lowest = _network(scene, left, max(width - left, room), top if beside else low + 8, unit, narrow)
    return _listing(scene.step, wide, top, pitch) + drawn, max(low, lowest)


def _listing(step, width, top, pitch):
    """The algorithm with the step's line lit, and at its right where the loops stand."""
    size = 18 if pitch > 24 else 16.5
    size = min(size, size * (width - 122) / max(notation.width(line.text, size) for line in LINES.values()))
    parts = []
    for k, (n, line) in enumerate(LINES.items()):
        y, current = top + k * pitch, n == step.line
        base = y + pitch / 2 + 5.5
        where = f"t = {step.t}" if n is None and step.t else f"l = {step.l}" if current and n in (2, 4, 5, 6, 7) else ""
        told = f"run to line {n}: {notation.words(line.text)}" if n is not None else notation.words(line.text)
        pick = f' data-ref="line[{n}]" data-pick="1" role="button"' if n is not None else ' role="img"'
        state = ' aria-current="step"' if current else ""
        parts.append(
            f'<g class="code{" on" if current else ""}"{pick}{state} aria-label="{escape(told)}">'
            f"{rect('bg', 0, y, width, pitch, 5)}{rect('ebar', 0, y + 3, 3.5, pitch - 6, 1.75)}"
            f"{label(26, base - 0.5, str(n), 'n b' if current else 'n mu', 'end') if n else ''}"
            f"{notation.svg(line.text, 64 if line.loop else 40, base, size)}"
            f"{notation.svg(where, width - 12, base, size, 'end') if where else ''}</g>"
        )
    return f'<g role="group" aria-label="the algorithm">{"".join(parts)}</g>'


def _active(step):
    """Which weights the step reads: a function of (l, j), None if there is no telling them apart."""
    if step.line == 0:
        return None
    read = {int(name[6:-1]) for name in step.reads if name.startswith("Theta")}
    return lambda l, j: l in read and not (j == 0 and step.line in (4, 6))


def _network(scene, left, width, top, unit, narrow):
    """The network with the numbers of the step: (SVG, its lower end)."""
    step, changes, sizes = scene.step, scene.changes, scene.step.trace.sizes[1:]
    pitch = (width - 62 - unit) / (len(sizes) - 1)
    centers = [left + unit / 2 + k * pitch for k in range(len(sizes))]
    quantities = ("a", "delta") if narrow or max(sizes) > MOST_ROWS else ("z", "a", "delta")
    layout = Layout(sizes, centers, top + 34, lines=len(quantities), width=unit)
    reads = [
        name for name in step.reads if step.line != 4 or name[0] != "a"
    ]  # there a is of the units that are written
    drawn = network(layout, changes, quantities, scene.data, writes=step.writes, reads=reads, active=_active(step))
    y = answers(layout, changes, scene.data, left + width) if step.t or step.line > 5 else ""
    return heads(layout, top + 18) + drawn + y, layout.top + layout.height + 4


def _flow(step, narrow=False):
    """How numbers travel along the edges in lines 2 and 4, one unit after the other."""
    l, after = step.l, step.after
    if step.line == 2:
        a, Theta = after.a[l - 1][:, 0], step.trace.Theta[l - 1]
        hides = ("a",) if narrow else ("z", "a")
        moves = [(l - 1, i, j, i, a[j]) for i, j in np.ndindex(Theta.shape)]
    elif step.line == 4:
        delta, Theta, hides = after.delta[l + 1][:, 0], step.trace.Theta[l], ("delta",)
        moves = [(l, i, j, j - 1, delta[i]) for i, j in np.ndindex(Theta.shape) if j]
    else:
        return []
    return [
        {
            "edge": f"edge[{k}][{i + 1}, {j}]",
            "back": step.line == 4,
            "from": short(value),
            "to": number(value * Theta[i, j]),
            "turn": turn,
            "of": step.trace.sizes[l],
            "hides": [f"{quantity}[{l}][{turn + 1}]" for quantity in hides],
        }
        for k, i, j, turn, value in moves
    ]


# ---------------------------------------------------------------- sentence and equation


def _told(scene, width):
    """What the step did; or what was wrong, or what is asked; and the key."""
    error, predict = scene.strip.error, scene.strip.predict
    bad = f'<span class="bad" role="alert">{notation.with_symbols(error)}</span>' if error else ""
    moved = f"{scene.strip.moved}. " if scene.strip.moved else ""
    if scene.asked:
        said, bet = f"{moved}{question(scene.asked)}", _bet(scene.asked, bad)
    elif scene.strip.revealed is not None:
        on = scene.step.index < len(scene.step.trace) - 1
        bet = button("answer[next]", "Next question ▸", "go on", kind="main") if on else ""
        said = bad or scene.strip.moved
    else:
        told = re.sub(r"\b[gmλΔ]\b", lambda letter: notation.html(letter[0]), escape(says(scene.step)))
        twice = "" if predict else ' aria-hidden="true"'  # it is read below, with its numbers
        said, bet = bad or f"{moved}<span{twice}><b>{where(scene.step)}.</b> {told}</span>", ""
    live = 'aria-live="polite" aria-atomic="true"' if predict else 'aria-live="off"'
    kind = " bets" * predict + " revealed" * (scene.strip.revealed is not None) + " narrow" * (width < WIDE)
    wide, tall = (624, 32) if width < NARROW else (306, 46)
    key = key_of(0, 11, SIGNS | WRITTEN, columns=wide // 102)
    return (
        f'<div class="told"><div class="says{kind}"><span {live}>{said}</span>{bet}</div>'
        f'<svg class="icon" aria-hidden="true" width="{wide}" height="{tall}">{key}</svg></div>'
    )


def says(step):
    """What the line does, in words."""
    return LINES[step.line].say(step.t, step.l)


def where(step):
    """Which line is executed, and for which example."""
    if step.line == 0:
        return "Before the loop"
    return f"Line {step.line}" + (f", example {step.t} of {step.trace.m}" if step.t else "")


def question(step):
    """HTML that asks for the first number that the step will write."""
    of = f" for {notation.html(f'l = {step.l}')}" if step.l else ""
    asked = notation.html(first_written(step).source)
    return f"Next is <b>line {step.line}</b>{of}. <b>What will {asked} be?</b> Work it out from the numbers below."


def _bet(step, bad):
    """Where the question is answered. bad : HTML, what was wrong with the last answer, or ""."""
    name = f"{notation.words(first_written(step).source)} will be"
    signs = (("+", "positive"), ("−", "negative"), ("0", "zero"))
    picks = "".join(button(f"answer[{sign}]", told, f"it will be {told}", kind="lamp") for sign, told in signs)
    return (
        f'<div class="bet"><input data-ref="answer" size="8" inputmode="decimal" aria-label="{name}"/>'
        f"{button('check', 'Check', 'compare it', kind='main')}<span>or only its sign:</span>{picks}"
        f"{bad or '<small>Rounded is right: 0.7 for 0.7474.</small>'}</div>"
    )


def answered(step, said, right):
    """HTML that says whether an answer was right, what the number is and how it came about. said : the answer."""
    ref = first_written(step)
    numbers = added(step, 1, 0) if step.line == 5 else _in_numbers(explain(step, ref))
    verdict = f"<b>{'Right' if right else 'No'}</b>: you said {escape(said)}. "
    *formula, value = numbers.rpartition("= ")
    return f"{verdict}{notation.html(ref.source)} = {escape(''.join(formula))}<b>{value}</b>"


def _in_numbers(explanation):
    value = number(explanation.value)
    told = explanation.numbers().replace("·", " · ")
    return " = ".join(dict.fromkeys([told if explanation.factors else value, value]))


def _equation(scene, width):
    """What the line computes: (SVG, width, height), as high as for any line, so that nothing below it jumps."""
    if scene.asked:  # its numbers are what the answer follows from
        scene = scene._replace(step=scene.asked, changes=Changes(None, of_step(scene.asked)), rows={})
    if is_large(scene.step.trace):
        return image_equation(scene, width)
    narrow, most = width < NARROW, max(scene.step.trace.sizes[1:]) + 1
    drawn, wide, tall = equation(terms(scene.step, bool(scene.asked)), width - 10, scene.changes, narrow)
    return drawn, wide, max(tall, (27 + 25 * most if narrow else 34 + 29 * most) + 4)


def first_written(step):
    """The Ref of the first number that the step writes."""
    return LINES[step.line].first(step.l)


def sentence(step):
    """What the step did, in one line with its numbers, for a screen reader and for what is saved."""
    place = where(step)
    return f"Step {step.index + 1} of {len(step.trace)}, {place[0].lower()}{place[1:]}. {says(step)} {_shown_sum(step)}"


def _shown_sum(step):
    """The formula of the first number written. Line 5 is told as what it does: before + product."""
    ref, l = first_written(step), step.l
    if step.line != 5:
        return str(explain(step, ref))
    return f"{symbol(ref)} = {added(step, 1, 0)}: what was there, and δ{raised(l + 1)}₁ a{raised(l)}₀."
