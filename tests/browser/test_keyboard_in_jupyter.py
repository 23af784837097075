"""Widgets by keyboard alone, in a real JupyterLab: every stop is reached and acts, all numbers are right then, and no
key is the notebook's."""

import re
from ast import literal_eval

import pytest
from playwright.sync_api import expect

import bpkit
from bpkit import load
from browser import lab
from browser.conftest import wait_for
from browser.plain_numpy import numbers
from browser.screen import MODELS, TURNED_ON, Screen, touch_all, touched

WIDGETS = {
    "explorer": 'Explorer("xor")',
    "planar": 'Explorer("planar")',
    "forward": "ForwardPass()",
    "trainer": 'Trainer("xor", speed=1)',
    "paths": "PathsLab(part=4)",
    "predict": 'Predict("02 sign")',
    "unit": "UnitLab()",
    "output": "OutputErrorLab()",
    "blame": "BlameLab()",
    "stack": 'AccumulateLab("xor", added=1)',
    "decay": 'LambdaLab("xor")',
    "ten": "BeforeAfter()",
    "sweep": "EpsilonLab()",
    "lines": "WrongLineLab(2)",
    "parts": "ShardsLab()",
    "steps": 'Stepper("xor")',
}
DIGITS = {"digits": 'Explorer("digits", (64, 25, 10))', "steps": 'Stepper("digits", (64, 25, 10), position=5)'}
HERE = """() => {
    const node = document.activeElement, view = node.closest(".bpkit-view");
    const { left, top, width, height } = node.getBoundingClientRect();
    return view && {
        view: [...document.querySelectorAll(".bpkit-view")].indexOf(view),
        ref: node.dataset.ref ?? node.className, given: node.dataset.given ?? null, tag: node.tagName,
        number: node.matches("[data-ref]:is(.cell, .edge).comp:not([data-pick])"), off: node.ariaDisabled === "true",
        inSight: top < innerHeight && top + height > 0 && left < innerWidth && left + width > 0,
    };
}"""
SETTLED = f"async () => {{ await ({lab.ANSWERED})(); await ({lab.PAINTED})(); return ({HERE})(); }}"
# In JupyterLab a and b make a cell, d d deletes it, x cuts it, m, y, r and 1 change its type, and J selects more.
NOTEBOOKS_KEYS = ["a", "b", "d", "d", "x", "m", "y", "r", "1", "Shift+J", "z", "c", "v", "o", "0", "0"]
NOTEBOOK = f"""() => {{
    const {{ content }} = {lab.PANEL};
    return [[...content.model.cells].map((cell) => [cell.type, cell.sharedModel.source]), content.mode,
        content.selectedCells.length];
}}"""


def opened(browser, desk, server, widgets):
    """A notebook of them that was run. Half of the time would be painting, if all that changes moved."""
    name = f"{next(iter(widgets))}.ipynb"
    cells = [f"{name} = {code}\n{name}" for name, code in widgets.items()]
    lab.write_notebook(server.root_dir / name, ["from bpkit import *", *cells, "1"])
    notebook = lab.NotebookPage(browser, server, name, desk=desk)
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module")
def kinds():
    """The kinds of stops that all of the notebook's keys were pressed on."""
    return set()


@pytest.fixture(scope="module")
def notebook(browser, desk, jupyter):
    with opened(browser, desk, jupyter(), WIDGETS) as notebook:
        yield notebook
        assert notebook.problems() == []


def view(notebook, name):
    return notebook.page.locator(".bpkit-view").nth(list(WIDGETS).index(name))


def stops(notebook, name):
    """Where the Tab key stops in a widget, from above it to below it."""
    keys, found = notebook.page.keyboard, []
    view(notebook, name).evaluate("""node => {
        const button = document.createElement("button");
        button.id = "above";
        node.before(button);
        button.focus();
    }""")
    keys.press("Tab")
    mine = list(WIDGETS).index(name)
    while (here := notebook.ask(HERE)) and here["view"] == mine and len(found) < 99:
        found.append(here)
        keys.press("Tab")
    notebook.ask("() => document.getElementById('above').remove()")
    return found


