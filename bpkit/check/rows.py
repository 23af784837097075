"""A mistake is one row in the table of its place: what it is called, what it is, how to help, and what it computes."""

from dataclasses import dataclass, replace

HINTS = "question", "pointer"


@dataclass(frozen=True)
class Row:
    """One mistake. filler : what stands in the place, a small function of the learner's own earlier numbers.

    A right row has no name. where : "", or the part in which alone it stands, as a phrase. number : the one in it.
    written : the right line, where the place has none.
    """

    place: object
    name: str
    sentence: str
    filler: object
    question: str
    pointer: str
    where: str = ""
    number: float = 0.0
    written: str = ""
    key: str = ""  # where it belongs to another line than its place

    def __bool__(self):
        return bool(self.name)

    @property
    def line(self):
        """The key of report.lines."""
        return self.key or self.place.line

    @property
    def hints(self):
        """A question, a pointer, the right line."""
        return self.question, self.pointer, f"The line is: {self.written or self.place.written}"

    def only(self, where):
        """The same row, where it stands in one part alone: "in the hidden layers"."""
        return replace(self, name=f"{self.name} {where}", where=where) if self else self

    def of_J(self):
        """The same row, where the sum over the examples is J, not Δ."""
        told = {key: getattr(self, key).replace("Δ", "J") for key in ("name", "sentence", *HINTS)}
        return replace(self, **{key: words.replace("δaᵀ", "what is new") for key, words in told.items()})

    def times(self, number):
        """The same row with its number: {} in its name and its sentence."""
        shown = f"{abs(number):.3g}"
        said = self.name.format(shown), self.sentence.format(shown)
        return replace(self, name=said[0], sentence=said[1], number=float(shown))


def both(one, other, where, elsewhere):
    """Two rows of one kind, as they are said: as one, if they are the same."""
    return [one] if one == other else [one.only(where), other.only(elsewhere)]


class Place:
    """One place of the algorithm, and all that may stand there: place.rows, the right one first.

    names : of the module, which fillers may use. line : its key in report.lines. written : the line as it must be.
    right : what it takes and what it is, "a, y: a - y"; then a filler is written as it stands there: "y - a". question,
    pointer : hints for rows that have none of their own. A call enters a mistake, and gives its row.
    """

    def __init__(self, names, line, written, right, question, pointer):
        self.line, self.written, self.question, self.pointer = line, written, question, pointer
        self.names, self.takes = names, ""
        if isinstance(right, str):
            self.takes, _, right = right.partition(": ")
        self.right = Row(self, "", "", self.made(right), "", "")
        self.rows = [self.right]
        self.more = []  # what no filler alone finds: it has a number that is measured, or is made of two

    def made(self, filler):
        """A filler, of its text."""
        return eval(f"lambda {self.takes}: {filler}", self.names) if isinstance(filler, str) else filler

    def __call__(self, name, sentence, filler, question="", pointer="", key=""):
        """filler : one, or a list of all that is this mistake."""
        fillers = filler if isinstance(filler, list) else [filler]
        made = [replace(self._row(name, sentence, each, question, pointer), key=key) for each in fillers]
        self.rows += made
        return made[0]

    def apart(self, name, sentence, question="", pointer="", filler=None):
        """A mistake that is found otherwise than by trying all that may stand here."""
        self.more.append(self._row(name, sentence, filler, question, pointer))
        return self.more[-1]

    def _row(self, name, sentence, filler, question, pointer):
        return Row(self, name, sentence, self.made(filler), question or self.question, pointer or self.pointer)

    def again(self, row, filler=None):
        """A mistake that another place has too; of hints it takes those that are the row's own."""
        own = [getattr(self if getattr(row, hint) == getattr(row.place, hint) else row, hint) for hint in HINTS]
        made = self.made(filler) or row.filler
        self.rows.append(replace(row, place=self, filler=made, question=own[0], pointer=own[1], key=""))
        return self.rows[-1]

    def like(self, other, change=lambda filler: filler):
        """All the mistakes of another place may stand here too. change : its filler -> the one here."""
        for row in other.rows[1:]:
            self.again(row, change(row.filler))
