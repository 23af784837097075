"""The View in Python: one message down for a string and its number, and what comes up is checked and never lost."""

import logging

import pytest

from bpkit import Explorer
from bpkit.views.cells import short
from bpkit.widgets.view import View

MOVE = {"move": "Theta[1][1, 2]", "value": 0.5, "seq": 3, "done": False, "key": False}


def handed_on(view, content):
    view._handle_custom_msg(content, [])


@pytest.mark.parametrize(
    "content",
    [
        MOVE,
        MOVE | {"value": "0,5", "done": True},
        MOVE | {"move": "point[7]", "value": [0.12, -0.4]},
        {"paint": [["x[1]", 0], ["x[64]@3", 0.5]], "seq": 1, "done": True},
        {"pick": "row[2]"},
        {"tip": "D[1][1, 2]"},
        {"width": 640},
        {"undo": True},
    ],
)
def test_a_message_is_handed_on(content):
    got = []
    handed_on(View(on=got.append), content)
    assert got == [content]


@pytest.mark.parametrize(
    "content",
    [
        None,
        "pick",
        [],
        {},
        {"pick": 1},
        {"tip": None},
        {"width": 641},
        {"undo": 1},
        {"other": True},
        {k: v for k, v in MOVE.items() if k != "seq"},
        MOVE | {"value": True},
        MOVE | {"value": None},
        MOVE | {"value": float("nan")},
        MOVE | {"value": [1]},
        MOVE | {"value": [1, "2"]},
        MOVE | {"done": 1},
        MOVE | {"move": 7},
        {"paint": [["x[1]", "0"]], "seq": 1, "done": True},
        {"paint": [[1, 0]], "seq": 1, "done": True},
        {"paint": [1], "seq": 1, "done": True},
        {"paint": 1, "seq": 1, "done": True},
    ],
)
def test_a_malformed_message_is_ignored(content):
    got = []
    handed_on(View(on=got.append), content)
    handed_on(View(), content)
    assert got == []


def test_an_error_is_logged_with_its_traceback(caplog):
    def fails(_):
        raise ZeroDivisionError("by zero")

    with caplog.at_level(logging.ERROR, "bpkit"):
        handed_on(View(on=fails), {"pick": "J"})
    assert "by zero" in caplog.text and "Traceback" in caplog.text and "'J'" in caplog.text


def test_a_string_and_its_number_go_down_together(monkeypatch):
    view, sent = View(), []
    monkeypatch.setattr(view, "send_state", lambda key=None: sent.append(set(key)))
    view.show("<p>1</p>", seq=1)
    view.show("<p>1</p>", seq=2)
    view.show("<p>2</p>")
    view.show("<p>3</p>", seq=3, tip=("J", "J = 1"))
    assert sent == [{"html", "seq"}, {"seq"}, {"html"}, {"html", "seq", "tip"}]
    assert (view.html, view.seq, view.tip) == ("<p>3</p>", 3, ("J", "J = 1"))


def test_what_is_in_the_hand_goes_down_with_its_explanation():
    explorer = Explorer("xor", (2, 2, 1))
    ref = MOVE["move"]
    before = short(explorer.Theta[1][0, 2])
    explorer._heard(MOVE)
    assert explorer._view.tip[0] == ref
    assert "0.5" in explorer._view.tip[1] and f"was {before}" in explorer._view.tip[1]


def test_an_answer_goes_down_as_a_message_of_its_own(monkeypatch):
    view, sent = View(), []
    monkeypatch.setattr(view, "send", sent.append)
    view.answer("J", "J = 1")
    assert sent == [{"tip": "J", "html": "J = 1"}]
