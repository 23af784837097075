"""Widgets by keyboard alone, in a real JupyterLab: every stop is reached and acts, and no key is the notebook's.

The Stepper, whose stops lead away from what is there, is in test_stepper_in_jupyter.py."""

import lab
import pytest
from playwright.sync_api import expect

WIDGETS = {
    "explorer": 'Explorer("xor")',
    "planar": 'Explorer("planar")',
    "forward": "ForwardPass()",
    "trainer": 'Trainer("xor", speed=1)',
    "unit": "UnitLab()",
    "output": "OutputErrorLab()",
    "blame": "BlameLab()",
    "stack": 'AccumulateLab("xor", added=1)',
    "decay": 'LambdaLab("xor")',
    "ten": "BeforeAfter()",
    "sweep": "EpsilonLab()",
    "lines": "WrongLineLab(2)",
}
HERE = """() => {
    const node = document.activeElement, view = node.closest(".bpkit-view");
    const { left, top, width, height } = node.getBoundingClientRect();
    return view && {
        view: [...document.querySelectorAll(".bpkit-view")].indexOf(view),
        ref: node.dataset.ref ?? node.className, given: node.dataset.given, tag: node.tagName,
        number: node.matches("[data-ref]:is(.cell, .edge).comp:not([data-pick])"), off: node.ariaDisabled === "true",
        inSight: top < innerHeight && top + height > 0 && left < innerWidth && left + width > 0,
    };
}"""
# The kernel answers this after what was sent before; that it rests may be old news.
SETTLED = f"async () => {{ await ({lab.IN_KERNEL})('0'); await ({lab.PAINTED})(); return ({HERE})(); }}"
# In JupyterLab a and b make a cell, d d deletes it, x cuts it, m, y, r and 1 change its type, and J selects more.
NOTEBOOKS_KEYS = ["a", "b", "d", "d", "x", "m", "y", "r", "1", "Shift+J", "z", "c", "v", "o", "0", "0"]
NOTEBOOK = f"""() => {{
    const {{ content }} = {lab.PANEL};
    return [[...content.model.cells].map((cell) => [cell.type, cell.sharedModel.source]), content.mode,
        content.selectedCells.length];
}}"""


@pytest.fixture(scope="module")
def notebook(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebooks")
    cells = ["from bpkit import *", *(f"{name} = {code}\n{name}" for name, code in WIDGETS.items())]
    lab.write_notebook(folder / "keys.ipynb", cells)
    with lab.jupyter(folder) as server, lab.NotebookPage(browser, server, "keys.ipynb") as notebook:
        notebook.page.emulate_media(reduced_motion="reduce")  # half of the time would be painting
        notebook.run_all()
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


def at(notebook, name, ref):
    """The focus on that, as by the keyboard."""
    item = view(notebook, name).locator(f'[data-ref="{ref}"]').first
    notebook.page.keyboard.press("Shift")
    item.focus()
    return item


def settled(notebook):
    """Wait for the answer, and see where the focus is: always in a widget."""
    here = notebook.ask(SETTLED)
    assert here, "the focus is lost"
    return here


def press_all(notebook, kinds, here):
    """The keys that would be the notebook's, on the first stop of each kind."""
    kind = here["given"] is not None, here["tag"]
    if kind not in kinds:
        kinds.add(kind)
        for key in NOTEBOOKS_KEYS:
            notebook.page.keyboard.press(key)


@pytest.mark.parametrize("name", WIDGETS)
def test_every_stop_acts_and_the_focus_stays(notebook, name):
    keys, before, kinds = notebook.page.keyboard, notebook.ask(NOTEBOOK), set()
    found = stops(notebook, name)
    assert found and all(here["inSight"] for here in found)
    assert len({here["ref"] for here in found}) == len(found) < 99, "the Tab key leads in, on, and out"
    for here in found:
        ref = here["ref"]
        if view(notebook, name).locator(f'[data-ref="{ref}"]').count() == 0 or ref in ("full", "copy", "data"):
            continue  # an act before took it away; these three are the browser's
        item = at(notebook, name, ref)
        press_all(notebook, kinds, here)
        if item.evaluate("node => node.matches('.pt')"):  # it has two values
            keys.press("ArrowUp")
            expect(item).not_to_have_attribute("data-given", here["given"])
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
                expect(item).to_have_attribute("aria-valuenow", value)  # by typing
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
    assert notebook.ask(NOTEBOOK) == before, "no key was the notebook's"
