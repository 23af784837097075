"""Worksheets, printed by a browser: on A4 and on Letter a page to work on and a page with its key."""

import re

import pytest

from bpkit import __main__ as console
from bpkit.check.worksheet import sheet
from bpkit.views.worksheet import worksheet_page


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("lines", ["3,4,5", "1,2,3,4,5", "1,2", "4", "5,6,7", "6,7"])
def test_a_usual_sheet_is_one_page_and_one_of_key(browser, lines):
    page = browser.new_page()
    page.set_content(worksheet_page([sheet(7, lines)]))
    for paper in ("A4", "Letter"):
        assert pages_of(page.pdf(format=paper, prefer_css_page_size=False)) == 2
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 900})  # 182 mm
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    over = page.evaluate("""[...document.querySelectorAll('.page')].flatMap((sheet) => {
        const right = sheet.getBoundingClientRect().right + 0.5;
        return [...sheet.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > right);
    }).map((one) => one.outerHTML)""")
    assert over == []
    boxes = page.evaluate("""[...document.querySelectorAll('.box div')].map((box) => {
        const free = box.getBoundingClientRect().right - box.lastElementChild.getBoundingClientRect().right;
        return [free, box.getBoundingClientRect().height];
    })""")
    millimeter = 96 / 25.4
    assert boxes and all(free > 16 * millimeter and high > 9 * millimeter for free, high in boxes), boxes
    page.close()


def test_the_command_prints_with_the_browser_that_is_there(tmp_path, capsys, browser):
    path = tmp_path / "sheet of 7.pdf"
    console.main(["worksheet", "--variant", "7", "--out", str(path)])
    assert capsys.readouterr().out == f"{path}: 1 to work out, then its key.\n"
    assert path.read_bytes().startswith(b"%PDF-") and pages_of(path.read_bytes()) == 2
