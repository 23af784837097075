"""The test before the lessons and after them: ten questions that are answered in the page."""

from bpkit import _arguments
from bpkit.check import before_after as test
from bpkit.numbers import Values
from bpkit.views.before_after import BeforeAfterScene, before_after_stage
from bpkit.views.strip import button
from bpkit.widgets.live import Checked
from bpkit.widgets.touch import TouchWidget

NONE = test.OPEN * test.COUNT


def ten_letters(name, value):
    value = _arguments.text(name, value)
    if len(value) != test.COUNT or set(value) - {*test.LETTERS, test.OPEN}:
        raise ValueError(
            f"{name} must be {test.COUNT} letters from a to d, or - where nothing is chosen, got {value[:40]!r}."
        )
    return value


class BeforeAfter(TouchWidget):
    """Ten questions, of which you choose the answers. In the end it says what to look at again, and in which notebook.

    form : "A", for before the lessons, or "B", with other numbers, for after them. answers : a letter for each, as in
    "bda-cab-cd", with - where nothing is chosen. Nothing is sent: print(test) gives what to hand in.
    """

    form = Checked("A", lambda _: _arguments.one_of(test.FORMS))
    answers = Checked(NONE, lambda _: ten_letters)

    LAMPS = False
    _numbers = Values()
    _stage = staticmethod(before_after_stage)
    _is_told = False  # what to look at again

    def __init__(self, form="A", answers=NONE, **traits):
        super().__init__(form=form, answers=answers, **traits)

    def _compute(self, changed):
        self._is_told = False

    def _pick_choose(self, k, letter):
        """A choice was clicked; that of before is open again."""
        if not self._is_told:
            k -= 1
            answer = test.OPEN if self.answers[k] == letter else letter
            self.answers = self.answers[:k] + answer + self.answers[k + 1 :]

    def _pick_end(self):
        self._is_told = True
        self._draw()

    def _in_words(self, change):
        return "You set form" if change.name == "form" else "You chose an answer"

    def _scene(self):
        asked, found = test.items(self.form), None
        if self._is_told:
            wrong = test.wrong(self.form, self.answers)
            found = [
                (k, asked[k - 1].question, one.told, one.mistake.name, one.mistake.sentence, test.notebook(one.mistake))
                for k, one in wrong.items()
            ]
        items = [(item.question, [one.told for one in item.choices]) for item in asked]
        return BeforeAfterScene(items, self.answers, self._strip(), self.form, found)

    def _strip(self):
        kind = "wide" if test.OPEN in self.answers else "main wide"
        end = button("end", "I am done", "see what to look at again", kind=kind, off=self.answers == NONE)
        undo = None if self._is_told else bool(self._history)
        return super()._strip()._replace(moved="", start=self._said(), can_undo=undo, tools=end * (not self._is_told))

    def _said(self):
        answered = test.COUNT - self.answers.count(test.OPEN)
        if not self._is_told:
            return f"<b>Form {self.form}: {answered} of {test.COUNT} answered.</b> Leave open what you do not know."
        wrong = len(test.wrong(self.form, self.answers))
        left = f" {_arguments.count(test.COUNT - answered, 'question')} left open." * (answered < test.COUNT)
        told = f"{_arguments.count(wrong, 'answer')} to look at again." if wrong else "Each answer is right."
        return f"<b>{told}</b>{left}"
