"""A question that is answered before something is seen, and what a wrong answer confuses. Nothing is graded or sent."""

import re

from bpkit import _arguments
from bpkit.numbers import Values
from bpkit.questions import QUESTIONS, Question
from bpkit.views import prose
from bpkit.views.cells import short
from bpkit.views.picture import escape
from bpkit.views.predict import SIGNS, PredictScene, Told, predict_page, predict_stage
from bpkit.widgets.live import Checked
from bpkit.widgets.stepper import is_right
from bpkit.widgets.touch import TouchWidget

NEAR = 0.01  # so near to a number, relatively, an answer is right
SHAPE = re.compile(r"\(? *(\S+?) *(?:[×x*,;]| by ) *(\S+?) *\)?", re.IGNORECASE)


class Predict(TouchWidget):
    """Predictions, one after the other: commit, then it is revealed.

    ask : the name of some in bpkit.questions, or a Question of your own, or several. answers : what was said to the
    first ones, as text: "−0.5", "+", "2" for the second option, "25 × 65".
    """

    ask = Checked("00 shapes", lambda _: _check_ask)
    answers = Checked((), lambda self: self._check_answers)

    LAMPS = False
    _numbers = Values()
    _stage = staticmethod(predict_stage)
    _html = staticmethod(predict_page)

    def __init__(self, ask="00 shapes", answers=(), **traits):
        super().__init__(ask=ask, answers=answers, **traits)

    @property
    def questions(self):
        """The Questions, a tuple."""
        return QUESTIONS[self.ask] if isinstance(self.ask, str) else self.ask

    def _compute(self, changed):
        if "ask" in changed and "answers" not in changed:
            self.answers = ()

    def _check_answers(self, name, value):
        most = len(self.questions)
        try:
            given = _arguments.in_order(value)
            if len(given) > most:
                raise TypeError
        except TypeError:
            got = _arguments.brief(value)
            raise ValueError(f"{name} must be a list of at most {most} answers, got {got}.") from None
        answers = tuple(_arguments.text(name, answer) for answer in given)
        for question, answer in zip(self.questions, answers):
            read(question, answer)
        return answers

    def _say(self, answer):
        if len(self.answers) == len(self.questions):
            raise ValueError("there is no question left.")
        self.answers = (*self.answers, str(answer))

    def _move(self, move, value, done, key):
        if move == "answer":
            self._say(value)
        else:
            super()._move(move, value, done, key)

    def _pick_answer(self, answer):
        self._say(answer)

    def _told_of(self, question, answer):
        """What is said to an answer, a Told."""
        said = read(question, answer)
        right = is_it(question, said, question.answer)
        confused = next((why for wrong, why in question.confusions.items() if is_it(question, said, wrong)), "")
        words = question.why if right else f"{confused} {question.why}".strip()
        return Told(right, written(question, said), written(question, question.answer), words)

    def _scene(self):
        told = tuple(self._told_of(question, answer) for question, answer in zip(self.questions, self.answers))
        asked = tuple((one.asked, one.kind, one.options, f"{_longest(one)} {one.why}") for one in self.questions)
        count, right = len(told), sum(one.right for one in told)
        said = "Say it before you see it. Nothing is kept or sent."
        if told:
            last = f"<b>{'Right' if told[-1].right else 'No'}</b>: it is {escape(prose.plain(told[-1].answer))}."
            said = last if len(asked) == 1 else f"{last} So far {right} of {count} right."
        if told and count < len(asked):  # the focus stays where the last one was answered
            said += f'<span class="unseen"> Question {count + 1}: {escape(prose.words(asked[count][0]))}</span>'
        strip = self._strip()._replace(moved="", start=said, can_undo=None)
        return PredictScene(asked, told, strip)

    def _repr_arguments(self):
        return {"ask": self.ask, **({"answers": self.answers} if self.answers else {})}


def _longest(question):
    return max(("", *question.confusions.values()), key=len)


def _check_ask(name, value):
    if isinstance(value, str) and value in QUESTIONS:
        return str(value)
    value = (value,) if isinstance(value, Question) else value
    if isinstance(value, (list, tuple)) and value and all(isinstance(one, Question) for one in value):
        return tuple(value)
    names = ", ".join(map(repr, list(QUESTIONS)[:3]))
    raise ValueError(f"{name} must be a Question, some, or a name such as {names}, got {_arguments.brief(value)}.")


def read(question, answer):
    """An answer in the kind of its question: a float, "+", "−" or "0", an option, or (rows, columns).

    Raises ValueError if it is none.
    """
    kind = question.kind
    if kind == "choice":
        numbers = [str(k) for k in range(1, len(question.options) + 1)]
        return question.options[int(_arguments.one_of(numbers)("your answer", answer)) - 1]
    if kind == "sign":
        return _arguments.one_of(tuple(SIGNS))("your answer", answer.replace("-", "−"))
    if kind == "number":
        return _Number(answer)
    found = SHAPE.fullmatch(answer.strip())
    if not found:
        raise ValueError(f"your answer must be rows × columns, for example 3 × 2, got {_arguments.brief(answer)}.")
    sides = (_arguments.typed_number("your answer", side, "3 × 2") for side in found.groups())
    return tuple(_arguments.whole_number(1)("your answer", int(side) if side % 1 == 0 else side) for side in sides)


class _Number(float):
    """A number that was typed, with the digits that it has."""

    def __new__(cls, text):
        number = super().__new__(cls, _arguments.typed_number("your answer", text, "-0.5"))
        number.text = text
        return number


def is_it(question, said, answer):
    """Whether what was said is that answer: a number within 1 %, or rounded to two digits or more."""
    if question.kind != "number":
        return said == answer
    rounded = len(re.sub(r"\D", "", said.text).lstrip("0")) > 1 and is_right(said.text, answer)
    return abs(said - answer) <= NEAR * abs(answer) or rounded


def written(question, answer):
    """An answer in words."""
    if question.kind == "number":
        return short(float(answer))
    if question.kind == "shape":
        return " × ".join(map(str, answer))
    return SIGNS[answer] if question.kind == "sign" else answer
