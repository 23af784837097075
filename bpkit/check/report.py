"""What a check answers: a record that prints as text, shows itself in a notebook, and is true if all is right."""

from dataclasses import dataclass
from html import escape

from bpkit import _arguments


@dataclass(frozen=True)
class Report:
    """The answer to one check.

    function : its name. ok : whether it is right. written : False for a stub. mistake : the catalogue's entry that it
    was recognized as, or None. message : what to tell the learner. notes : remarks that change nothing.
    network : the smallest network on which it fails, written out, where no known mistake was recognized.
    place : where the first wrong number is made, for Stepper.at(report), or None.
    """

    function: str
    ok: bool
    written: bool = True
    mistake: object = None
    message: str = ""
    notes: tuple = ()
    network: str = ""
    place: object = None

    def __bool__(self):
        return self.ok

    def hint(self, number=1):
        """Hint 1 is a question, 2 a pointer, 3 the right line. Empty where no known mistake was recognized."""
        k = _arguments.whole_number(1, 3)("number", number)
        return self.mistake.hints[k - 1] if self.mistake else ""

    def __str__(self):
        parts = [f"{self.function}: {self.message}", *self.notes]
        if self.mistake:
            parts += [f"Hint: {self.hint(1)} (More: .hint(2), .hint(3))"]
        if self.network:
            parts += [self.network]
        if self.place:
            parts += ["Stepper.at(report) shows the step that makes this number."]
        return "\n".join(parts)

    __repr__ = __str__

    def _repr_html_(self):
        mark = "✓" if self.ok else "…" if not self.written else "✗"
        parts = [f"<p><b>{mark} {escape(self.function)}:</b> {escape(self.message)}</p>"]
        parts += [f"<p>{escape(note)}</p>" for note in self.notes]
        if self.mistake:
            asked, pointer, line = map(escape, self.mistake.hints)
            parts.append(
                f"<details><summary>Hint</summary><p>{asked}</p><details><summary>A stronger hint</summary>"
                f"<p>{pointer}</p><details><summary>The line</summary><p>{line}</p></details></details></details>"
            )
        if self.network:
            parts.append(f"<pre>{escape(self.network)}</pre>")
        if self.place:
            parts.append("<p><code>Stepper.at(report)</code> shows the step that makes this number.</p>")
        return f"<div>{''.join(parts)}</div>"


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
