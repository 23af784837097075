"""What the test before and after shows: its questions with their choices, and in the end what to look at again."""

from typing import NamedTuple

from bpkit.notation import spoken
from bpkit.views import prose
from bpkit.views.cells import choice, extent, label, rect
from bpkit.views.grades import document
from bpkit.views.picture import Picture, escape
from bpkit.views.scene import MIDDLE
from bpkit.views.strip import Strip

LETTERS = "abcd"
SIZE, LINE, ROW, GAP = 15, 22, 30, 14  # of a question: its letters, its lines; of its choices; below them
LEFT, PITCH, APART = 36, 100, 24  # where a question begins; from one choice to the next, at least; between columns


class BeforeAfterScene(NamedTuple):
    """items : (question, its four choices) of each. answers : a letter for each, or "-" where nothing is chosen.

    found : None until all is told; then of each wrong answer its number, the question, what was chosen, the name of the
        mistake, its sentence, and the notebook about it.
    """

    items: tuple
    answers: str
    strip: Strip
    form: str = "A"
    found: tuple = None


def before_after_stage(scene, width, live):
    """The questions, or what to look at again, as a Picture."""
    columns = 2 if width >= MIDDLE else 1
    room, bottoms = (width - APART * (columns - 1)) / columns, [4] * columns
    asked = [(k, *item, answer, live) for k, (item, answer) in enumerate(zip(scene.items, scene.answers), 1)]
    draw, blocks = (_item, asked) if scene.found is None else (_found, scene.found)
    parts = []
    for k, block in enumerate(blocks):
        at = k * columns // len(blocks)
        drawn, bottoms[at] = draw(at * (room + APART), bottoms[at], room, *block)
        parts.append(drawn)
    return Picture(width, max(bottoms), "".join(parts), f"Ten questions, form {scene.form}")


def _item(x, y, room, number, question, choices, answer, live):
    """A question with its choices below it, and where it ends."""
    parts = [label(x + LEFT - 12, y + 18, str(number), "b n", "end", SIZE)]
    for line in prose.lines(question, room - LEFT - 4, SIZE):
        parts.append(prose.svg(line, x + LEFT, y + 18, SIZE))
        y += LINE
    told = f"question {number}: {prose.words(question)}"
    parts = [f'<g role="img" aria-label="{escape(told)}">{"".join(parts)}</g>']
    x, y = x + LEFT - 10, y + 4
    for letter, content in zip(LETTERS, choices):
        wide, on = extent(content, SIZE) + 58, letter == answer
        drawn = rect("bg", x, y, wide, ROW, ROW / 2)
        drawn += f'<circle class="hollow" cx="{x + 17:g}" cy="{y + 15:g}" r="6.5"/>'
        drawn += f'<circle class="dot" cx="{x + 17:g}" cy="{y + 15:g}" r="3.5"/>' * on
        drawn += label(x + 30, y + 20.5, letter, "mu", size=SIZE) + label(x + 45, y + 20.5, content, "n", size=SIZE)
        told = f"question {number}, {letter}: {content}"
        parts.append(choice(f"choose[{number}][{letter}]", "code", told, drawn, live=live, on=on))
        x += max(PITCH, wide + 4)
    return "".join(parts), y + ROW + GAP


def _found(x, y, room, number, question, chosen, name, sentence, notebook):
    """What a wrong answer tells, and where it ends."""
    parts = []
    asked, end = f"Question {number}: {question}", f"You chose {chosen}. Look at notebook {notebook}."
    rows = [(name, "b"), (sentence, ""), (asked, "mu"), (end, "mu")]
    for content, kind in rows:
        for line in prose.lines(content, room - LEFT - 4, SIZE):
            parts.append(prose.svg(line, x + LEFT, y + 18, SIZE, kind))
            y += LINE
    told = f"{spoken(f'{name}. {sentence}')} {prose.words(asked)} {spoken(end)}"
    return f'<g role="img" aria-label="{escape(told)}">{"".join(parts)}</g>', y + GAP


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
