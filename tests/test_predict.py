"""Predict: its answers against numpy and bpkit, what it reads, and what it says to a wrong answer."""

import unicodedata

import numpy as np
import pytest
from hands import Hand, is_a_sentence, page, said, text, with_class

import bpkit
from bpkit import Predict, load, random_theta
from bpkit.questions import QUESTIONS, Question
from bpkit.widgets.predict import is_it, read

ALL = [(name, k, question) for name, questions in QUESTIONS.items() for k, question in enumerate(questions)]
IDS = [f"{name} {k + 1}" for name, k, _ in ALL]


def as_typed(question, answer):
    """An answer as a learner gives it."""
    if question.kind == "choice":
        return str(question.options.index(answer) + 1)
    return " × ".join(map(str, answer)) if question.kind == "shape" else str(answer)


def xor_numbers(sizes=(2, 2, 1), seed=0, lambda_=0):
    """Θ, D, and δ and a of the four examples, from bpkit's functions of the contract."""
    xor, Theta = load("xor"), random_theta(sizes, seed)
    of_each = []
    for x, y in zip(xor.X, xor.Y):
        _, a = bpkit.forward_propagate(Theta, x)
        of_each.append((bpkit.backpropagate_errors(Theta, a, y), a))
    return Theta, bpkit.backpropagation(Theta, xor.X, xor.Y, lambda_), of_each


def by_numpy():
    """The answers, {name: (answer or None, …)}, computed. None: it is a matter of words."""
    shapes = {l: Theta.shape for l, Theta in random_theta((64, 25, 10), 0).items()}
    road = random_theta((3, 5, 5, 4), 0)
    Theta, D, of_each = xor_numbers(lambda_=1)
    Delta = sum(delta[2][0, 0] * a[1][1, 0] for delta, a in of_each)
    Theta5, D5, _ = xor_numbers((2, 3, 1), 5, 2)
    Delta5 = xor_numbers((2, 3, 1), 5)[1][2] * 4
    adder = random_theta((2, 3, 2), 0)
    _, a = bpkit.forward_propagate(adder, [1, 1])
    delta = bpkit.backpropagate_errors(adder, a, [0, 1])
    D6 = xor_numbers(lambda_=2)[1]
    D7, xor = xor_numbers()[1], load("xor")
    J7 = [bpkit.cost({l: Theta[l] - alpha * D7[l] for l in D7}, xor.X, xor.Y) for alpha in (0, 1)]
    classes = np.hstack([1 - xor.Y, xor.Y])
    return {
        "00 shapes": (shapes[1], shapes[2]),
        "00 by hand": (D[2][0, 1], of_each[1][0][2][0, 0]),
        "01 unit": (-(2 * 1 - 1 * 1), None, None),
        "01 sizes": (road[1].shape, road[3].shape, sum(matrix.size for matrix in road.values()), None),
        "02 sign": ("−" if 0.2 - 1 < 0 else "+",),
        "02 by hand": (1 / (1 - 0.9), 0.9 * (1 - 0.9), 0.9 - 0),
        "03 blame": (
            f"output {int(np.flatnonzero(bpkit.BlameLab.Theta[:, 2] == 0)[0]) + 1}",
            None,
            bpkit.BlameLab(unit=1, unit_a=0.9).delta,
            bpkit.BlameLab(unit=0).delta,
        ),
        "03 by hand": (adder[2][0, 1] * delta[3][0, 0], delta[2][0, 0]),
        "04 by hand": (Delta,),
        "05 by hand": (D5[2][0, 3], D5[2][0, 0], -Delta5[0, 3] / Theta5[2][0, 3]),
        "05 twice": (None,),
        "06 by hand": (D6[2][0, 1],),
        "06 smaller": (10, 100),
        "06 cost": (2 * sum(matrix.size for matrix in random_theta((64, 25, 10), 0).values()),),
        "07 by hand": (None, D7[2][0, 0], Theta[2][0, 0] - D7[2][0, 0], f"{J7[0] - J7[1]:.4f}"),
        "08 by hand": (bpkit.backpropagation(adder, xor.X, classes)[2][1, 0],),
        "08 no line": (None, None, None),
    }


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answers_are_right(name):
    found = by_numpy()[name]
    assert len(found) == len(QUESTIONS[name])
    for question, answer in zip(QUESTIONS[name], found):
        if question.kind == "number":
            assert question.answer == pytest.approx(answer, abs=0.002 * abs(answer) + 5e-5)
        elif answer is not None:
            assert question.answer == answer


def test_the_numbers_that_are_given_are_right():
    xor, Theta = load("xor"), random_theta((2, 3, 2), 0)
    _, a = bpkit.forward_propagate(Theta, xor.X.T)
    given = f"{', '.join(f'{one:.4f}' for one in a[3][1])}; y₂ is {', '.join(f'{y:g}' for y in xor.Y[:, 0])}"
    assert given in QUESTIONS["08 by hand"][0].asked
    J = bpkit.cost(random_theta((2, 2, 1), 0), xor.X, xor.Y)
    assert f"J is {J:.4f}," in QUESTIONS["07 by hand"][3].asked


