"""Each widget for every eye and ear: axe-core finds nothing, all text can be read, each number says whose it is."""

import io
import re

import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from PIL import Image

import bpkit
from browser.lab import evaluate
from browser.test_layout import STATES as LAID_OUT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WEIGHT = "Theta[1][1, 1]"


def after(widget, *acts):
    """The widget, after a learner has done that: picked a ref, or moved a number, given as (ref, value)."""
    for seq, act in enumerate(acts, start=1):
        message = {"pick": act} if isinstance(act, str) else {"move": act[0], "value": act[1], "done": True, "seq": seq}
        widget._view._receive(None, message, [])
    return widget


STATES = LAID_OUT | {
    "explorer_error": lambda: after(bpkit.Explorer("xor"), (WEIGHT, "half")),
    "explorer_asking": lambda: after(bpkit.Explorer("xor"), "predict", (WEIGHT, 2), "bet[D]"),
    "explorer_revealed": lambda: after(bpkit.Explorer("xor"), "predict", (WEIGHT, 2), "bet[D]", "reveal"),
    "digits_asking": lambda: after(bpkit.Explorer("digits"), "predict", ("lambda_", 2)),
    "stepper_start": lambda: bpkit.Stepper("xor"),
    "stepper_asking": lambda: bpkit.Stepper("xor", position=9, predict=True),
    "stepper_wrong": lambda: after(bpkit.Stepper("xor", position=9, predict=True), ("answer", "7")),
    "stepper_end": lambda: after(bpkit.Stepper("xor"), "last"),
    "output_moved": lambda: after(bpkit.OutputErrorLab(), ("z", 2)),
    "predict_error": lambda: after(bpkit.Predict(), ("answer", "twenty")),
    "unit_error": lambda: after(bpkit.UnitLab(), (WEIGHT, "1e400")),
    "blame_moved": lambda: after(bpkit.BlameLab(), ("delta[3][1]", 0.25)),
    "accumulate_asking": lambda: after(bpkit.AccumulateLab("xor"), "predict", ("added", 2)),
    "wrong_line_chosen": lambda: after(bpkit.WrongLineLab(2), "bet[3]"),
    "wrong_line_again": lambda: after(bpkit.WrongLineLab(2), "bet[3]", "commit", "hint"),
    "wrong_line_why": lambda: bpkit.WrongLineLab(2, bet=4),
    "before_after_told": lambda: after(bpkit.BeforeAfter("B", "aaaaaaaaaa"), "end"),
    "wrong_line_told": lambda: bpkit.WrongLineLab(2, bet=4, why=1),
    "shards_moved": lambda: after(bpkit.ShardsLab(), ("x[1]@17", 0.5)),
    "lambda_asking": lambda: after(bpkit.LambdaLab("xor"), "predict", ("lambda_", 2)),
}
PINNED = {"explorer": "D[1][1, 1]", "explorer_digits": "delta[2][1]", "stepper": "a[1][1]", "lambda": "D[1][1, 1]"}
# Of each text that stands on its own: its words, its box, its color with all that dims it, and the contrast it needs.
# What is veiled is not to be read; what is disabled need not be.
TEXTS = """() => {
    const found = [], letters = (one) => one.nodeType === 3 ? one.data : "";
    for (const node of document.querySelectorAll("#el *:not(title, option)")) {
        const text = [...node.childNodes].map(letters).join("").trim(), style = getComputedStyle(node);
        if (!text || !node.checkVisibility({ visibilityProperty: true })) continue;
        if (node.closest(".unseen, .veil .comp .v, :disabled, [aria-disabled=true]")) continue;
        const range = document.createRange(), svg = node.closest("svg");
        range.selectNodeContents(node);
        const { x, y, right, bottom } = (svg ? node : range).getBoundingClientRect();
        let opacity = 1;
        for (let one = node; one; one = one.parentElement) opacity *= getComputedStyle(one).opacity;
        const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        found.push([text, [x, y, right, bottom], svg ? style.fill : style.color, opacity, isLarge ? 3 : 4.5]);
    }
    return found;
}"""
NO_LETTERS = """
    #el * { -webkit-text-fill-color: transparent !important; forced-color-adjust: none }
    #el :is(text, tspan) { fill: transparent !important }
"""
# Of each element with a data-ref that can have the focus: the ref, whether it is a number, its role and its name. The
# pixels of an image are very many; of each image the first and the last have the focus once, and by that their names.
NAMES = """() => {
    const pixels = [...document.querySelectorAll("#el [data-told]")].flatMap((image) => [...image.children]);
    const ends = pixels.filter((one) => !one.previousElementSibling || !one.nextElementSibling);
    for (const one of ends) one.focus();
    const items = document.querySelectorAll("#el [data-ref]:is([tabindex], button, select, input)");
    axe.setup(document);
    const found = [...items].filter((one) => ends.includes(one) || !pixels.includes(one)).map((one) => [
        one.dataset.ref, one.matches(".cell, .edge, [data-told] *"),
        axe.commons.aria.getRole(one), axe.commons.text.accessibleText(one),
    ]);
    axe.teardown();
    return found;
}"""


