"""What people met when they tried it, in a real JupyterLab: a hand that clicks ten times, a file of one's own with
decimal commas, and a screen whose colors are the reader's own."""

import numpy as np
import pytest

from bpkit import random_theta
from browser.conftest import wait_for
from browser.plain_numpy import network
from browser.screen import MODELS, Screen
from browser.test_accessibility import unreadable

FILE = """from pathlib import Path
from bpkit import *
Path("flowers.csv").write_text("length;width;species\\n5,1;3,5;setosa\\n7,0;3,2;versicolor\\n"
                               "6,3;3,3;virginica\\n4,9;3,0;setosa\\n")"""
CELLS = {
    "own": 'own = Explorer(DataSet.from_csv("flowers.csv", target="species"))\nown',
    "explorer": 'explorer = Explorer("xor")\nexplorer',
    "stepper": 'stepper = Stepper("xor", position=5, predict=True)\nstepper',
    "trainer": 'trainer = Trainer("xor")\ntrainer',
}
ROWS = [(5.1, 3.5, 0), (7.0, 3.2, 1), (6.3, 3.3, 2), (4.9, 3.0, 0)]  # the file's
GIVEN = (
    "view => [...view.querySelectorAll('[data-given]')].map(one => [one.dataset.ref, parseFloat(one.dataset.given)])"
)
FOCUSED = "() => document.activeElement.closest('.bpkit-view') && document.activeElement.dataset.ref"
PLACES = "view => [...view.querySelectorAll('.stage [data-ref], .strip button')].map(item => [item.dataset.ref, \
item.getBoundingClientRect().x, item.getBoundingClientRect().y])"
IS_EL = "view => { document.querySelectorAll('#el').forEach(one => one.removeAttribute('id')); view.id = 'el'; \
view.scrollIntoView(); }"


@pytest.fixture(scope="module")
def notebook(open_notebook):
    with open_notebook(FILE, *CELLS.values()) as notebook:
        notebook.page.emulate_media(reduced_motion="reduce")
        yield notebook
        assert notebook.problems() == []


def screen(notebook, name):
    cell = 1 + list(CELLS).index(name)
    return Screen(notebook, cell, notebook.ask(MODELS)[cell])


def test_a_file_of_ones_own_with_its_names_and_its_numbers(notebook):
    own = screen(notebook, "own")
    view, X = own.view, np.array([row[:2] for row in ROWS])
    X, Y = (X - X.mean(axis=0)) / X.std(axis=0), np.eye(3)[[row[2] for row in ROWS]]
    sizes = tuple(eval(notebook.ask_kernel("own.layer_sizes")))
    given = {"kind": "Explorer", "Theta": random_theta(sizes, 0), "lambda_": 0.0, "example": 1}
    assert own.settle()
    for moved in (False, True):  # as it is, and with one x moved by a key
        shown = dict(view.evaluate(GIVEN))
        if moved:
            assert shown["x[2]@1"] == pytest.approx(X[0, 1] + 0.1, abs=0.01)
            X[0, 1] = shown["x[2]@1"]
        right = network(given | {"X": X, "Y": Y})
        assert {ref: shown[ref] for ref in shown if ref in right} == pytest.approx(
            {ref: right[ref] for ref in shown if ref in right}, abs=0.5001e-4
        )
        J = float(own.item("J").locator(".v").text_content())
        assert J == pytest.approx(right["J"], abs=0.5001e-4) and len(shown) > 20
        if not moved:
            own.item("x[2]@1").press("ArrowUp")
            assert own.settle()
    assert all(view.get_by_text(name, exact=True).count() for name in ("setosa", "versicolor", "virginica"))
    assert notebook.ask_kernel("own.data_set.feature_names") == "('length', 'width')"


def test_ten_clicks_in_one_place_and_what_an_error_pushes_aside(notebook):
    explorer = screen(notebook, "explorer")
    view, page = explorer.view, notebook.page
    view.evaluate("view => view.scrollIntoView()")
    explorer.item("unit+[2]").hover()
    box = explorer.item("unit+[2]").bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for units in range(3, 13):
        page.mouse.click(*at)
        wait_for(notebook, f"explorer.layer_sizes == (2, {units}, 1)")
        view.locator(f'[data-ref="a[2][{units}]"]').wait_for()
    assert explorer.settle()
    explorer.item("unit-[2]").focus()
    for units in [*range(11, 0, -1), 0]:  # at the last one the layer goes, and the button too
        page.keyboard.press("Enter")
        wait_for(notebook, f"explorer.layer_sizes == {(2, units, 1) if units else (2, 1)}")
        notebook.wait_until_painted()
        assert notebook.ask(FOCUSED), "the focus is not lost"
    assert explorer.settle()
    explorer.item("reset").click()
    wait_for(notebook, "explorer.layer_sizes == (2, 2, 1)")
    view.locator('[data-ref="a[2][2]"]').wait_for()
    page.mouse.move(0, 0)
    places = view.evaluate(PLACES)
    explorer.item("lambda_").press("Enter")
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    view.locator(".say .bad", has_text="must be a number").wait_for()
    assert view.evaluate(PLACES) == places, "no control was pushed aside"
    page.keyboard.press("Escape")


def test_steps_that_are_too_long_are_said_to_be(notebook):
    trainer = screen(notebook, "trainer")
    trainer.item("alpha").press("Enter")
    notebook.page.keyboard.type("1000000")
    notebook.page.keyboard.press("Enter")
    wait_for(notebook, "trainer.alpha == 1e6")
    notebook.ask_kernel("trainer.step(40)")
    trainer.view.locator(".say", has_text="J leaps up and down: the steps are too long.").wait_for()
    assert trainer.settle()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colors", ["none", "active"])
def test_all_text_can_be_read_among_JupyterLabs_own_styles(notebook, theme, colors):
    notebook.set_theme(theme)
    notebook.page.emulate_media(forced_colors=colors, color_scheme=theme, reduced_motion="reduce")
    for name in CELLS:
        screen(notebook, name).view.evaluate(IS_EL)
        notebook.wait_until_painted()
        assert unreadable(notebook.page) == [], name
