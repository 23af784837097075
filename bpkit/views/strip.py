"""The strip above a picture: the sentence that says what changed, the lamps, Predict first, Undo and Reset."""

import re
from typing import NamedTuple

from bpkit import notation
from bpkit.explanation import OF_AN_EXAMPLE
from bpkit.numbers import QUANTITIES, Changes
from bpkit.views.picture import escape

SOURCES = {
    "z": "z",
    "a": "a",
    "delta": "δ",
    "product": 'δa^{"T"}',
    "Delta": "Δ",
    "D": "D",
    "J": "J",
    "slope": "g′(z)",
    "squared": 'δ" of the squared error"',
    "term": '"one arrow"',
    "back": '"the sum"',
}
START = (
    'Drag an <span class="u">underlined</span> number{}, or a line: <span class="chg" role="img" aria-label="rose">▲'
    '</span>\xa0<span class="chg" role="img" aria-label="or fell">▼</span> mark what changes. Click a number for its '
    "formula."
)
IMAGE_START = "Paint on the image, or choose a row of weights and drag one. Click a number for its formula."
MEANS = {  # what a letter stands for
    "t": "t: the number of the example",
    "x": "x: the example’s inputs",
    "y": "y: the right answer",
    "h": "h: the network’s answer, the a of its output",
    "Theta": "Θ: the weights. Each seed gives other random ones to begin with",
    "z": "z: the weighted sum of what comes in",
    "a": "a: what each unit gives out",
    "delta": "δ: the error of each unit, ∂cost/∂z of this example",
    "product": "δaᵀ: this example’s part of Δ",
    "Delta": "Δ: the sum of these parts over all examples",
    "D": "D: the derivative ∂J/∂Θ, the slope of J for each weight; m: the number of examples",
    "J": "J: the cost of all examples",
}


def titled(name, body):
    """A letter, with what it stands for where the pointer rests on it."""
    return f"<g><title>{escape(MEANS[name])}</title>{body}</g>"


SIGNS = "[|◂▸‖↶☐☑‹›]+"  # on buttons; for the ear there are the words beside them, or the title


class Strip(NamedTuple):
    """What the strip says.

    moved : the last move as HTML, "You moved λ from 0 to 1"; "" at the start. start : what it says then.
    order : the quantities that have a lamp. predict : whether the learner is asked first. asking : whether a
    prediction is open. bet : the quantities chosen in it. revealed : those chosen in the one just answered, or None.
    can_undo : whether there is a move to take back, None where there never is one. error : a sentence that says what
    was wrong, in place of all.
    so : what follows from the numbers as they are, as HTML, behind the rest. tools : more buttons, as HTML. lamps :
    whether there are lamps, and Predict first, which asks by them. quiet : it changes too quickly to be read out.
    """

    changes: Changes
    moved: str = ""
    start: str = START.format("")
    order: tuple = QUANTITIES
    predict: bool = False
    asking: bool = False
    bet: frozenset = frozenset()
    revealed: frozenset = None
    can_undo: bool = False
    error: str = ""
    so: str = ""
    tools: str = ""
    lamps: bool = True
    quiet: bool = False

    @property
    def compares(self):
        """Whether there are numbers of before, with which those of now can be compared."""
        return self.changes.was is not None and not self.changes.reshaped


def symbols(quantities):
    """Names of quantities, set, with commas between."""
    return ", ".join(map(_named, quantities))


def _named(quantity):
    """The words in a name are set as those around it."""
    letters, words = re.fullmatch(r'(.*?)(?:"([a-z ]+)")?', SOURCES[quantity]).groups()
    return (notation.html(letters) if letters else "") + (words or "")


def sentence(strip):
    """What was moved, what changed by it and what did not, and what follows, as HTML."""
    if strip.error:
        return f'<span class="bad" role="alert">{notation.with_symbols(strip.error)}</span>'
    return f"{_told(strip).rstrip()} {strip.so}".strip() if strip.so and not strip.asking else _told(strip)


def _told(strip):
    if not strip.moved:
        return strip.start
    if strip.asking:
        return f"{strip.moved}. <b>Which of these will change?</b>"
    changes, moved = strip.changes, f"{strip.moved}. "
    if changes.reshaped:
        return f"{moved}The network has a new shape: there is nothing to compare it with."
    if changes.was is None or not strip.order:
        return moved
    changed = [q for q in strip.order if changes.changed(q)]
    same = [q for q in strip.order if q not in changed]
    if strip.revealed is not None:
        right = sum((q in strip.revealed) == (q in changed) for q in strip.order)
        moved = f"<b>{right} of {len(strip.order)} right.</b> "
    if not changed:
        return f"{moved}Nothing else changed."
    if not same and strip.lamps:
        return f"{moved}Everything changed: {symbols(strip.order[:-1])} and {symbols(strip.order[-1:])}."
    spares = "D" in changed and "Delta" not in changed and changes.spares_column_0
    spared = " (all but column 0)" if spares else ""
    listed = ", ".join(symbols([q]) + (spared if q == "D" else "") for q in changed)
    return f"{moved}Changed: {listed}." + (f" Not: {_unchanged(changes, same)}." if same else "")


