"""Each widget at each width it is laid out for: nothing is cut, no text lies on another, a projector shows it all."""

import pytest

import bpkit
from bpkit.views.picture import STYLE
from bpkit.widgets.view import WIDTHS
from browser.lab import evaluate
from browser.test_saved_pictures import WIDGETS, moved

FLOWERS = bpkit.DataSet(
    [[5.1, 3.5, -1.4], [7, 3.2, 4.7]], [[1, 0], [0, 1]], name="flowers",
    feature_names=["sepal length (cm)", "width", "a very, very long name"], class_names=["setosa", "versicolor"],
)  # fmt: skip
STATES = WIDGETS | {
    "paths_hill": lambda: bpkit.PathsLab(),
    "paths_hills": lambda: bpkit.PathsLab(part=2),
    "paths_first": lambda: bpkit.PathsLab(part=3),
    "paths_folded": lambda: bpkit.PathsLab(part=4, folds=1, layers=40, units=100),
    "predict_shape": lambda: bpkit.Predict("00 shapes", ("25 x 64",)),
    "predict_said": lambda: bpkit.Predict("01 unit", ("-2", "4", "2")),
    "unit_far": lambda: bpkit.UnitLab(bias=6, weight_1=6, weight_2=6, x_1=2, x_2=2),
    "unit_near": lambda: bpkit.UnitLab(bias=-1.5, weight_1=0.25, weight_2=0),
    "output_top": lambda: bpkit.OutputErrorLab(z=-8),
    "output_flat": lambda: bpkit.OutputErrorLab(z=-2.25),
    "output_half": lambda: bpkit.OutputErrorLab(z=8, y=0.5),
    "blame_bias": lambda: bpkit.BlameLab(unit=0),
    "blame_left": lambda: bpkit.BlameLab(unit=3, delta_1=1, delta_2=-1, delta_3=-1, a_3=0.97),
    "accumulate_all": lambda: bpkit.AccumulateLab("xor", layer=2, added=4, entry=(1, 2)),
    "accumulate_deep": lambda: bpkit.AccumulateLab("xor", (2, 5, 3, 1), layer=2, added=3),
    "accumulate_digits": lambda: bpkit.AccumulateLab("digits", added=30, entry=(3, 20)),
    "forward_deep": lambda: bpkit.ForwardPass("xor", (2, 3, 2, 1)),
    "lambda_moved": lambda: moved(bpkit.LambdaLab("xor", (2, 3, 1), 5, layer=2)),
    "lambda_large": lambda: bpkit.LambdaLab("xor", (2, 3, 1), 1e6),
    "epsilon_lambda": lambda: bpkit.EpsilonLab("xor", lambda_=50),
    "nothing_wrong": lambda: bpkit.WrongLineLab(5, bet="all right"),
    "before_the_loop": lambda: bpkit.WrongLineLab(29, bet=1),
    "trainer_digits": lambda: bpkit.Trainer("digits"),
    "lambda_digits": lambda: bpkit.LambdaLab("digits", lambda_=30),
    "explorer_names": lambda: bpkit.Explorer(FLOWERS, (3, 4, 2, 2)),
    "explorer_few_names": lambda: bpkit.Explorer(FLOWERS, (3, 2, 2)),
    "forward_names": lambda: bpkit.ForwardPass(FLOWERS, (3, 4, 2, 2)),
    "stepper_names": lambda: bpkit.Stepper(FLOWERS, (3, 2, 2), position=4),
    "shards_many": lambda: bpkit.ShardsLab(shards=8),
    "both_listings": lambda: bpkit.WrongLineLab(29, bet=1, why=1),
}
MOVES = {  # what marks many numbers, also those with a word close before them
    "explorer": [("lambda_", 1)],
    "explorer_digits": [("lambda_", 1)],
    "explorer_deep": [("Theta[1][1, 2]", 0.9)],
    "forward": [("x[1]@1", 1)],
    "unit": [("Theta[1][1, 1]", -3.5)],
    "output": [("z", -5)],
    "blame": [("delta[3][1]", -0.9)],
    "accumulate": [("x[1]@1", 1)],
    "accumulate_all": [("added", 2)],
    "accumulate_deep": [("x[1]@1", 1)],
    "lambda": [("lambda_", 4.4)],
    "epsilon": [("lambda_", 4.4)],
    "trainer": [("alpha", 2.25), ("lambda_", 0.25), ("batch", 2)],
}
PAGE = """<style>{style}</style><body style="margin: 0"
    data-jp-theme-light="true"><div class="bpkit bpkit-view" style="width: {width}px">{html}</div>"""
