"""What a screen reader is told of each widget: Chromium's accessibility tree, by rules, and as text in trees/.

The tree of a fresh widget is written in full, and of each other state the lines that differ from it. After a change run
this file with BPKIT_TREES=write, and read what Git shows.
"""

import difflib
import os
import re
from itertools import groupby
from pathlib import Path

import pytest

import bpkit
from browser.test_accessibility import STATES, WEIGHT, after, show

TREES = Path(__file__).with_name("trees")
WHOLE = {"button", "spinbutton", "checkbox", "image", "tab", "combobox"}  # nothing inside them is told
NAMED = WHOLE | {"textbox", "group", "list", "SvgRoot", "graphics-document"}
STATED = {"pressed": "true", "checked": "true", "selected": True, "disabled": True, "invalid": "true"}
# A screen reader skips these, or spells them as "black right-pointing small triangle".
UNSPEAKABLE = re.compile("[²³¹⁰-₟ᵀᵢⱼ↶■-◿☐☑✓✗⛶⧉‹›|‖]")
# What is set in a picture, outside of all that has a name, and has no word in it: a number without its owner.
NAMELESS = """() => [...document.querySelectorAll("#el svg text")].filter((text) =>
    !/[A-Za-z]{2}/.test(text.textContent) && text.textContent.trim() &&
    !text.closest("[aria-hidden=true], [role]:not(svg, [role=group], [role=list])")).map((text) => text.textContent)"""

# Chromium tells its screen reader this in place of the value, but not us.
VALUES = "[...el.querySelectorAll('[role=spinbutton]')].map((item) => item.ariaValueText)"


@pytest.fixture(scope="module")
def page(browser, address):
    page = browser.new_page(viewport={"width": 1100, "height": 720})
    page.goto(address)
    yield page
    page.close()


def running(is_on):
    """A Trainer while it runs, or after it has run: it runs too slowly to make a step meanwhile."""
    trainer = bpkit.Trainer("xor", speed=1)
    trainer.running = True
    trainer.running = is_on
    return trainer


NAMED_INPUTS = bpkit.DataSet([[0.5, -1], [1, 0]], [[0], [1]], feature_names=["sepal length", "x₂"], name="own")
MORE = {
    "explorer_fresh": lambda: bpkit.Explorer("xor"),
    "explorer_names": lambda: bpkit.Explorer(NAMED_INPUTS),
    "explorer_row": lambda: after(bpkit.Explorer("xor"), "example[3]"),
    "lambda_fresh": lambda: bpkit.LambdaLab("xor"),
    "epsilon_lambda": lambda: bpkit.EpsilonLab("xor", lambda_=50, exponent=-2),  # where the noise is far below
    "trainer_running": lambda: running(True),
    "wrong_line_checked": lambda: after(bpkit.WrongLineLab(2, bet=4, why=1), "aside[check]"),
    "trainer_batches": lambda: after(bpkit.Trainer("xor"), ("batch", 2)),
    "trainer_stepped": lambda: after(bpkit.Trainer("xor"), "step"),
}
# By file: the fresh widget, and its other states.
READ = {
    "explorer": "explorer_fresh explorer explorer_row explorer_error explorer_asking explorer_revealed explorer_tip"
    " explorer_names",
    "planar": "explorer_planar",
    "digits": "explorer_digits",
    "forward": "forward",
    "stepper": "stepper_start stepper stepper_asking stepper_wrong stepper_end",
    "paths": "paths_hill paths_hills paths_first paths paths_folded",
    "predict": "predict predict_shape predict_said predict_error",
    "unit": "unit unit_error",
    "output": "output output_moved",
    "blame": "blame blame_moved",
    "accumulate": "accumulate accumulate_asking",
    "lambda": "lambda_fresh lambda lambda_asking",
    "before_after": "before_after before_after_told",
    "epsilon": "epsilon epsilon_lambda",
    "trainer": "trainer trainer_running trainer_stepped trainer_batches",
    "shards": "shards shards_moved",
    "wrong_line": "wrong_line wrong_line_chosen wrong_line_again wrong_line_why wrong_line_told wrong_line_checked",
}


