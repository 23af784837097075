"""Saved pictures: other programs than a browser draw each number where the browser has it."""

import io

import cairosvg
import numpy as np
import pytest
import resvg_py
from PIL import Image

import bpkit
from browser.lab import evaluate

WIDGETS = {
    "explorer": lambda: moved(bpkit.Explorer("xor", lambda_=1)),
    "explorer_digits": lambda: bpkit.Explorer("digits", example=5),
    "explorer_planar": lambda: bpkit.Explorer("planar"),
    "explorer_deep": lambda: bpkit.Explorer("xor", (2, 3, 2, 1)),
    "forward": lambda: bpkit.ForwardPass("xor"),
    "stepper": lambda: bpkit.Stepper("xor", position=9),
    "stepper_digits": lambda: bpkit.Stepper("digits", position=5),
    "paths": lambda: bpkit.PathsLab(part=3, drawn=4),
    "predict": lambda: bpkit.Predict("03 blame", ("3", "2")),
    "unit": lambda: bpkit.UnitLab(),
    "output": lambda: bpkit.OutputErrorLab(z=-3),
    "blame": lambda: bpkit.BlameLab(),
    "accumulate": lambda: bpkit.AccumulateLab("xor", added=3),
    "lambda": lambda: bpkit.LambdaLab("xor", lambda_=2),
    "before_after": lambda: bpkit.BeforeAfter("A", "bc-----a-d"),
    "epsilon": lambda: bpkit.EpsilonLab(),
    "trainer": lambda: bpkit.Trainer("xor"),
    "wrong_line": lambda: bpkit.WrongLineLab(2),
    "shards": lambda: bpkit.ShardsLab(),
}
BOXES = """() => {
    const texts = [...document.querySelectorAll("svg text")].filter((text) => /\\d/.test(text.textContent));
    return texts.map((text) => {
        const { x, y, width, height } = text.getBoundingClientRect();
        return [text.textContent, x, y, width, height];
    });
}"""
DRAWN = {  # by the program: an SVG as a PNG
    "CairoSVG": lambda svg: cairosvg.svg2png(bytestring=svg.encode()),
    "resvg": lambda svg: bytes(resvg_py.svg_to_bytes(svg_string=svg)),
}


def moved(explorer):
    explorer.lambda_ = 2
    return explorer


def ink(png):
    """How dark each point is, from 0 to 1."""
    return 1 - np.asarray(Image.open(io.BytesIO(png)).convert("L"), float) / 255


def in_box(picture, x, y, w, h):
    """How much ink is in a box and 2 pixels around it."""
    return picture[max(0, int(y) - 2) : int(y + h) + 3, max(0, int(x) - 2) : int(x + w) + 3].sum()


@pytest.mark.parametrize("name", WIDGETS)
def test_other_programs_draw_each_number_where_the_browser_has_it(browser, name):
    svg = WIDGETS[name]()._repr_mimebundle_()["image/svg+xml"]
    assert "var(" not in svg and "foreignObject" not in svg
    page = browser.new_page(viewport={"width": 1300, "height": 1200})
    try:
        page.set_content(f'<body style="margin: 0">{svg}</body>')
        boxes = evaluate(page, BOXES)
        expected = ink(page.locator("svg").first.screenshot())
        page.evaluate("document.querySelectorAll('svg text').forEach((text) => text.remove())")
        without = ink(page.locator("svg").first.screenshot())
    finally:
        page.close()
    assert boxes
    for program, draw in DRAWN.items():
        found = ink(draw(svg))
        assert found.shape == expected.shape
        for text, *box in boxes:
            right, base = in_box(expected, *box), in_box(without, *box)
            # As much ink as in the browser, give or take half of what the number has there.
            assert abs(in_box(found, *box) - right) < 0.5 * (right - base) + 1, (program, text, box)