BOXES = """() => {
    const texts = [...document.querySelectorAll("svg text")].filter((text) => text.textContent.trim());
    return texts.map((text) => {
        const { x, y, right, bottom } = text.getBoundingClientRect();
        const svg = text.ownerSVGElement.getBoundingClientRect();
        const isCut = x < svg.x - 1 || y < svg.y - 4 || right > svg.right + 1 || bottom > svg.bottom + 4;
        return [text.textContent, x, y, right, bottom, isCut];
    });
}"""
MARKS = """() => [...document.querySelectorAll(".stage path.chg")].map((mark) => {
    const { x, y, right, bottom } = mark.getBoundingClientRect();
    return ["a mark", x, y, right, bottom, false];
})"""
LEFTS = """() => {
    const left = (of) => {
        const range = document.createRange();
        range.selectNodeContents(of);
        return range.getBoundingClientRect().left;
    };
    const [said, predict] = ["say > span", "slot:not(.main)"].map((one) => document.querySelector(`.strip .${one}`));
    const outlines = [...document.querySelectorAll(".unit:not(.bias) rect.body")];
    return [said && left(said), predict && left(predict), outlines.map((one) => one.getBoundingClientRect().left)];
}"""
STAGE = """() => {
    const { top, bottom } = document.querySelector(".stage > svg").getBoundingClientRect();
    return [top, bottom];
}"""
RIGHTS = """() => {
    const boxes = [...document.querySelectorAll(".stage *:not(:has(*))")].map((one) => one.getBoundingClientRect());
    return boxes.filter(({ height }) => height < 60).map(({ top, right }) => [top, right]);
}"""
SIZE = """() => {
    const { scrollWidth, offsetHeight } = document.querySelector(".bpkit-view");
    return [scrollWidth, offsetHeight];
}"""
# What of the words and buttons above a picture is cut, or lies on another, in a window of that width; where one has to
# scroll sideways to read. A picture may be scrolled within.
CUT = """() => {
    const words = [...el.querySelectorAll(".strip *, .bar *, .says *, .tip *")].filter((one) =>
        one.checkVisibility() && !one.closest("svg, .unseen"));
    const buttons = [...el.querySelectorAll(":is(.strip, .bar, .says) :is(button, select)")];
    const box = (one) => one.getBoundingClientRect(), told = (one) => one.textContent || one.title;
    const meet = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left) + 1 &&
        Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top) + 1;
    return [
        ...words.filter((one) => box(one).right > innerWidth + 1 || box(one).left < -1).map(told),
        ...buttons.filter((a) => buttons.some((b) => a !== b && meet(box(a), box(b)))).map(told),
        ...(document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : []),
    ];
}"""
ZOOMED = {"200 %": (640, 360), "400 %": (320, 256)}  # the CSS pixels that are left of 1280 × 720 and of 1280 × 1024
READ_ZOOMED = (*WIDGETS, "accumulate_all", "nothing_wrong")
LOW = 600  # of a window of 1280 × 720 JupyterLab leaves 1085 × 600


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", STATES)
def test_nothing_is_cut_and_no_text_lies_on_another(page, name, width):
    widget = STATES[name]()
    widget._view._receive(None, {"width": width}, [])
    page.set_content(PAGE.format(style=STYLE, width=width, html=widget._view.html))
    wide, high = page.evaluate(SIZE)
    assert wide <= width
    assert high <= LOW or width < 1000
    boxes = evaluate(page, BOXES)
    assert [told for told, *_, is_cut in boxes if is_cut] == []
    assert [(one[0], other[0]) for k, one in enumerate(boxes) for other in boxes[:k] if overlap(one, other)] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", MOVES)
def test_what_changed_is_marked_beside_all_text(page, name, width):
    widget = STATES[name]()
    widget._view._receive(None, {"width": width}, [])
    for move in MOVES[name]:
        widget._view._receive(None, {"move": move[0], "value": move[1], "seq": 1, "done": True}, [])
        page.set_content(PAGE.format(style=STYLE, width=width, html=widget._view.html))
        marks, boxes = evaluate(page, MARKS), evaluate(page, BOXES)
        assert marks
        assert [text[0] for text in boxes for mark in marks if overlap(mark, text)] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", MOVES)