def screen(notebook, name):
    cell = 1 + list(WIDGETS).index(name)
    return Screen(notebook, cell, notebook.ask(MODELS)[cell])


def at(seen, ref):
    """The focus on that, as by the keyboard; None where it is not."""
    item = seen.node.query_selector(f'[data-ref="{ref}"]')
    if item is not None:
        seen.page.keyboard.press("Shift")
        item.focus()
    return item


def settled(notebook):
    """Wait for the answer, and see where the focus is: always in a widget."""
    here = notebook.ask(SETTLED)
    assert here, "the focus is lost"
    return here


def press_what_is_the_notebooks(notebook, kinds, here):
    """One such key; on the first stop of each kind, all of them."""
    kind = here["given"] is not None, here["tag"]
    for key in ["b"] if kind in kinds else NOTEBOOKS_KEYS:
        notebook.page.keyboard.press(key)
    kinds.add(kind)


def test_no_widget_is_missing():
    assert {code.partition("(")[0] for code in WIDGETS.values()} == set(bpkit._WIDGETS)


@pytest.mark.parametrize("name", [name for name in WIDGETS if name != "steps"])
def test_every_stop_acts_and_the_focus_stays(notebook, kinds, name):
    keys, before = notebook.page.keyboard, notebook.ask(NOTEBOOK)
    found, seen = stops(notebook, name), screen(notebook, name)
    assert found and all(here["inSight"] for here in found)
    assert len({here["ref"] for here in found}) == len(found) < 99, "the Tab key leads in, on, and out"
    for here in found:
        ref = here["ref"]
        if ref in ("full", "copy", "data"):
            for _ in range(1 + (ref in TURNED_ON)):
                assert touched(seen, "keyboard", ref, here["tag"].lower(), more=None)
            continue
        item = at(seen, ref)
        if item is None:
            continue  # an act before took it away
        press_what_is_the_notebooks(notebook, kinds, here)
        if item.evaluate("node => node.matches('.pt')"):  # it has two values
            keys.press("ArrowUp")
            notebook.page.wait_for_function("([node, was]) => node.dataset.given !== was", arg=[item, here["given"]])
            assert settled(notebook)["ref"] == ref
        elif here["given"]:
            value = item.get_attribute("aria-valuenow")
            keys.press("ArrowUp")
            if item.get_attribute("aria-valuenow") == value:  # it was at its most
                keys.press("ArrowDown")
            assert item.get_attribute("aria-valuenow") != value, f"{ref} by arrows"
            assert settled(notebook)["ref"] == ref
            keys.press("Enter")
            if notebook.ask("() => document.activeElement.matches('input.type')"):
                keys.press("Control+a")
                keys.type(value)
                keys.press("Enter")
                notebook.page.wait_for_function("([node, value]) => node.ariaValueNow === value", arg=[item, value])
                assert settled(notebook)["ref"] == ref
        elif here["number"]:
            keys.press("Enter")
            notebook.page.wait_for_selector(".tip.pin:visible")
            assert settled(notebook)["ref"] == "tip pin"
            keys.press("Escape")
            assert settled(notebook)["ref"] == ref
        elif not here["off"]:
            for _ in range(1 + (ref == "predict")):  # on and off: with it on, each move asks
                keys.press("Enter")
                settled(notebook)
        if ref != "run":
            seen.is_right()
    assert notebook.ask(NOTEBOOK) == before, "no key was the notebook's"


def test_every_kind_of_control_of_the_stepper_acts(notebook):
    """Its stops lead away from what is there."""
    before = notebook.ask(NOTEBOOK)
    touch_all(screen(notebook, "steps"), "keyboard")
    assert notebook.ask(NOTEBOOK) == before


# ---------------------------------------------------------------- the digits: 64 pixels, and matrices as images

# Of all that is given: the ref, and the value.
GIVEN = """view => [...view.querySelectorAll('[data-given][tabindex]')].filter(item => item.checkVisibility()).map(
    item => [item.dataset.ref, parseFloat(item.dataset.given)])"""
