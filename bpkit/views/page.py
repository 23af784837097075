"""What a widget shows: its strip, and below it one picture."""

import re

from bpkit.notation import spoken
from bpkit.views.cells import MOVED, NOT_YET
from bpkit.views.picture import escape
from bpkit.views.strip import strip_html

# The value of a computed number, where it is read aloud.
VALUE = rf'(="[^"]*\bcomp\b[^>]* aria-label="[^"]*?), [^",]*({"|".join(MOVED.values())})"'


def page(strip, picture, *, example="", veiled=False, over=""):
    """The strip above a Picture, as HTML.

    example : the one whose numbers stand there without @. veiled : whether the computed numbers are not to be read,
    since a prediction is open. over : HTML that is laid over the picture.
    """
    body = picture.body
    if veiled:  # a screen reader is not to read them either
        body = re.sub(VALUE, rf'\1, {NOT_YET}"', body)
    veil, example = " veil" * veiled, f' data-example="{example}"' if example else ""
    return (
        f'<div class="bp"{example}>{strip_html(strip)}<div class="stage{veil}">{over}<svg width="{picture.width:g}" '
        f'height="{picture.height:g}" viewBox="0 0 {picture.width:g} {picture.height:g}" role="group" '
        f'aria-label="{escape(spoken(picture.label))}">{body}</svg></div></div>'
    )