def test_nothing_jumps_when_a_number_is_moved(page, name, width):
    """What the sentence says of a move takes no line more than what it said before."""
    widget, highs = STATES[name](), []
    widget._view._receive(None, {"width": width}, [])
    for move in [None, *MOVES[name]]:
        if move:
            widget._view._receive(None, {"move": move[0], "value": move[1], "seq": 1, "done": True}, [])
        page.set_content(PAGE.format(style=STYLE, width=width, html=widget._view.html))
        highs.append(page.evaluate(SIZE)[1])
    assert len(set(highs)) == 1


@pytest.mark.parametrize("name", WIDGETS)
def test_in_a_narrow_window_all_begins_at_the_left_edge_and_none_is_cut_there(page, name):
    widget = WIDGETS[name]()
    widget._view._receive(None, {"width": 640}, [])
    page.set_content(PAGE.format(style=STYLE, width=640, html=widget._view.html))
    said, predict, outlines = page.evaluate(LEFTS)
    assert predict is None or predict == pytest.approx(said, abs=1)
    assert [left for left in outlines if left < 1] == []  # half a stroke is outside


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["shards", "unit", "unit_far", "unit_near", "blame", "blame_left"])
def test_a_number_stands_close_behind_its_equals_sign(page, name, width):
    widget = STATES[name]()
    widget._view._receive(None, {"width": width}, [])
    page.set_content(PAGE.format(style=STYLE, width=width, html=widget._view.html))
    boxes, gaps = evaluate(page, BOXES), {}
    for told, _, top, right, bottom, _ in boxes:
        if told.rstrip().endswith("="):
            middle = (top + bottom) / 2
            gaps[told] = min(x - right for _, x, y, _, low, _ in boxes if x > right and y < middle < low)
    most = 20 if name == "shards" else 40  # there none is below another, with which it ends
    assert len(gaps) > 1 and all(4 < gap < most for gap in gaps.values()), gaps


@pytest.mark.parametrize(
    "name, most", [("lambda", 200), ("lambda_moved", 200), ("epsilon", 200), ("trainer", 330), ("trainer_digits", 330)]
)
def test_in_a_narrow_window_the_room_at_the_right_is_used(page, name, most):
    """Something stands there in each part of the picture that is so high; a curve that is yet to come has an axis."""
    widget = STATES[name]()
    widget._view._receive(None, {"width": 640}, [])
    page.set_content(PAGE.format(style=STYLE, width=640, html=widget._view.html))
    top, bottom = page.evaluate(STAGE)
    ends = [top, *sorted(y for y, right in evaluate(page, RIGHTS) if right > 560 and y > top), bottom]
    assert max(low - high for high, low in zip(ends, ends[1:])) < most


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("data", ["xor", "digits"])
def test_the_key_for_the_next_question_stands_still(page, data, width):
    stepper, places = bpkit.Stepper(data, predict=True), set()
    stepper._view._receive(None, {"width": width}, [])
    for _ in range(16):  # of digits, all lines of two examples
        stepper._view._receive(None, {"pick": "answer[+]"}, [])
        page.set_content(PAGE.format(style=STYLE, width=width, html=stepper._view.html))
        box = page.locator("[data-ref='answer[next]']").bounding_box()
        places.add((box["x"], round(box["y"])))
        stepper._view._receive(None, {"pick": "answer[next]"}, [])
    assert len(places) == 1


def overlap(one, other):
    """Whether two texts lie on each other. Of the height of a box letters fill the middle half."""
    (_, *start, right1, bottom1, _), (_, x2, y2, right2, bottom2, _) = one, other
    x1, y1 = start
    across = min(right1, right2) - max(x1, x2)
    rim1, rim2 = (bottom1 - y1) / 4, (bottom2 - y2) / 4
    down = min(bottom1 - rim1, bottom2 - rim2) - max(y1 + rim1, y2 + rim2)
    return across > 1 and down > 1


@pytest.mark.parametrize("zoom", ZOOMED)
def test_enlarged_it_is_read_without_scrolling_sideways(browser, address, zoom):
    wide, high = ZOOMED[zoom]
    page = browser.new_page(viewport={"width": wide, "height": high})
    try:
        page.goto(address)
        page.add_style_tag(content="#room { width: 100% !important }")
        for name in READ_ZOOMED:
            widget = STATES[name]()
            widget._view._receive(None, {"width": 640}, [])
            page.evaluate("html => { window.end?.(); el.replaceChildren(); start({ html }) }", widget._view.html)
            page.wait_for_function(f"el.classList.contains('slim') === {str(wide < 640).lower()}")
            assert evaluate(page, CUT) == [], name
    finally:
        page.close()