@pytest.mark.parametrize("name, k, question", ALL, ids=IDS)
def test_each_answer_that_is_foreseen_is_told_apart(name, k, question):
    answer = as_typed(question, question.answer)
    assert is_it(question, read(question, answer), question.answer)
    assert question.why.endswith(".") and (question.kind == "choice") == bool(question.options)
    for wrong, why in question.confusions.items():
        typed = as_typed(question, wrong)
        assert not is_it(question, read(question, typed), question.answer)
        lab = Predict(Question(*question), [typed])
        told = squeezed("".join(with_class(page(lab), "stage")[0].itertext()))
        assert squeezed(why) in told and "yousaid" in told and said(lab).startswith("No: it is")


def squeezed(content):
    """Its letters alone, on one line with their indices."""
    return "".join(unicodedata.normalize("NFKC", content.replace("`", "")).split())


@pytest.mark.parametrize(
    "name, answer, right",
    [
        ("01 unit", "−1", True), ("01 unit", "-1,0", True), ("01 unit", "1", False), ("05 by hand", "0,025", True),
        ("05 by hand", "0.02478", True), ("05 by hand", "0.02", False), ("06 cost", "3 770", True),
        ("04 by hand", "0.0111", True), ("04 by hand", "0", False), ("02 sign", "-", True), ("02 sign", "+", False),
        ("00 shapes", "25x65", True), ("00 shapes", "(25, 65)", True), ("00 shapes", "25 × 65", True),
        ("00 shapes", "65 × 25", False), ("00 shapes", "25 by 65", True), ("03 blame", "3", True),
    ],
)  # fmt: skip
def test_it_reads_what_people_type(name, answer, right):
    lab = Predict(name)
    Hand(lab).move("answer", answer)
    assert lab.answers == (answer,)
    assert said(lab).startswith("Right" if right else "No")


@pytest.mark.parametrize(
    "name, answer",
    [("01 unit", "much"), ("01 unit", ""), ("00 shapes", "25"), ("00 shapes", "2.5 × 3"), ("00 shapes", "0 × 3")],
)
def test_what_cannot_be_read_is_said_beside_the_field_and_is_no_answer(name, answer):
    lab = Predict(name)
    Hand(lab).move("answer", answer)
    assert lab.answers == () and is_a_sentence(lab._error) and lab._error.startswith("your answer must be")
    assert 'data-ref="answer"' in lab._view.html


def test_questions_are_asked_one_after_the_other_and_no_answer_is_read_before_it_is_given():
    lab = Predict("01 unit")
    hand = Hand(lab)
    for k, answer in enumerate(("-1", 2, 1)):
        assert (k == 0) == ("come down" not in lab._view.html)
        later = [text(element) for element in with_class(page(lab), "later")]
        assert len(later) == 2 - k
        hand.move("answer", answer) if k == 0 else hand.pick(f"answer[{answer}]")
    assert "3 of 3 right" in said(lab) and 'data-ref="answer' not in lab._view.html
    hand.pick("answer[1]")
    assert len(lab.answers) == 3 and "no question left" in lab._error
    hand.pick("reset")
    assert lab.answers == ()


@pytest.mark.parametrize("width", [640, 1000, 1085])
@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_moves_when_it_is_answered(name, width):
    heights = set()
    for k in range(len(QUESTIONS[name]) + 1):
        lab = Predict(name, [as_typed(one, one.answer) for one in QUESTIONS[name][:k]])
        lab._view._receive(None, {"width": width}, [])
        heights.add(with_class(page(lab), "stage")[0].find("svg").get("height"))
    assert len(heights) == 1


@pytest.mark.parametrize(
    "ask, answers",
    [
        ("nothing", ()),
        (4, ()),
        ((), ()),
        ("02 sign", "+"),
        ("02 sign", ("1",)),
        ("02 sign", ("+", "+")),
        ("01 unit", (1,)),
        ("01 unit", np.array(0.5)),
        ("01 unit", 5),
        ("01 unit", {"-1"}),
        ("01 unit", {"1": 1}),
        ("01 unit", b"1"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_in_a_sentence(ask, answers):
    with pytest.raises(ValueError) as found:
        Predict(ask, answers)
    assert is_a_sentence(str(found.value))


def test_a_question_of_ones_own_and_its_code():
    own = Question("What is `1 + 1`?", "number", 2, "Two.", {11: "That is text."})
    lab = Predict(own, ["11"])
    assert "That is text. Two." in "".join(page(lab).itertext()).replace("\xa0", " ")
    assert eval(repr(lab))._view.html == lab._view.html
    assert repr(Predict("02 sign")) == "Predict(ask='02 sign')"