def bring(page, name):
    """Bring a widget into that state, in the page."""
    if name == "explorer_error":  # typed, so that the sentence is beside the field
        show(page, bpkit.Explorer("xor"))
        field = page.locator(f'[data-ref="{WEIGHT}"]')
        field.press("Enter")
        page.keyboard.type("half")
        page.keyboard.press("Enter")
        html = STATES[name]()._view.html
        page.evaluate("html => model.update({ html, seq: 1 })", html)
        page.wait_for_selector(".note:visible")
    elif name == "explorer_tip":
        show(page, MORE["explorer_fresh"](), "D[1][1, 1]")
    else:
        show(page, (STATES | MORE)[name]())


class Told:
    """A node of the accessibility tree: role, name, value, description, states; what is in it; the depth."""

    def __init__(self, node, inside, depth):
        of = lambda key: node.get(key, {}).get("value", "")  # noqa: E731
        properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        self.role, self.name, self.more, self.depth = of("role"), of("name").strip(), of("description"), depth
        self.value = of("value")
        self.states = [key for key, value in STATED.items() if properties.get(key) == value]
        self.states += [f"live {properties['live']}"] if properties.get("live", "off") != "off" else []
        self.inside = inside

    def __str__(self):
        value = f" = {self.value}" if self.value not in ("", None) else ""
        more = f" ({self.more})" * bool(self.more and self.role != "image")
        return f"{self.name}{value}{''.join(f' [{state}]' for state in self.states)}{more}"


def tree(page):
    """What is told of the view, in order, as a list of Told."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    view = session.send("Runtime.evaluate", {"expression": "el"})["result"]["objectId"]
    view = session.send("DOM.describeNode", {"objectId": view})["node"]["backendNodeId"]
    session.detach()
    found, texts = [], iter(page.evaluate(VALUES))

    def visit(node, depth):
        role, inside = node.get("role", {}).get("value"), [nodes[k] for k in node["childIds"] if k in nodes]
        if not node.get("ignored") and role not in ("none", "generic", "InlineTextBox", "MenuListPopup"):
            found.append(Told(node, inside, depth))
            if role == "spinbutton":
                found[-1].value = next(texts)
            depth += 1
        for child in [] if role in WHOLE else inside:
            visit(child, depth)

    for child in next(node for node in nodes.values() if node.get("backendDOMNodeId") == view)["childIds"]:
        visit(nodes[child], 0)
    return found


def written(told):
    """A tree as lines: those of one kind that follow each other in one, by their names without the digits."""

    def kind(one):
        if one.role in ("StaticText", "image"):  # a sentence, with what is set in it
            return one.depth, "says", ""
        name = re.sub(r"[−\d.]+|, rose|, fell", "", one.name)
        return one.depth, one.role, "not computed yet" in name or name

    for (depth, role, _), alike in groupby(told, kind):
        said = [f"[{one}]" if one.role == "image" else str(one) for one in alike]
        if role != "says" and len(said) > 4:  # the rules are for all, but enough is written
            said[2:-1] = ["…"]
        yield f"{'  ' * depth}{role}: {(' ' if role == 'says' else ' | ').join(said)}".rstrip()


def wrong(told):
    """What breaks a rule that holds for each tree."""
    for one in told:
        if one.role in NAMED and not one.name:
            yield f"no name: {one.role} {one}"
        if one.name and one.name == one.more:
            yield f"twice: {one.role} {one}"
        if one.role in WHOLE | {"StaticText"} and UNSPEAKABLE.search(one.name):
            yield f"no words: {one.role} {one}"
        uneven = one.name.count("(") != one.name.count(")") or re.search(r" [.,;)]|\( ", one.name)
        if one.role in WHOLE and uneven:
            yield f"brackets or spaces: {one.role} {one}"
        if one.role == "spinbutton" and not re.fullmatch(r"−?\d+(\.\d{1,4})?(e\d+)?", str(one.value)):
            yield f"value: {one.role} {one}"


@pytest.mark.parametrize("name", READ)
def test_what_is_read(page, name):
    fresh, text, problems = None, "", []
    for state in READ[name].split():
        bring(page, state)
        told = tree(page)
        problems += [f"{state}, {problem}" for problem in wrong(told)]
        problems += [f"{state}, nameless: {told}" for told in page.evaluate(NAMELESS)]
        lines = list(written(told))
        change = difflib.unified_diff(fresh or [], lines, n=0, lineterm="") if fresh else lines
        lines_of = [line for line in change if not fresh or not re.match(r"@@|---|\+\+\+", line)]
        fresh = fresh or lines
        text += "\n".join([f"== {state}", *lines_of, ""])
    assert problems == [], "\n".join(problems)
    path = TREES / f"{name}.txt"
    if os.environ.get("BPKIT_TREES") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