FOCUSED = "() => document.activeElement.dataset?.ref ?? document.activeElement.className"
CELL = f"() => [{lab.PANEL}.content.activeCellIndex, {lab.PANEL}.content.mode]"


class Keys:
    """One who has no mouse, at the widget of that name, which is what the cell of that number shows."""

    def __init__(self, notebook, name, cell):
        self.notebook, self.page, self.name = notebook, notebook.page, name
        self.screen = Screen(notebook, cell, notebook.ask(MODELS)[cell])

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self.notebook.ask(FOCUSED)

    def tab_to(self, beginning):
        """From the top of the widget with the Tab key to what begins so."""
        self.screen.node.focus()
        for _ in range(60):
            if (here := self.press("Tab")).startswith(beginning):
                return here
        raise AssertionError(f"Tab does not lead to {beginning}")

    def reaches_what_is_given(self, count):
        """All of it, where the Tab key leads and the arrow keys from there: in JupyterLab, for it is long."""
        if self.notebook.server.app != "jupyterlab":
            return
        self.screen.node.focus()
        found, here = [], self.press("Tab")
        while here not in found and self.screen.node.evaluate("view => view.contains(document.activeElement)"):
            found.append(first := here)
            walks = re.match(r"(a|x|y|row|Theta)\[", here)
            while walks and (here := self.press("ArrowRight")) != first:
                assert here not in found, "the arrow keys lead round"
                found.append(here)
            here = self.press("Tab")
        given = {ref for ref, _ in lab.evaluate(self.screen.node, GIVEN)}
        assert given <= set(found) and len(given) >= count

    def is_at(self, ref):
        """Wait until the focus is there, for the page may not be drawn yet."""
        self.page.wait_for_function(f"ref => ({FOCUSED})() === ref", arg=ref)

    def kernel(self, expression):
        return literal_eval(self.notebook.ask_kernel(expression.replace("it.", f"{self.name}.")))

    def wait(self, expression):
        wait_for(self.notebook, expression.replace("it.", f"{self.name}."))

    def moved(self, ref, expression, *keys):
        """These keys move what has the focus, and the notebook stays where it is."""
        was, cell = self.kernel(expression), self.notebook.ask(CELL)
        for key in keys or ("ArrowUp",):
            self.press(key)
            self.wait(f"{expression} != {was!r}")
            was = self.kernel(expression)
        assert self.notebook.ask(FOCUSED) == ref and self.notebook.ask(CELL) == cell

    def is_right(self):
        """Each number on the page is the one that plain NumPy finds."""
        settled(self.notebook)
        state, data = self.screen.state(), load("digits")
        state["X"], state["Y"] = data.X.copy(), data.Y.copy()
        for t, (x, y) in self.kernel("it.edits").items():
            state["X"][t - 1], state["Y"][t - 1] = x, y
        assert self.screen.wrong(state) == []
        right = numbers(state)
        for ref, value in lab.evaluate(self.screen.node, GIVEN):
            assert abs(value - right[ref]) <= 0.5001e-4, ref


@pytest.fixture(scope="module")
def digits(browser, desk, jupyter, app):
    with opened(browser, desk, jupyter(app), DIGITS) as notebook:
        yield notebook
        assert notebook.problems() == []