@pytest.fixture(scope="module")
def page(browser, address):
    page = browser.new_page(viewport={"width": 1100, "height": 720})
    page.goto(address)
    page.evaluate(AXE_SCRIPT)
    yield page
    page.close()


def show(page, widget, pinned=""):
    page.evaluate("html => { window.end?.(); el.replaceChildren(); start({ html, pinned: '' }) }", widget._view.html)
    if pinned:
        page.evaluate(
            "([pinned, html]) => { model.update({ pinned }); model.message({ tip: pinned, html }) }",
            [pinned, widget._tip(pinned)],
        )
        page.wait_for_selector(".tip.pin:visible")


def turn(page, theme):
    """Light, dark, or the colors that a person chose for the whole system."""
    page.emulate_media(forced_colors="active" if theme == "forced" else "none", reduced_motion="reduce")
    page.evaluate("light => document.body.dataset.jpThemeLight = light", str(theme != "dark").lower())
    page.evaluate("color => document.body.style.background = color", {"dark": "#111"}.get(theme, ""))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_colors_of_the_system_a_digit_and_an_error_stand_out(page, scheme):
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    for theme in ("light", "dark"):  # JupyterLab's makes no difference
        page.evaluate("light => document.body.dataset.jpThemeLight = light", str(theme == "light").lower())
        show(page, STATES["explorer_digits"]())
        shot = page.locator("image.ink").last.screenshot()
        seen = luminance(np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), float)[4:-4, 4:-4])
        assert (seen.max() + 0.05) / (seen.min() + 0.05) > 3
    show(page, STATES["explorer_error"]())
    assert page.locator(".say .bad").evaluate("node => getComputedStyle(node).borderTopStyle") == "solid"
    page.emulate_media(forced_colors="none", color_scheme="light")


def indices(words):
    return set(re.findall(r"\d+", re.sub("^eq2:", "", words)))


def violations(page, rules):
    options = "{ runOnly: rules, resultTypes: ['violations'], preload: false }"
    found = evaluate(page, f"async rules => (await axe.run('#el', {options})).violations", rules)
    return [(one["id"], node["html"][:300], node["failureSummary"]) for one in found for node in one["nodes"]]


def luminance(rgb):
    """As WCAG 2.2 defines it. rgb : from 0 to 255, in the last dimension."""
    share = np.asarray(rgb) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


