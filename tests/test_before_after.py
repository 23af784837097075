"""The test before and after: its answers against plain formulas, its two forms, the widget, the key and the class."""

import csv
import math
import re
from html import unescape
from xml.etree import ElementTree

import numpy as np
import pytest
from hands import Hand, by_ref, page, said, stage, text, with_class

import bpkit
from bpkit import BeforeAfter, grading, notation
from bpkit import __main__ as console
from bpkit.check import before_after as test
from bpkit.check.catalogue import TABLES
from bpkit.grading import before_after
from bpkit.views import prose

ITEMS = [(form, k) for form in test.FORMS for k in range(test.COUNT)]


def slope(a):
    return a * (1 - a)


def equal(weight, J, steps=200):
    """a of two hidden units that begin equal, for x = (1, 0), after descent by the definition of a derivative."""
    w, X, y = np.full(9, float(weight)), [[0, 0], [0, 1], [1, 0], [1, 1]], J

    def hidden(w, x):
        return [1 / (1 + math.exp(-(w[3 * i] + w[3 * i + 1] * x[0] + w[3 * i + 2] * x[1]))) for i in range(2)]

    def cost(w):
        total = 0
        for x, answer in zip(X, y):
            one, other = hidden(w, x)
            h = 1 / (1 + math.exp(-(w[6] + w[7] * one + w[8] * other)))
            total -= math.log(h if answer else 1 - h) / 4
        return total

    first = hidden(w, (1, 0))
    for _ in range(steps):
        nudges = 1e-5 * np.eye(9)
        w = w - np.array([(cost(w + nudge) - cost(w - nudge)) / 2e-5 for nudge in nudges])
    return first, hidden(w, (1, 0))


# Of each question: from the numbers in it, the right answer, and the wrong ones by the names of their mistakes.
BY_HAND = [
    lambda t: {
        "": t[3] + t[4] * t[6] + t[5] * t[7],
        "the bias weights are left out": t[4] * t[6] + t[5] * t[7],
        "Θ is transposed": t[3] + t[2] * t[6] + t[5] * t[7],
        "the last column of Θ is taken for the bias weights": t[5] + t[3] * t[6] + t[4] * t[7],
    },
    lambda t: {
        "": t[0] - t[1],
        "y − a in place of a − y": t[1] - t[0],
        "g′ at the output": (t[0] - t[1]) * slope(t[0]),
        "the derivative with respect to a in place of z": (t[0] - t[1]) / slope(t[0]),
    },
    lambda t: {
        "": t[1] * t[2],
        "the derivative with respect to a in place of z": t[1] * t[2] * slope(t[0]),
        "y − a in place of a − y": -t[1] * t[2],
        "δ is the error of a": t[1],
    },
    lambda t: {
        "": (t[1] * t[6] + t[4] * t[7]) * slope(t[9]),
        "g′ is forgotten": t[1] * t[6] + t[4] * t[7],
        "(1 − a) is forgotten": (t[1] * t[6] + t[4] * t[7]) * t[9],
        "Θ is not transposed": (t[1] * t[6] + t[2] * t[7]) * slope(t[9]),
    },
    lambda t: {
        "": t[3] * t[6] + t[4] * t[7] + t[5] * t[8],
        "Δ is set to 0 inside the loop": t[5] * t[8],
        "the average over the columns": (t[3] * t[6] + t[4] * t[7] + t[5] * t[8]) / 3,
        "the sums are multiplied": (t[3] + t[4] + t[5]) * (t[6] + t[7] + t[8]),
    },
    lambda t: {
        "": (t[3] + t[5]) / 2,
        "the bias column is regularized too": (t[3] + t[5] + t[1] * t[2]) / 2,
        "the bias column of Δ is left out": 0,
        "the bias gradient is δ times the bias weight": (t[3] + t[5]) / 2 * t[2],
    },
    lambda t: {
        "": (t[1] + t[3] * t[2]) / t[0],
        "(1/m)Δ + λΘ": t[1] / t[0] + t[3] * t[2],
        "1/m is forgotten": t[1] + t[3] * t[2],
        "divided by m twice": (t[1] + t[3] * t[2]) / t[0] ** 2,
    },
    lambda t: {
        "": (t[2] - t[4]) / (2 * t[3]),
        "divided by ε, not by 2ε": (t[2] - t[4]) / t[3],
        "not divided": t[2] - t[4],
        "Δ is handed back in place of D": t[0] * (t[2] - t[4]) / (2 * t[3]),
    },
    lambda t: {
        "": t[0],
        "Θ after a step in place of D": t[0] - t[1] * t[2],
        "a step uphill": t[0] + t[1] * t[2],
        "α is forgotten": t[0] - t[2],
    },
    None,
]


