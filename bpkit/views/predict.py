"""Questions that are answered before something is seen: each with its answer, and what a wrong one confuses."""

from typing import NamedTuple

from bpkit.notation import with_symbols
from bpkit.views import prose
from bpkit.views.cells import label
from bpkit.views.page import page
from bpkit.views.picture import Picture, escape
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip, button

LINE, GAP = 22, 18  # from one line of words to the next, between two questions
ASKED, ANSWERED = 470, 500  # the room of a question, and where its answer begins; in a narrow window it is below
SIGNS = {"+": "positive", "−": "negative", "0": "zero"}


class Told(NamedTuple):
    """What is said to an answer. right : whether it is. said : the answer. answer : the right one. words : why."""

    right: bool
    said: str
    answer: str
    words: str


class PredictScene(NamedTuple):
    """questions : (prose, kind, options, the longest words that can be said to an answer) of each.

    told : of each that is answered, a Told. The next one is open. strip : what stands above.
    """

    questions: tuple
    told: tuple
    strip: Strip


def predict_page(scene, width):
    """All of it as HTML: where the open question is answered is laid over the picture."""
    over = ""
    if len(scene.told) < len(scene.questions):
        x, y, room = _places(scene, width)[0][len(scene.told)][2:]
        at = f"left: {x - 2:g}px; top: {y - 4:g}px; width: {room:g}px"
        named = f"your answer to question {len(scene.told) + 1}" if len(scene.questions) > 1 else "your answer"
        over = f'<div class="laid" style="{at}">{_controls(named, *scene.questions[len(scene.told)])}</div>'
    return page(scene.strip, predict_stage(scene, width, True), over=over)


def predict_stage(scene, width, live):
    """The questions and what was said to their answers, as a Picture."""
    places, height = _places(scene, width)
    parts = []
    for k, ((asked, *_), (y, lines, x, top, room)) in enumerate(zip(scene.questions, places)):
        drawn = "".join(prose.svg(line, 28, y + 18 + LINE * n) for n, line in enumerate(lines))
        number = label(14, y + 18, str(k + 1), "b n", "end") if len(scene.questions) > 1 else ""
        kind = "later" if k > len(scene.told) else ""
        told = escape(f"question {k + 1}: {prose.words(asked)}")
        parts.append(f'<g class="{kind}" role="img" aria-label="{told}">{number}{drawn}</g>')
        if k < len(scene.told):
            parts.append(_told(scene.told[k], x, top, room))
    told = " ".join(prose.plain(asked) for asked, *_ in scene.questions)
    return Picture(width, height, "".join(parts), told)


def _places(scene, width):
    """(y, lines, x, top, room) of each question, where x, top and room are of its answer; and where all ends."""
    wide, y, found = width >= MIDDLE, 4, []
    for asked, _, _, longest in scene.questions:
        lines = prose.lines(asked, ASKED if wide else width - 34)
        x, top, room = (ANSWERED, y, width - ANSWERED - 6) if wide else (28, y + LINE * len(lines) + 6, width - 34)
        found.append((y, lines, x, top, room))
        tall = LINE * (1 + len(prose.lines(longest, room)))  # so that nothing moves when it is answered
        y = max(y + LINE * len(lines), top + max(tall, 40)) + GAP
    return found, y


def _told(told, x, y, room):
    """What is said to an answer."""
    mark, kind = ("✓", "ok b") if told.right else ("✗", "bad b")
    verdict = f"right: {told.answer}" if told.right else f"you said {told.said}; it is {told.answer}"
    drawn = label(x, y + 18, mark, kind) + prose.svg(verdict, x + 20, y + 18, kind="b")
    for k, line in enumerate(prose.lines(told.words, room)):
        drawn += prose.svg(line, x, y + 18 + LINE * (k + 1))
    words = escape(f"{prose.words(verdict)}. {prose.words(told.words)}")
    return f'<g role="img" aria-label="{words}">{drawn}</g>'


def _controls(told, _asked, kind, options, _longest):
    """Where a question is answered, as HTML. told : what a screen reader calls it."""
    if options or kind == "sign":
        named = dict(enumerate(options, start=1)) if options else SIGNS
        answers = ((f"answer[{key}]", with_symbols(content)) for key, content in named.items())
        return (
            f'<div class="bet" role="group" aria-label="{told}">'
            f"{''.join(button(*one, 'my answer', kind='lamp') for one in answers)}<span></span></div>"
        )
    name, size = ("rows × columns", 15) if kind == "shape" else ("a number", 9)
    field = f'<input data-ref="answer" size="{size}" aria-label="{told}" placeholder="{name}"/>'
    return f'<div class="bet">{field}{button("check", "Commit", "then you see it", kind="main")}<span></span></div>'
