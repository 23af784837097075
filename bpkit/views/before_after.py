"""What the test before and after shows: its questions with their choices, and in the end what to look at again."""

from typing import NamedTuple

from bpkit.views import prose
from bpkit.views.cells import choice, extent, label, rect
from bpkit.views.grades import document
from bpkit.views.picture import Picture, escape
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

LETTERS = "abcd"
SIZE, LINE, ROW, GAP = 16, 25, 34, 16  # of a question: its letters, its lines; of its choices; below them
LEFT = 40


class BeforeAfterScene(NamedTuple):
    """items : (question, its four choices) of each. answers : a letter for each, or "-" where nothing is chosen.

    found : None until all is told; then of each wrong answer (question, what was chosen, mistake, sentence, notebook).
    """

    items: tuple
    answers: str
    strip: Strip
    form: str = "A"
    found: tuple = None


def before_after_stage(scene, width, live):
    """The questions, or what to look at again, as a Picture."""
    parts, y = [], 4
    if scene.found is None:
        for k, (item, answer) in enumerate(zip(scene.items, scene.answers), 1):
            drawn, y = _item(k, *item, answer, y, width, live)
            parts.append(drawn)
    else:
        for found in scene.found:
            drawn, y = _found(*found, y, width)
            parts.append(drawn)
    return Picture(width, y, "".join(parts), f"Ten questions, form {scene.form}", role="group")


def _item(number, question, choices, answer, y, width, live):
    """A question with its choices below it, and where it ends."""
    parts = [label(LEFT - 14, y + 20, str(number), "b n", "end", SIZE)]
    for line in prose.lines(question, width - LEFT - 6, SIZE):
        parts.append(prose.svg(line, LEFT, y + 20, SIZE))
        y += LINE
    told = f"question {number}: {prose.words(question)}"
    parts = [f'<g role="img" aria-label="{escape(told)}">{"".join(parts)}</g>']
    columns = 4 if width >= MIDDLE else 2
    pitch = (width - LEFT) / columns
    for k, (letter, content) in enumerate(zip(LETTERS, choices)):
        x, top = LEFT - 8 + pitch * (k % columns), y + 5 + ROW * (k // columns)
        on = letter == answer
        drawn = rect("bg", x, top, min(pitch - 12, extent(content, SIZE) + 62), ROW - 4, 15)
        drawn += f'<circle class="hollow" cx="{x + 17:g}" cy="{top + 15:g}" r="6.5"/>'
        drawn += f'<circle class="dot" cx="{x + 17:g}" cy="{top + 15:g}" r="3.5"/>' * on
        drawn += label(x + 30, top + 20.5, letter, "mu", size=SIZE) + label(x + 46, top + 20.5, content, "n", size=SIZE)
        ref = f"choose[{number}][{letter}]"
        parts.append(choice(ref, "code", f"{letter}: {content}", drawn, live=live, on=on))
    y += 5 + ROW * (len(LETTERS) // columns) + GAP
    return "".join(parts), y


def _found(number, chosen, name, sentence, notebook, y, width):
    """What a wrong answer tells, and where it ends."""
    parts = []
    rows = [(name, "b"), (sentence, ""), (f"Question {number}: you chose {chosen}. Look at notebook {notebook}.", "mu")]
    for content, kind in rows:
        for line in prose.lines(content, width - 2 * LEFT, SIZE):
            parts.append(prose.svg(line, LEFT, y + 20, SIZE, kind))
            y += LINE
    told = f"{name}. {sentence} {rows[2][0]}"
    return f'<g role="img" aria-label="{escape(prose.words(told))}">{"".join(parts)}</g>', y + GAP


# ---------------------------------------------------------------- the key


def key_page(forms):
    """The key of the test, as a page. forms : {form: [(question, choices)]}.

    choices : (what it says, its mistake, sentence, notebook) of each, with no mistake where it is right.
    """
    told = "Each wrong answer is what one mistake gives, by the name that the checks give it."
    parts = "".join(f"<h2>Form {form}</h2><ol>{''.join(_key(*item) for item in forms[form])}</ol>" for form in forms)
    return document("Before and after: the key", f'<h1>Before and after: the key</h1><p class="mu">{told}</p>{parts}')


def _key(question, choices):
    rows = ""
    for content, name, sentence, notebook in choices:
        told = f'<span class="mu"><b>{escape(name)}.</b> {escape(sentence)} Notebook {notebook}.</span>'
        rows += f"<li>{escape(content)}: {told}</li>" if name else f'<li class="ok"><b>{escape(content)} ✓</b></li>'
    return f'<li class="item"><p>{escape(prose.plain(question))}</p><ol class="choices">{rows}</ol></li>'