def _unchanged(changes, same):
    """What did not change; and that it is this example's, where those of others did."""
    own = [q for q in same if q in OF_AN_EXAMPLE]
    if "a" not in own or not (hasattr(changes.now, "h") and changes.changed("h")):
        return symbols(same)
    rest = symbols([q for q in same if q not in own])
    return f"{symbols(own)} of example {changes.now.t}" + (f"; {rest}" if rest else "")


def strip_html(strip):
    """The whole strip. Its buttons have the refs bet[a], reveal, predict, undo and reset."""
    label = "What will change?" if strip.asking else "What changed"
    heading = "Will change" if strip.asking else "Changed" if strip.compares else ""
    lamps = ""
    if strip.lamps:
        lamps = "".join(_lamp(q, strip) for q in strip.order)
        lamps = f'<div class="lamps" role="group" aria-label="{label}"><span class="what">{heading}</span>{lamps}</div>'
    return (
        f'<div class="strip"><div class="say" aria-live="{"off" if strip.quiet else "polite"}"><span>{sentence(strip)}'
        f'</span></div>{lamps}<div class="tools">{strip.tools}{tools(strip)}</div></div>'
    )


def tools(strip, hint="after each move, say what will change before you see it"):
    """Predict first, Undo, Reset, and the buttons that the browser answers itself. hint : what Predict first does."""
    predict, undo = "", ""
    if strip.asking:
        predict = button("reveal", "Reveal", "show what changed", kind="main slot")
    elif strip.lamps:
        box, kind = ("☑", "slot on") if strip.predict else ("☐", "slot")
        predict = button("predict", f"{box} Predict first", hint, kind=kind, pressed=strip.predict)
    if strip.can_undo is not None:
        undo = button("undo", "↶ Undo", "take the last move back (Ctrl+Z)", off=not strip.can_undo)
    icons = _icon("copy", "copy the picture") + _icon("full", "full screen")
    return f"{predict}{undo}{button('reset', 'Reset', 'back to the start')}{icons}"


_ICONS = {
    "copy": "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
    "full": "M2.5 6v-3.5h3.5M10 2.5h3.5v3.5M13.5 10v3.5h-3.5M6 13.5h-3.5v-3.5",
}


def _icon(ref, hint):
    """A button that the browser answers itself."""
    path = f'<path d="{_ICONS[ref]}"/>'
    drawn = f'<svg class="icon" aria-hidden="true" width="16" height="16" viewBox="0 0 16 16">{path}</svg>'
    return button(ref, drawn, hint, kind="icon")


def _lamp(quantity, strip):
    symbol, told = notation.html(SOURCES[quantity], spoken=False), notation.words(SOURCES[quantity])
    if strip.asking:
        pressed = str(quantity in strip.bet).lower()
        return (
            f'<button class="lamp" data-ref="bet[{quantity}]" data-pick="1" aria-pressed="{pressed}" '
            f'aria-label="{told}" title="{MEANS[quantity]}">{symbol}</button>'
        )
    changed = strip.compares and strip.changes.changed(quantity)
    verdict = ""
    if strip.revealed is not None:
        right = (quantity in strip.revealed) == changed
        kind, word, sign = ("ok", "right", "✓") if right else ("no", "wrong", "✗")
        verdict = f'<span class="verdict {kind}" role="img" aria-label="{word}">{sign}</span>'
    told += " changed" if changed else " did not change" if strip.compares else ""
    key = f'data-key="lamp-{quantity}"'
    look = f'class="lamp{" on" * changed}" {key} role="img" aria-label="{told}" title="{MEANS[quantity]}"'
    return f"<span {look}>{symbol}{verdict}</span>"


def button(ref, content, hint, *, kind="", off=False, pressed=None):
    """A button in HTML that sends its ref. off : there, but dead, so that nothing jumps."""
    state = ' aria-disabled="true"' if off else ' data-pick="1"'
    state += f' aria-pressed="{str(pressed).lower()}"' if pressed is not None else ""
    content = re.sub(SIGNS, r'<span aria-hidden="true">\g<0></span>', content)
    return f'<button class="{kind}" data-ref="{ref}"{state} title="{escape(hint)}">{content}</button>'


def tabs(name, options, chosen, label):
    """One of several things to choose: a button for each, with the ref name[option]. options : {option: HTML}."""
    told = "".join(
        f'<button data-ref="{name}[{option}]" data-pick="1" aria-pressed="{str(option == chosen).lower()}">{content}'
        "</button>"
        for option, content in options.items()
    )
    return f'<div class="tabs" role="group" aria-label="{label}">{told}</div>'
