"""What a check answers: a record that prints as text, shows itself in a notebook, and is true if all is right."""

from dataclasses import dataclass, field
from html import escape

from bpkit import _arguments

MARK = {True: "✓", False: "✗", None: "·"}
NAMED = {"1–2": "lines 1 and 2", "3": "line 3", "4": "line 4", "5": "line 5"}
BARE = 'style="list-style: none; margin: 0; padding: 0"'
AFTER = ("1–2", "3", "4", "5")  # each is judged on the numbers that those before it gave


def named(line):
    """A key of report.lines, as one says it."""
    return NAMED.get(line, line)


@dataclass(frozen=True)
class Report:
    """The answer to one check.

    function : its name. ok : whether it is right. written : False for a stub. message : what to tell the learner first.
    lines : {"1–2", "3", "4", "5", "1/m", "λ": True, False or None}, of those that the function has; None is not judged.
    mistakes : the known ones that were found, in the algorithm's order, each with line, name, sentence and hints.
    certain : put together again, they give the learner's own numbers everywhere. notes : remarks that change nothing.
    code : the learner's own line where it stopped, and the sizes that met there. network : the smallest network on
    which it fails, written out, where no known mistake was recognized. place : where the first wrong number is made,
    for Stepper.at(report), or None. help : hints for the first line that is wrong, where no mistake has any.
    """

    function: str
    ok: bool
    written: bool = True
    message: str = ""
    lines: dict = field(default_factory=dict)
    mistakes: tuple = ()
    certain: bool = False
    notes: tuple = ()
    code: str = ""
    network: str = ""
    place: object = None
    help: tuple = ("", "", "")

    def __bool__(self):
        return self.ok

    @property
    def mistake(self):
        """The first mistake, or None."""
        return self.mistakes[0] if self.mistakes else None

    def hint(self, number=1):
        """Hint 1 is a question, 2 a pointer, 3 the right line, for the first mistake. Empty where all is right."""
        k = _arguments.whole_number(1, 3)("number", number)
        return (self.mistake.hints if self.mistake else self.help)[k - 1]

    @property
    def _forgiven(self):
        """One sentence on the lines that are right for what a wrong one gives them, or ""."""
        wrong = [line for line in AFTER if self.lines.get(line) is False]
        right = [line for line in AFTER if self.lines.get(line) and wrong and AFTER.index(line) > AFTER.index(wrong[0])]
        if not right:
            return ""
        who, are = ("Line {} is", "it") if len(right) == 1 else ("Lines {} are", "them")
        given = "a" if wrong == ["1–2"] else "δ"
        yours = {"1–2": "lines 1 and 2 give"}.get(wrong[0], f"line {wrong[0]} gives")
        return f"{who.format(' and '.join(right))} right for the {given} that your {yours} {are}."

    @property
    def _tally(self):
        """The lines, each with its mark; "" where there is but one, or none was judged."""
        if len(self.lines) < 2 or not any(value is not None for value in self.lines.values()):
            return ""
        return "   ".join(f"{named(line)} {MARK[value]}" for line, value in self.lines.items())

    @property
    def _parts(self):
        """(as text, as HTML) each: what is said, in its order."""
        mark = "✓" if self.ok else "…" if not self.written else "✗"
        head, message = escape(self.function), escape(self.message)
        yield f"{self.function}: {self.message}", f"<p><b>{mark} {head}:</b> {message}</p>"
        for note in self.notes:
            yield note, f"<p>{escape(note)}</p>"
        if self.code:
            yield self.code, f"<pre>{escape(self.code)}</pre>"
        if self._tally and not self.ok:
            told = [": ".join(filter(None, (named(m.line), f"{m.name}. {m.sentence}"))) for m in self.mistakes]
            parts = [self._line_html(line) for line in self.lines]
            parts += [f"{MARK[False]} {self._mistake_html(m)}" for m in self.mistakes if m.line not in self.lines]
            parts = "".join(f"<li>{part}</li>" for part in parts)
            yield "\n".join(f"  {line}" for line in (self._tally, *told)), f"<ul {BARE}>{parts}</ul>"
        else:
            yield "", "".join(_folded(mistake.hints) for mistake in self.mistakes)
        if self._forgiven:
            yield self._forgiven, f"<p>{escape(self._forgiven)}</p>"
        if self.hint(1):
            yield f"Hint: {self.hint(1)} (More: .hint(2), .hint(3))", "" if self.mistakes else _folded(self.help)
        if self.network:
            yield self.network, f"<pre>{escape(self.network)}</pre>"
        if self.place:
            shows = "shows the step that makes this number."
            yield f"Stepper.at(report) {shows}", f"<p><code>Stepper.at(report)</code> {shows}</p>"

    def _line_html(self, line):
        """A part with its mark, and the mistakes in it."""
        found = [self._mistake_html(mistake) for mistake in self.mistakes if mistake.line == line]
        unjudged = " (not judged)" if self.lines[line] is None else ""
        return f"{MARK[self.lines[line]]} {escape(named(line))}{unjudged}{''.join(found)}"

    def _mistake_html(self, mistake):
        """Folded, but the first: the others may heal with it."""
        opened = " open" if mistake is self.mistake else ""
        return (
            f'<details{opened} style="margin-left: 1.5em"><summary><b>{escape(mistake.name)}</b></summary>'
            f"<p>{escape(mistake.sentence)}</p>{_folded(mistake.hints)}</details>"
        )

    def __str__(self):
        return "\n".join(text for text, _ in self._parts if text)

    __repr__ = __str__

    def _repr_html_(self):
        return f"<div>{''.join(html for _, html in self._parts)}</div>"


def _folded(hints):
    """A hint, and behind it a stronger one, and behind that the line."""
    asked, pointer, line = map(escape, hints)
    return (
        f"<details><summary>Hint</summary><p>{asked}</p><details><summary>A stronger hint</summary>"
        f"<p>{pointer}</p><details><summary>The line</summary><p>{line}</p></details></details></details>"
    )


@dataclass(frozen=True)
class Table:
    """Lines of text with a heading each, as text and as HTML."""

    groups: tuple  # of (heading, lines)

    def __str__(self):
        return "\n\n".join("\n".join([heading, *(f"  {line}" for line in lines)]) for heading, lines in self.groups)

    __repr__ = __str__

    def _repr_html_(self):
        return "".join(
            f"<p><b>{escape(heading)}</b></p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
            for heading, lines in self.groups
        )
