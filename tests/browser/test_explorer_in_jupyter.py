"""The Explorer in a real JupyterLab: what is moved in the picture changes the numbers."""

import time

import numpy as np
import pytest

from bpkit import backpropagation, load, random_theta
from browser import lab

NUMBERS = """prefix => Object.fromEntries([...document.querySelectorAll(`[data-ref^="${prefix}"] .v`)].map(
    text => [text.closest('[data-ref]').dataset.ref, Number(text.textContent.replace('−', '-'))]))"""
FOCUSED = "() => document.activeElement.dataset?.ref"
LIT = "() => document.querySelector('.me')?.dataset.ref"
SIZE = """() => {
    const view = document.querySelector('.bpkit-view');
    return [view.scrollWidth, Math.max(view.offsetHeight, view.scrollHeight)];
}"""


def test_a_key_and_a_typed_number_change_D(browser, jupyter, desk, app):
    with lab.NotebookPage(browser, jupyter(app), "00_start_here.ipynb", desk=desk) as notebook:
        notebook.run_all()
        assert_D_is_right(notebook, lambda_=0)
        notebook.press("ArrowUp", "lambda_")
        wait_for(notebook, "lambda_", "0.2")
        assert_D_is_right(notebook, lambda_=0.2)
        notebook.press("Enter", "lambda_")
        notebook.page.keyboard.type("2,5")
        notebook.page.keyboard.press("Enter")
        wait_for(notebook, "lambda_", "2.5")
        assert notebook.ask(FOCUSED) == "lambda_"
        notebook.wait_until_painted()
        assert_D_is_right(notebook, lambda_=2.5)
        for typed, told in (("−3", "λ must be a number of at least 0"), ("1,234", "may be 1.234 or 1234")):
            notebook.press("Enter", "lambda_")
            field = notebook.page.locator("input.type")
            assert field.input_value() == "2.5", "what the picture shows"
            notebook.page.keyboard.type(typed)
            notebook.page.keyboard.press("Enter")
            notebook.page.locator(".say .bad", has_text=told).wait_for()
            assert field.input_value() == typed and field.get_attribute("aria-invalid") == "true"
            assert_D_is_right(notebook, lambda_=2.5)
            notebook.page.keyboard.press("Escape")
            assert field.count() == 0
        assert notebook.problems() == []


@pytest.fixture(scope="module")
def notebook(open_notebook):
    with open_notebook("from bpkit import Explorer", "explorer = Explorer()\nexplorer") as notebook:
        yield notebook
        assert notebook.problems() == []


@pytest.mark.parametrize("ref", ["Theta[1][1, 2]", "edge[1][1, 2]"])
def test_a_drag_of_200_moves_ends_on_the_right_numbers(notebook, ref):
    notebook.press("Enter", "reset")
    notebook.wait_until_painted()
    moves = int(notebook.ask_kernel("len(explorer._history)"))
    before = random_theta((2, 2, 1), seed=0)[1][0, 2]
    notebook.drag(ref, by=-180, moves=200)
    told = f"from {before:.4f} to {before - 1.8:.4f}".replace("-", "−")
    notebook.page.locator(".say", has_text=told).wait_for()
    notebook.wait_until_painted()
    Theta = random_theta((2, 2, 1), seed=0)
    Theta[1][0, 2] = float(notebook.ask_kernel("float(explorer.Theta[1][0, 2])"))
    assert Theta[1][0, 2] == pytest.approx(before - 1.8, abs=0.5001e-4)
    assert notebook.ask(NUMBERS, "Theta[1]")["Theta[1][1, 2]"] == pytest.approx(Theta[1][0, 2], abs=0.5001e-4)
    assert_D_is_right(notebook, Theta=Theta)
    assert int(notebook.ask_kernel("len(explorer._history)")) == moves + 1