def test_the_explorer_of_digits_by_keyboard_alone(digits):
    one, before = Keys(digits, "digits", 1), digits.ask(NOTEBOOK)
    one.reaches_what_is_given(162)
    one.moved(one.tab_to("example"), "it.example", "ArrowUp", "ArrowRight")
    one.moved(
        one.tab_to("lambda_"), "it.lambda_", "ArrowUp", "ArrowRight", "ArrowLeft", "+", "-", "ArrowDown", "ArrowUp"
    )

    assert one.tab_to("x[") == "x[1]"
    assert one.press("ArrowDown", "ArrowDown", "ArrowRight") == "x[18]", "the third row, the second column"
    pixel = "float(it._X[it.example - 1, 17])"
    one.press(" ")
    one.wait(f"{pixel} == 1")
    one.moved("x[18]", pixel, "-", "+")
    one.is_right()

    one.tab_to("row[1]")
    assert one.press("ArrowDown") == "row[1][6]", "the tile below the first one"
    one.press("Enter")
    one.wait("it.row == (1, 6)")
    one.is_at("row[1][6]")
    one.tab_to("Theta[1]")
    assert one.press("Home", "ArrowRight") == "Theta[1][6, 1]"
    one.moved("Theta[1][6, 1]", "float(it.Theta[1][5, 1])", "+")
    assert one.tab_to("seed") == "seed"
    one.moved("seed", "it.seed")
    one.is_right()

    one.press("Control+z", "Control+z")
    one.wait("it.seed == 0 and not it._has_own_weights")
    one.tab_to("reset")
    one.press("Enter")
    one.wait("(it.example, it.lambda_, it.edits) == (1, 0, {})")
    one.tab_to("undo")
    one.press("Enter")
    one.wait("it.example == 3 and it.lambda_ > 0 and 3 in it.edits")

    one.tab_to("predict")
    one.press("Enter")
    one.wait("it.predict")
    one.tab_to("lambda_")
    one.moved("lambda_", "it.lambda_")
    one.tab_to("bet[")
    one.press("Enter")
    one.tab_to("reveal")
    one.press("Enter")
    one.screen.view.locator(".say", has_text="D").wait_for()
    one.is_at("lambda_")
    one.tab_to("predict")
    one.press("Enter")
    one.wait("not it.predict")
    pin_and_leave(one, "J")
    one.tab_to("lambda_")
    one.press(*NOTEBOOKS_KEYS)
    assert digits.ask(NOTEBOOK) == before, "no key was the notebook's"
    one.is_right()


def test_the_stepper_of_digits_by_keyboard_alone(digits):
    one, before = Keys(digits, "steps", 2), digits.ask(NOTEBOOK)
    one.reaches_what_is_given(13)
    one.tab_to("next")
    one.press("Enter")
    one.wait("it.position == 6")
    one.moved("next", "it.position", "ArrowRight", "ArrowLeft")
    one.tab_to("line[")
    assert one.press("Home", "ArrowDown") == "line[1]"
    one.press("Enter")
    one.wait("(it.position, it.example) == (8, 2)")
    one.tab_to("back")
    one.press("Enter", "Enter")
    one.wait("(it.position, it.example) == (6, 1)")
    one.moved(one.tab_to("lambda_"), "it.lambda_", "ArrowUp", "ArrowRight", "ArrowDown")
    ref = one.tab_to("row[1]")
    assert one.press("ArrowDown") == "row[1][6]" != ref
    one.press("Enter")
    one.screen.item("Delta[1][6, 0]").wait_for()
    one.is_at("row[1][6]")
    one.is_right()
    one.press("Control+z")
    one.wait("it.lambda_ == 0")  # keys one after the other are one move
    one.tab_to("reset")
    one.press("Enter")
    one.wait("(it.position, it.lambda_) == (5, 0)")

    one.tab_to("predict")
    one.press("Enter")
    one.wait("it.predict")
    one.tab_to("answer")
    one.page.keyboard.type("0.5")
    one.press("Enter")
    one.wait("it.position == 6")
    one.is_at("answer[next]")
    one.tab_to("predict")
    one.press("Enter")
    one.wait("not it.predict")
    pin_and_leave(one, "delta[3][1]")
    one.tab_to("lambda_")
    one.press(*NOTEBOOKS_KEYS)
    assert digits.ask(NOTEBOOK) == before, "no key was the notebook's"
    one.is_right()


def pin_and_leave(one, ref):
    """Where a number came from: opened, a factor followed, and left again."""
    here = one.tab_to(ref if ref == "J" else "a[")  # the units' stop
    while here != ref:
        here = one.press("ArrowRight")
    one.press("Enter")
    tip = one.page.locator(".tip.pin:visible")
    tip.wait_for()
    assert one.press("Tab") != ref and one.page.evaluate("() => Boolean(document.activeElement.closest('.tip button'))")
    was = tip.inner_text()
    one.press("Enter")
    expect(tip).not_to_have_text(was)
    one.press("Escape")
    tip.wait_for(state="hidden")
    one.is_at(ref)