def numbers_in(question):
    """The numbers of a question, without the indices of its mathematics."""
    words = re.sub(r"`[^`]*`|\d-\d-\d", " ", question).replace("−", "-")
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", words)]


@pytest.mark.parametrize("form, k", ITEMS)
def test_each_answer_is_what_its_mistake_gives(form, k):
    item = test.items(form)[k]
    t = numbers_in(item.question)
    if BY_HAND[k]:
        expected = BY_HAND[k](t)
    else:
        first, last = equal(
            t[0], {"OR": [0, 1, 1, 1], "AND": [0, 0, 0, 1]}[re.search("steps on (\\w+)", item.question)[1]]
        )
        assert last[0] == pytest.approx(last[1]) == pytest.approx(t[-2], abs=6e-4)
        expected = {"": last[1], "Θ does not move": first[1], "all Θ equal": 1 - last[0]}
    found = {
        one.mistake.name if one.mistake else "": one.told for one in reversed(item.choices) if "told" not in one.told
    }
    assert found.keys() == expected.keys()
    for name, told in found.items():
        assert float(told.replace("−", "-")) == pytest.approx(expected[name], rel=6e-3, abs=1e-9), name


def test_delta_says_how_the_cost_changes_with_z():
    """Question 3, on a network with that a and that δ."""
    for form in test.FORMS:
        a, delta, step = numbers_in(test.items(form)[2].question)
        out = 0.5
        Theta = {1: np.array([[math.log(a / (1 - a)), 0]]), 2: np.array([[0, delta / out / slope(a)]])}
        Theta[2][0, 0] = -Theta[2][0, 1] * a
        _, layers = bpkit.forward_propagate(Theta, [0])
        assert bpkit.backpropagate_errors(Theta, layers, [0])[2] == pytest.approx(delta)
        moved = {1: Theta[1] + [[step, 0]], 2: Theta[2]}
        change = bpkit.cost(moved, [[0]], [[0]]) - bpkit.cost(Theta, [[0]], [[0]])
        (right,) = (one for one in test.items(form)[2].choices if one.mistake is None)
        assert change == pytest.approx(float(right.told), rel=0.02)


def test_the_names_are_those_of_the_tables():
    rows = {(row.name, row.sentence) for place in TABLES for row in (*place.rows, *place.more)}
    told = {one.mistake for form in test.FORMS for item in test.items(form) for one in item.choices if one.mistake}
    assert [m for m in told if (m.name, m.sentence) not in rows] in (
        [test.AN_ERROR, test.EQUAL],
        [test.EQUAL, test.AN_ERROR],
    )
    assert len({m.name for m in told}) == len(told) > 20
    for m in told:
        assert m.sentence.endswith(".") and m.question.endswith("?")
        assert test.notebook(m) in [f"{k:02}" for k in range(1, 8)]


def digits(told):
    return len(re.sub(r"\D", "", told).lstrip("0"))


def test_the_two_forms_are_equally_hard():
    """The same questions and mistakes, numbers of as many digits and of the same sign, and other numbers."""
    for A, B in zip(*map(test.items, test.FORMS)):
        assert A.question != B.question
        assert re.sub(r"[−\d., ]+|OR|AND", " ", A.question) == re.sub(r"[−\d., ]+|OR|AND", " ", B.question)
        by_name = [{one.mistake and one.mistake.name: one.told for one in item.choices} for item in (A, B)]
        assert by_name[0].keys() == by_name[1].keys()
        for name in by_name[0]:
            one, other = (told[name] for told in by_name)
            assert ("−" in one) == ("−" in other) and abs(digits(one) - digits(other)) <= 1, (one, other)
    for form in test.FORMS:
        letters = [test.LETTERS[[one.mistake for one in item.choices].index(None)] for item in test.items(form)]
        assert all(1 <= letters.count(letter) <= 3 for letter in test.LETTERS), letters