def test_focus_hover_and_a_pinned_answer_survive_100_updates(notebook):
    notebook.press("Enter", "reset")
    notebook.press("Enter", "D[1][1, 2]")
    tip = notebook.page.locator(".tip.pin")
    tip.wait_for()
    notebook.item("J").hover()
    notebook.ask("() => { window.kept = [document.activeElement, document.querySelector('.me')]; }")
    notebook.ask_kernel("[setattr(explorer, 'lambda_', k / 100) for k in range(101)]")
    wait_for(notebook, "lambda_", "1")
    tip.locator("small", has_text="was 0.1305").wait_for()
    assert notebook.ask("() => kept[0] === document.activeElement && kept[1] === document.querySelector('.me')")
    assert notebook.ask("() => document.activeElement.matches('.tip')") and notebook.ask(LIT) == "J"
    assert notebook.ask_kernel("explorer._view.pinned") == "'D[1][1, 2]'"
    notebook.page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    assert notebook.ask(FOCUSED) == "D[1][1, 2]"
    notebook.wait_until_painted()
    assert notebook.ask_kernel("explorer._view.pinned") == "''"


def test_all_of_it_by_keyboard(notebook):
    notebook.press("Enter", "reset")
    notebook.item("predict").focus()
    stops = []
    while (ref := notebook.ask(FOCUSED)) not in stops:
        stops.append(ref)
        notebook.page.keyboard.press("Tab")
    groups = [ref.partition("[")[0] for ref in stops if ref]
    wanted = "predict undo reset copy full data example layer+ a edge seed Theta product Delta D".split()
    assert [ref for k, ref in enumerate(groups) if ref not in groups[:k]][:15] == wanted
    for ref in ("unit+[2]", "unit-[2]", "layer+[1]", "example[2]"):
        notebook.press("Enter", ref)
        notebook.wait_until_painted()
        assert notebook.ask(FOCUSED) == ref
    notebook.press("Control+z", "example[2]")
    notebook.press("Control+z", "example[2]")
    notebook.page.locator(".say", has_text="Undone: ").wait_for()
    notebook.wait_until_painted()
    assert notebook.ask_kernel("(explorer.example, explorer.layer_sizes)") == "(1, (2, 2, 1))"


@pytest.mark.parametrize("width", [1085, 1000])
def test_it_fits_without_scrolling(notebook, width):
    notebook.press("Enter", "reset")
    notebook.ask("width => { document.querySelector('.bpkit-view').parentElement.style.width = `${width}px`; }", width)
    notebook.page.locator(f".bpkit-view svg[width='{width}']").first.wait_for()
    notebook.press("ArrowUp", "lambda_")
    wait_for(notebook, "lambda_", "0.2")
    wide, high = notebook.ask(SIZE)
    assert wide <= width and high <= 600


def test_the_strip_stays_in_sight_when_the_notebook_is_scrolled(notebook):
    tops = notebook.ask("""() => {
        const view = document.querySelector('.bpkit-view'), outer = document.querySelector('.jp-WindowedPanel-outer');
        document.querySelector('.jp-WindowedPanel-inner').style.paddingBottom = '900px';
        const top = outer.getBoundingClientRect().top;
        outer.scrollTop += view.getBoundingClientRect().top - top + 200;
        const of = node => node.getBoundingClientRect().top - top;
        return [of(view), of(view.querySelector('.strip'))];
    }""")
    assert tops == pytest.approx([-200, 0], abs=1)


def test_in_a_narrow_column_the_picture_is_scrolled_within(notebook):
    notebook.ask("() => { document.querySelector('.bpkit-view').parentElement.style.width = '480px'; }")
    notebook.page.locator(".bpkit-view svg[width='640']").first.wait_for()
    notebook.wait_until_painted()
    wide, high = notebook.ask(SIZE)
    assert wide == 480
    assert notebook.ask("() => document.querySelector('.bpkit-view .stage').scrollWidth") == 640


def assert_D_is_right(notebook, Theta=None, lambda_=0):
    """That D on the page is D by bpkit here."""
    data = load("xor")
    D = backpropagation(Theta or random_theta((2, 2, 1), seed=0), data.X, data.Y, lambda_)
    expected = {f"D[{l}][{i + 1}, {j}]": D[l][i, j] for l in D for i, j in np.ndindex(D[l].shape)}
    expected, end = pytest.approx(expected, abs=0.5001e-4), time.monotonic() + 10  # the page shows λ before D is there
    while notebook.ask(NUMBERS, "D[") != expected and time.monotonic() < end:
        notebook.page.wait_for_timeout(20)
    assert notebook.ask(NUMBERS, "D[") == expected


def wait_for(notebook, ref, text):
    notebook.item(ref).locator(".v", has_text=text).wait_for()
    notebook.wait_until_painted()
