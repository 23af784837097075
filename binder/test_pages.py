"""The pages, the slides and the player, opened from the file system in a Chromium for which there is nothing outside.

usage: python -m pytest binder/test_pages.py
"""

import html
import re
import sys
from pathlib import Path

import nbformat
import pytest

BINDER = Path(__file__).parent
sys.path[:0] = [str(BINDER), str(BINDER.parent / "tests" / "browser")]
import build_pages  # noqa: E402
import lab  # noqa: E402

from bpkit import Stepper  # noqa: E402

NAMES = [path.stem for path in build_pages.NOTEBOOKS]
# Of what is seen on a slide: whatever stands further right than it or is cut at its own right edge, as HTML; and the
# smallest type, as a share of the screen's height.
SEEN = """() => {
    const slide = Reveal.getCurrentSlide(), right = slide.getBoundingClientRect().right + 1;
    const wide = one => one.getBoundingClientRect().right > right || one.clientWidth && one.scrollWidth > one.clientWidth + 1;
    const seen = query => [...slide.querySelectorAll(query)].filter(one => one.checkVisibility() && one.textContent.trim());
    const type = seen('p, li, pre, td').map(one => parseFloat(getComputedStyle(one).fontSize));
    return [
        [...slide.querySelectorAll('img'), ...seen('pre, p, li, td, math, h1, h2, h3')].filter(wide).map(one => one.outerHTML),
        Math.min(...type, 99) * (slide.style.zoom || 1) / 720,
        slide.scrollTop + slide.clientHeight >= slide.scrollHeight - 1,
        JSON.stringify(Reveal.getIndices()),
    ];
}"""  # noqa: E501


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    build_pages.main(folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    with lab.chromium("--host-resolver-rules=MAP * ~NOTFOUND") as browser:
        yield browser


@pytest.fixture
def opened(browser, made):
    """Opens a file in a page 1280 pixels wide. Nothing else may be asked for, and nothing may go wrong."""
    pages, asked, wrong = [], [], []

    def opened(name, **options):
        page = browser.new_page(viewport={"width": 1280, "height": 720}, **options)
        pages.append(page)
        page.on("request", lambda request: request.url.startswith("data:") or asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.goto((made / name).as_uri())
        return page

    yield opened
    assert asked == [page.url.partition("#")[0] for page in pages] and not wrong
    for page in pages:
        page.close()


def committed(name):
    return nbformat.read(BINDER.parent / "notebooks" / f"{name}.ipynb", as_version=4).cells


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_all_without_a_program(opened, made, name):
    page = opened(f"{name}.html", java_script_enabled=False)
    cells = committed(name)
    pictures = [
        output.metadata["image/png"]["alt"]
        for cell in cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    images = page.locator("img").all()
    assert [image.get_attribute("alt") for image in images] == pictures
    for image in images:
        assert image.evaluate("one => one.naturalWidth > 300")
        assert image.evaluate("one => one.getBoundingClientRect().right <= innerWidth")
    formulas = sum(cell.source.count("$$") // 2 for cell in cells if cell.cell_type == "markdown")
    assert page.locator("math").count() == formulas and page.locator("merror").count() == 0
    assert "$$" not in page.inner_text("body")
    for link in page.locator("a[href]:not([href^='#']):not([href^='http'])").all():
        assert (made / link.get_attribute("href")).is_file()
    answers = [cell for cell in cells if "answer" in cell.metadata.get("tags", [])]
    assert page.locator("details.answer:not([open])").count() == len(answers)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", NAMES)
def test_slides_run_and_no_line_leaves_them(opened, name):
    page = opened(f"slides/{name}.html")
    page.wait_for_function("window.Reveal?.isReady()")
    seen = set()
    while True:
        too_wide, smallest, at_bottom, slide = page.evaluate(SEEN)
        assert not too_wide, page.url
        assert smallest > 1 / 41, page.url
        seen.add(slide)
        if at_bottom and page.evaluate("Reveal.isLastSlide()"):
            break
        page.keyboard.press("Space")
        assert (page.evaluate(SEEN)[3] != slide) == at_bottom  # nothing is left unseen
    starts = [cell.metadata["slideshow"]["slide_type"] for cell in committed(name)]
    assert len(seen) == sum(kind in ("slide", "subslide") for kind in starts)


def test_the_player_steps_as_the_stepper_does(opened):
    page = opened("stepper.html")
    stepper = Stepper("xor", layer_sizes=(2, 2, 1))
    last = len(stepper.trace) - 1

    def shown():
        (step,) = [one for one in page.locator("#steps > div").all() if one.is_visible()]
        return step.locator("svg").get_attribute("aria-label")

    def expected(position):
        stepper.position = position
        return html.unescape(re.search(r'aria-label="([^"]*)"', stepper._repr_mimebundle_()["image/svg+xml"])[1])

    assert shown() == expected(0) and page.locator("#back").is_disabled()
    page.locator("#next").click()
    assert shown() == expected(1) == page.inner_text("#told")
    page.keyboard.press("ArrowRight")
    assert shown() == expected(2)
    page.locator("#back").click()
    assert shown() == expected(1)
    page.keyboard.press("End")
    assert shown() == expected(last) and page.locator("#next").is_disabled()
    page.locator("#at").press("ArrowLeft")
    assert shown() == expected(last - 1)
    page.locator("#play").click()
    page.wait_for_function(f"document.querySelector('#where').textContent.startsWith('{last + 1} ')")
    assert shown() == expected(last) and "Play" in page.inner_text("#play")
    page.set_viewport_size({"width": 500, "height": 400})  # as an iframe in a narrow column
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