@pytest.mark.parametrize("form, k", ITEMS)
def test_the_four_answers_are_four(form, k):
    told = [one.told for one in test.items(form)[k].choices]
    assert len(set(told)) == len(told) == 4
    values = sorted(float(each.replace("−", "-")) for each in told if "told" not in each)
    assert all(abs(one - other) > 0.03 * max(abs(one), abs(other)) for one, other in zip(values, values[1:]))


# ---------------------------------------------------------------- the widget


def right(form):
    return "".join(test.LETTERS[[one.mistake for one in item.choices].index(None)] for item in test.items(form))


def test_answers_are_chosen_in_the_page_and_nothing_is_told_before_the_end():
    w = BeforeAfter()
    hand = Hand(w)
    assert "0 of 10 answered" in said(w) and by_ref(page(w))["end"].get("aria-disabled") == "true"
    hand.pick("choose[2][c]")
    hand.pick("choose[10][d]")
    assert w.answers == "-c-------d" and "2 of 10 answered" in said(w)
    assert [ref for ref, each in by_ref(page(w)).items() if each.get("aria-pressed") == "true"] == [
        "choose[2][c]", "choose[10][d]",
    ]  # fmt: skip
    for item in test.items("A"):
        for one in item.choices:
            assert one.mistake is None or one.mistake.name not in w._view.html
    hand.pick("choose[2][c]")
    assert w.answers == "---------d", "a second click opens it again"
    hand.send(undo=True)
    assert w.answers == "-c-------d"
    hand.pick("reset")
    assert w.answers == test.OPEN * 10 and repr(BeforeAfter("B", "bda-cab-cd")) == (
        "BeforeAfter(form='B', answers='bda-cab-cd')"
    )


def test_in_the_end_it_says_which_mistake_to_look_at_and_where():
    wrong = "".join("d" if letter == "a" else "a" for letter in right("B"))[:4] + right("B")[4:9] + "-"
    w = BeforeAfter("B", wrong)
    hand = Hand(w)
    hand.pick("end")
    assert said(w).startswith("4 answers to look at again. 1 question left open.")
    written = " ".join(text(stage(w)).replace("\xa0", " ").split())
    read = " ".join(each.get("aria-label", "") for each in stage(w))
    for k, one in test.wrong("B", wrong).items():
        assert one.mistake.name in written and notation.spoken(f"{one.mistake.name}. {one.mistake.sentence}") in read
        assert f"You chose {one.told}. Look at notebook {test.notebook(one.mistake)}." in written
        assert f"Question {k}: {prose.words(test.items('B')[k - 1].question)}" in read
    hand.pick("choose[1][a]")
    assert w.answers == wrong, "what is told is told"
    w.answers = right("B")
    assert len(with_class(stage(w), "code")) == 40
    hand.pick("end")
    assert said(w).strip() == "Each answer is right."


def test_its_picture_holds_all_questions_at_each_width():
    for width in (1085, 1000, 640):
        w = BeforeAfter("B")
        Hand(w).send(width=width)
        picture = stage(w)
        assert float(picture.get("width")) == width and len(with_class(picture, "code")) == 40
        for element in picture.iter("text"):
            assert float(element.get("x")) < width
        ElementTree.fromstring(w._picture().standalone())


@pytest.mark.parametrize("answers", ["", "abcdabcdab-", "abcdabcdae", 7])
def test_what_are_no_ten_letters_is_told(answers):
    w = BeforeAfter()
    with pytest.raises(ValueError, match="^answers must be .*, got "):
        w.answers = answers
    assert w.answers == test.OPEN * 10
    with pytest.raises(ValueError, match="^form must be one of 'A', 'B', got 'C'"):
        BeforeAfter("C")


def test_prose_is_broken_between_words_only():
    content = test.items("A")[3].question
    for room in (200, 400, 900):
        lines = prose.lines(content, room, 16)
        assert " ".join(lines) == content and max(prose.width(line, 16) for line in lines) <= room
    assert prose.plain("Is `δ^{(2)}_{1}` 0?") == "Is δ⁽²⁾₁ 0?"
    assert prose.words("Is `δ^{(2)}_{1}` 0?") == "Is delta 1 of layer 2 0?"
    line = ElementTree.fromstring(prose.svg("Is `δ^{(2)}_{1}` 0?", 0, 0))
    down = [float(each.get("dy", 0)) for each in line.iter("tspan")]
    assert sum(down) == pytest.approx(0, abs=0.01), "it ends on the line on which it began"


