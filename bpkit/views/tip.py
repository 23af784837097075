"""The tip beside a number: where it came from, in letters and in numbers, and what it was before the last move."""

from bpkit import notation
from bpkit.explanation import Factor, needs_brackets
from bpkit.notation import BEFORE, Ref, number
from bpkit.views.picture import escape

EQUALS = '<span class="m"> = </span>'


def tip_html(explanation, changes=None):
    """An Explanation as HTML. Its factors are buttons with data-go, which lead on to where they came from.

    changes : where it is looked up what the number was.
    """
    value = str(Factor(explanation.ref, explanation.value))
    name, numbers = _named(explanation.ref, notation.html), _numbers(explanation)
    told = f"<b>{escape(value)}</b>"
    if explanation.factors:
        shown = numbers if explanation.numbers() == value else f"{numbers} = {told}"
        same = explanation.rule.replace(" ", "") == Ref.parse(explanation.ref).source.replace(" ", "")
        rule = name if same else f"{name}{EQUALS}{notation.html(explanation.rule)}"
        lines = [rule, f'<span class="m">&emsp;= {shown}</span>']
    else:
        lines = [f'{name}{EQUALS}<span class="m">{numbers or told}</span>']
    was = changes.was_value(explanation.ref) if changes else None
    why = explanation.why + ("" if was is None else f" · was {number(was)}")
    return "".join(f"<div>{line}</div>" for line in lines) + f"<small>{escape(why)}</small>"


def _named(ref, write):
    """The name of a number: δ of example 3. write : notation.html, or words."""
    ref = Ref.parse(ref)
    name = write(ref.source) + (" before" if ref.quantity == BEFORE else "")
    name += "" if ref.example is None else f" of example {ref.example}"
    return name if ref.rest is None else f"part of the sum for {name}"


def go(ref, content):
    """A button that leads to another number."""
    told = escape(_named(ref, notation.words))
    return f'<button data-go="{escape(ref)}" aria-label="{told}, {content}">{content}</button>'


def _numbers(explanation):
    """The formula with the numbers in it."""
    told, before = "", ""
    for part in explanation.parts:
        if isinstance(part, Factor):
            content = escape(f"({part})" if needs_brackets(before, part) else str(part))
            told += go(part.ref, content) if part.ref else content
        else:
            raised = escape(part.replace("·", " · ")).replace("e^{", "<i>e</i><sup>").replace("}", "</sup>")
            told += raised
        before = str(part)
    return told