def unreadable(page):
    """The texts with too little contrast to most of what is painted behind them."""
    texts = evaluate(page, TEXTS)
    style = page.add_style_tag(content=NO_LETTERS)
    ground = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), float)
    style.evaluate("node => node.remove()")
    found = []
    for text, box, color, opacity, needed in texts:
        x, y, right, bottom = box
        rim = (bottom - y) / 4  # of the height of a box letters fill the middle half
        behind = ground[round(y + rim) : round(bottom - rim) + 1, max(0, round(x)) : round(right) + 1].reshape(-1, 3)
        if not behind.size:
            continue
        *rgb, alpha = ([float(part) for part in re.findall(r"[\d.]+", color)] + [1.0])[:4]
        ink = behind + alpha * opacity * (np.array(rgb) - behind)
        both = luminance(ink), luminance(behind)
        contrast = np.percentile((np.maximum(*both) + 0.05) / (np.minimum(*both) + 0.05), 25)
        if contrast < needed:
            found.append((text, color, opacity, round(float(contrast), 2)))
    return found


@pytest.mark.parametrize("name", [*STATES, *(f"{name}, a tip" for name in PINNED)])
def test_everyone_can_use_it(page, name):
    name, _, tip = name.partition(", ")
    widget = STATES[name]()
    assert bool(widget._error) == name.endswith("_error")
    assert (' veil"' in widget._view.html) == (name.endswith("_asking") and "stepper" not in name)
    show(page, widget, PINNED[name] if tip else "")
    turn(page, "light")
    assert violations(page, RULES) == []
    assert unreadable(page) == []
    turn(page, "dark")
    assert unreadable(page) == []
    turn(page, "forced")
    assert unreadable(page) == []
    turn(page, "light")
    names = evaluate(page, NAMES)
    assert [(ref, role, told) for ref, _, role, told in names if not (role and told)] == []
    alone = [told for ref, _, _, told in names if not re.match(r"eq\d?:", ref)]  # an echo is the same number once more
    assert sorted({told for told in alone if alone.count(told) > 1}) == []
    assert [(ref, told) for ref, is_number, _, told in names if is_number and not indices(ref) <= indices(told)] == []


# Of each kind of stop the first one that is in the window: its place among the stops, its kind, and where it is.
KINDS = """() => {
    const found = [], seen = new Set();
    for (const [k, item] of [...el.querySelectorAll(STOP)].entries()) {
        const { left, top, right, bottom } = item.getBoundingClientRect();
        const kind = `${item.nodeName} ${item.getAttribute("class") ?? ""} ${item.dataset.ref.replace(/\\W.*/, "")}`;
        if (seen.has(kind) || item.disabled || top < 0 || bottom > innerHeight || !item.checkVisibility()) continue;
        seen.add(kind);
        found.push([k, kind, [left, top, right, bottom]]);
    }
    return found;
}""".replace("STOP", '"[data-ref]:is([tabindex], button, select, input)"')
AT = "k => [...el.querySelectorAll('[data-ref]:is([tabindex], button, select, input)')][k]"


@pytest.fixture(scope="module")
def known():
    """The kinds of stops that were looked at, in each theme: each once, and not in each widget."""
    return set()


@pytest.mark.parametrize("theme", ["light", "forced"])
@pytest.mark.parametrize(
    "name", ["explorer", "explorer_digits", "stepper", "stepper_digits", "trainer", "before_after", "predict"]
)
def test_where_the_focus_is_can_be_seen(page, known, name, theme):
    turn(page, theme)
    show(page, STATES[name]())
    page.keyboard.press("Shift")  # from now on as by the keyboard
    page.evaluate("document.activeElement.blur()")
    without, unseen = painted(page), []
    for k, kind, (left, top, right, bottom) in evaluate(page, KINDS):
        if (theme, kind) in known:
            continue
        known.add((theme, kind))
        page.evaluate(f"k => ({AT})(k).focus()", k)
        around = np.s_[max(0, int(top) - 6) : int(bottom) + 6, max(0, int(left) - 6) : int(right) + 6]
        changed = np.sum(abs(painted(page)[around] - without[around]) > 40)
        if changed < 30:
            unseen.append((kind, changed))
    assert unseen == []


def painted(page):
    """How light each pixel of the window is."""
    return np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"), float)