# ---------------------------------------------------------------- a class


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Thirty students: a notebook each, or a line in a list; the first ten make one mistake before, three after."""
    folder = tmp_path_factory.mktemp("class")
    slip = test.items("A")[1].choices
    wrong = test.LETTERS[[one.mistake and one.mistake.name for one in slip].index("y − a in place of a − y")]
    A, B = right("A"), right("B")
    before = [A[0] + wrong + A[2:] if k < 10 else A[:9] + "-" for k in range(30)]
    other = test.items("B")[1].choices
    letter = test.LETTERS[[one.mistake and one.mistake.name for one in other].index("y − a in place of a − y")]
    after = [B[0] + letter + B[2:] if k < 3 else B for k in range(30)]
    cell = '{{"cells": [{{"cell_type": "code", "source": "x = 1", "outputs": [{{"text": ["{}\\n", "{}\\n"]}}]}}]}}'
    for k in range(5):
        first, last = BeforeAfter("A"), BeforeAfter("A", before[k])
        (folder / f"s{k:02}.ipynb").write_text(cell.format(first, last), encoding="utf-8")
    lines = [f"s{k:02}, {BeforeAfter('A', before[k])}" for k in range(5, 30)]
    (folder / "first list.txt").write_text("\n".join(["a heading", *lines]), encoding="utf-8")
    (folder / "last.txt").write_text("\n".join(f"s{k:02}: {BeforeAfter('B', after[k])}" for k in range(29)), "utf-8")
    (folder / "s29.txt").write_text(f"{BeforeAfter('B', after[29])}\n", encoding="utf-8")
    return grading.grade(folder)


def test_a_class_is_counted_before_and_after(graded):
    assert sorted(each.student for each in graded.students) == [f"s{k:02}" for k in range(30)]
    assert not any(each.remarks for each in graded.students)
    assert graded.tested == [30, 30] and graded.mistakes == []
    ((row, before, after),) = graded.before_and_after
    assert (row.name, row.where, before, after) == ("y − a in place of a − y", "notebook 02", 10, 3)
    assert row.students == [f"s{k:02}" for k in range(10)] and row.case == 1
    assert "    10      3  y − a in place of a − y (notebook 02)\n    30     30  students" in str(graded)
    assert graded.columns == {f"test {form}": [str(k) for k in range(1, 11)] for form in test.FORMS}
    marks = {each.student: "".join(each.mark("test A", str(k)) for k in range(1, 11)) for each in graded.students}
    assert marks["s03"] == "✓✗✓✓✓✓✓✓✓✓" and marks["s20"] == "✓✓✓✓✓✓✓✓✓·"


def test_its_tables_are_written(graded, tmp_path):
    graded.to_csv(tmp_path / "grades.csv")
    with open(tmp_path / "grades.csv", newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["s01"]["test A"] == "0.9" and rows["s01"]["test A: 2"] == "0" and rows["s20"]["test A: 10"] == ""
    graded.to_html(tmp_path / "grades.html")
    shown = re.sub(r"<[^>]*>", " ", (tmp_path / "grades.html").read_text(encoding="utf-8"))
    assert "y − a in place of a − y 10 3 This is what" in " ".join(shown.split())


def test_what_is_no_answer_counts_for_nothing():
    assert before_after.handed_in("BeforeAfter(form='A', answers='----------')") == {}
    assert before_after.handed_in("BeforeAfter(form='A', answers='abc')") == {}
    assert before_after.handed_in("BeforeAfter(form='C', answers='abcdabcdab')") == {}


def test_the_key_has_each_answer_and_what_each_wrong_one_tells(tmp_path):
    console.main(["key", str(tmp_path / "key.html")])
    markup = (tmp_path / "key.html").read_text(encoding="utf-8")
    shown = unescape(re.sub(r"<[^>]*>", "", markup))
    for form in test.FORMS:
        for item in test.items(form):
            assert prose.plain(item.question) in shown
            for one in item.choices:
                m = one.mistake
                told = f"{one.told}: {m.name}. {m.sentence} Notebook {test.notebook(m)}." if m else f"{one.told} ✓"
                assert told in shown
    assert markup.count("✓") == 20
    with pytest.raises(SystemExit, match="^The key cannot be written: "):
        console.main(["key", str(tmp_path)])
