"""The View's JavaScript in a real Chromium without a kernel: the tests are its Python."""

import itertools
import re

import pytest

import bpkit
from browser.test_saved_pictures import WIDGETS

WEIGHT = "Theta[1][1, 2]"
PLACE = """() => {
    const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
    return [left, top + scrollY, right, bottom + scrollY];
}"""


@pytest.fixture(scope="module")
def sheet(browser):
    """The page of most tests: to load another takes a tenth of the time that it takes to make one."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def opened(browser, sheet, address):
    """``opened(html, **traits)``: a page that shows a View of that html. It must not complain.

    own : what its own context is to be like, {} where it is to be changed, for all others shall be as they were.
    """
    pages, complaints = [], []
    listeners = {
        "pageerror": lambda error: complaints.append(str(error)),
        "console": lambda message: message.type == "error" and complaints.append(message.text),
    }

    def opened(html=None, reduced_motion="no-preference", own=None, **traits):
        page = sheet if own is None else browser.new_page(**own)
        pages.append(page)
        for event, listener in listeners.items():
            page.on(event, listener)
        page.set_viewport_size({"width": 1200, "height": 800})
        page.emulate_media(reduced_motion=reduced_motion)
        page.goto(address)
        page.evaluate("traits => start(traits)", {"html": network() if html is None else html, **traits})
        return page

    yield opened
    for page in pages:
        page.mouse.up()
        page.mouse.move(0, 0)
        for event, listener in listeners.items():
            page.remove_listener(event, listener)
        if page is not sheet:
            page.close()
    assert complaints == []


# ---------------------------------------------------------------- a string like those of the views


def network(sizes=(2, 2, 1), theta=0.5, seq=0, **more):
    """Four examples, units, edges, matrices, λ and J; every number is theta, computed ones get seq added."""
    parts = []
    number = f"{theta + seq:.4f}".replace("-", "−")

    def cell(ref, x, y, text=number, given="", label="h"):
        parts.append(
            f'<g class="cell" data-ref="{ref}" {given} role="{"spinbutton" if given else "gridcell"}">'
            f'<rect class="o" x="{x}" y="{y}" width="64" height="22"/>'
            f'<text class="n v" x="{x + 60}" y="{y + 16}" text-anchor="end">{text}</text></g>'
        )

    weight = f'data-given="{theta} 0.01"'
    for t in range(1, 5):
        parts.append(
            f'<g class="row" data-ref="example[{t}]" data-pick="1">'
            f'<rect class="bg" x="0" y="{24 * t}" width="20" height="22"/></g>'
        )
        for j in range(1, sizes[0] + 1):
            cell(f"x[{j}]@{t}", 24 + 66 * j - 66, 24 * t, "0.5", 'data-given="0.5 0.01" data-plain')
        cell(f"y[1]@{t}", 160, 24 * t, "1", 'data-given="1 0.01" data-plain data-least="0" data-most="1"')
    last = len(sizes)
    for l, size in enumerate(sizes, start=1):
        for j in range(l == last, size + 1):
            unit = f'<g data-key="unit{l}.{j}">'
            parts.append(unit)
            cell(f"a[{l}][{j}]", 300 + 250 * (l - 1), 20 + 60 * j)
            if l > 1 and j:
                cell(f"delta[{l}][{j}]", 300 + 250 * (l - 1), 44 + 60 * j)
            parts.append("</g>")
    cell("y[1]", 900, 80, "1", 'data-given="1 0.01" data-plain data-least="0" data-most="1"')
    for l in range(1, last):
        for i in range(1, sizes[l] + 1):
            for j in range(sizes[l - 1] + 1):
                x, to = 364 + 250 * (l - 1), 550 + 250 * (l - 1)
                line = f"M{x} {31 + 60 * j}L{to} {31 + 60 * i}"
                parts.append(
                    f'<g class="edge" data-ref="edge[{l}][{i}, {j}]" {weight} role="spinbutton" '
                    f'aria-valuenow="{theta}"><path class="w" d="{line}"/><path class="hit" d="{line}"/></g>'
                )
                for k, name in enumerate(("Theta", "product", "Delta", "D")):
                    where = 300 + 250 * (l - 1) + 66 * j, 240 + 80 * k + 24 * (i - 1)
                    cell(f"{name}[{l}][{i}, {j}]", *where, *((number_of(theta), weight) if name == "Theta" else ()))
    cell("lambda_", 0, 500, "1", 'data-given="1 0.02" data-plain data-least="0"')
    for k, ref in enumerate(("J", "loss", "penalty")):
        cell(ref, 900, 240 + 30 * k)
    flow = f"data-flow='{more['flow']}' data-flow-key='{more['key']}'" if "flow" in more else ""
    return (
        f'<div class="bp" data-example="2" {flow}><div aria-live="polite">Sentence {seq}</div>'
        '<button data-ref="undo" data-pick="1">Undo</button><button data-ref="reset" data-pick="1">Reset</button>'
        '<select data-ref="data" aria-label="data"><option>xor<option>and</select>'
        f'<div data-key="listing" style="height: 40px; overflow: auto">{"line<br>" * 20}</div>'
        f'<p><span data-ref="eq:{WEIGHT}">Θ = <span class="v">({number_of(theta)})</span></span></p>'
        f'<svg width="1085" height="600">{"".join(parts)}</svg></div>'
    )


def number_of(value):
    return f"{value:.4f}".replace("-", "−")


def show(page, html, **traits):
    page.evaluate("changes => model.update(changes)", {"html": html, **traits})


def sent(page, kind=None):
    """The messages that went up, or those of one kind."""
    return [message for message in page.evaluate("sent") if kind is None or kind in message]


def middle(page, ref):
    """Where to point at a number or a point. Edges cross in their middle."""
    where = """name => {
        const path = ref(name).querySelector('.hit');
        if (!path) {
            const box = ref(name).querySelector('.v, .ring').getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }
        const {x, y} = path.getPointAtLength(0.3 * path.getTotalLength()).matrixTransform(path.getScreenCTM());
        return [x, y];
    }"""
    return tuple(page.evaluate(where, ref))


def text(page, ref):
    return page.evaluate("text", ref)


def focus(page, ref):
    """Focus it as the keyboard does."""
    page.keyboard.press("Shift")
    page.evaluate("name => ref(name).focus()", ref)


def focused(page):
    return page.evaluate("document.activeElement.dataset?.ref ?? document.activeElement.id")


def tips(page):
    """The texts of the tips that can be seen."""
    return page.evaluate("[...el.querySelectorAll('.tip')].filter(tip => !tip.hidden).map(tip => tip.textContent)")


def answer_tips(page, html="a tip of {ref}"):
    page.evaluate(
        "html => { window.answering = ({tip}) => tip && setTimeout(() => "
        "model.message({tip, html: html.replace('{ref}', tip)})) }",
        html,
    )


def settle(page, ms=160):
    """Wait so long by the page's own timers, then for a frame: what is due there sooner has come, busy as it may be."""
    page.evaluate("ms => new Promise(done => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), ms))", ms)


def stand_still(page):
    """From here on the page's time, and that of its context, goes on by page.clock.run_for(ms) alone."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


# ---------------------------------------------------------------- the patch


def test_nodes_focus_and_scroll_outlive_a_unit_that_is_added(opened):
    page = opened()
    focus(page, "D[1][2, 1]")
    page.evaluate(
        "window.kept = Object.fromEntries([...el.querySelectorAll('[data-ref], svg')].map(n => [n.dataset.ref, n]))"
    )
    page.evaluate("el.querySelector('[data-key=listing]').scrollTop = 77")
    show(page, network((2, 3, 1), seq=1))
    assert page.evaluate("Object.entries(kept).filter(([name, node]) => !node.isConnected).map(([name]) => name)") == []
    assert page.evaluate("Object.entries(kept).every(([name, node]) => name === 'undefined' || ref(name) === node)")
    assert focused(page) == "D[1][2, 1]"
    assert page.evaluate("el.querySelector('[data-key=listing]').scrollTop") == 77
    fresh = page.evaluate(
        "html => { const div = document.createElement('div'); div.innerHTML = html; return div.textContent }",
        network((2, 3, 1), seq=1),
    )
    assert (
        page.evaluate("[...el.querySelectorAll('.ghost')].forEach(n => n.remove()), el.firstChild.textContent") == fresh
    )


def test_a_patched_page_is_the_page_that_the_string_alone_makes(opened):
    page = opened(network((2, 2, 1)))
    for sizes in ((2, 4, 1), (2, 2, 2, 1), (3, 1), (2, 2, 1)):
        html = network(sizes, seq=len(sizes))
        show(page, html)
        page.evaluate("el.querySelectorAll('.ghost').forEach(node => node.remove())")
        assert page.evaluate(
            """html => {
                const div = document.createElement('div');
                div.innerHTML = html;
                const bare = node => {
                    const copy = node.cloneNode(true);
                    for (const each of copy.querySelectorAll('*')) {
                        each.removeAttribute('tabindex');
                        each.classList.remove('go');
                        if (!each.classList.length) each.removeAttribute('class');
                    }
                    return copy.outerHTML;
                };
                return bare(el.firstChild) === bare(div.firstChild);
            }""",
            html,
        )


def test_a_name_may_be_there_twice(opened):
    two = '<p><span data-ref="a" data-key="k">1</span></p><p><span data-ref="a">2</span></p>'
    page = opened(two)
    page.evaluate("el.querySelectorAll('[data-ref]')[1].focus(); window.second = document.activeElement")
    show(page, two.replace("1<", "3<").replace("2<", "4<"))
    assert page.evaluate("el.innerText.split(/\\s+/).join()") == "3,4"
    assert page.evaluate("document.activeElement === second && second.textContent") == "4"


@pytest.mark.parametrize("ref, near", [("a[2][3]", r"(a|delta)\["), ("D[1][3, 0]", r"D\[1\]")])
def test_the_focus_stays_inside_when_its_element_goes(opened, ref, near):
    page = opened(network((2, 3, 1)))
    focus(page, ref)
    show(page, network((2, 2, 1), seq=1))
    assert re.match(near, focused(page))


def test_a_button_that_goes_or_is_disabled_gives_the_focus_to_another(opened):
    page = opened()
    page.locator("[data-ref=undo]").focus()
    show(page, network(seq=1).replace('data-ref="undo"', 'data-ref="undo" disabled'))
    assert page.evaluate("document.activeElement.dataset.ref") == "reset"
    page.locator("[data-ref=reset]").focus()
    said = '<p><button data-ref="reset">Reset</button><button data-ref="answer">My answer</button></p>'
    show(page, said)
    page.locator("[data-ref=answer]").focus()
    show(page, said.replace('data-ref="answer"', 'data-ref="answer" disabled'))
    assert page.evaluate("document.activeElement === el")  # a second Enter would take all back
    show(page, "<p>Nothing to press.</p>")
    assert page.evaluate("document.activeElement === el")


# ---------------------------------------------------------------- moves


def test_one_move_is_under_way_and_the_last_arrives(opened):
    page = opened()
    page.evaluate("window.setTimeout = () => {}")  # else a slow machine brings us to where the view has waited enough
    x, y = middle(page, WEIGHT)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 201):
        page.mouse.move(x + step, y)
        if step == 100:
            assert len(sent(page, "move")) == 1
            show(page, network(seq=1, theta=0.51), seq=1)  # an old string does not overwrite what is dragged
            assert text(page, WEIGHT) == "1.5000"
            moves = sent(page, "move")
            assert [move["seq"] for move in moves] == [1, 2] and moves[1]["value"] == 1.5
    page.mouse.up()
    assert len(sent(page, "move")) == 2
    page.evaluate("model.update({seq: 2})")
    assert sent(page, "move")[2:] == [{"move": WEIGHT, "value": 2.5, "done": True, "key": False, "seq": 3}]
    show(page, network(theta=2.4), seq=3)  # Python's word is the last
    assert text(page, WEIGHT) == "2.4000"


def test_a_move_that_python_refuses_is_taken_back(opened):
    page = opened()
    focus(page, WEIGHT)
    page.keyboard.press("ArrowUp")
    assert text(page, WEIGHT) == "0.6000" and page.evaluate("ref('edge[1][1, 2]').ariaValueNow") == "0.6"
    page.evaluate("model.update({seq: 1})")  # with the same string
    assert text(page, WEIGHT) == "0.5000" and page.evaluate("ref('edge[1][1, 2]').ariaValueNow") == "0.5"
    page.locator("select").select_option("and")
    page.evaluate("model.update({seq: 2})")
    assert page.locator("select").input_value() == "xor"


def test_what_is_in_the_hand_is_explained_without_being_asked_for(opened):
    page = opened()
    x, y = middle(page, WEIGHT)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9, y)
    settle(page)
    for seq in (1, 2):
        asked = len(sent(page, "tip"))
        show(page, network(seq=seq), seq=seq, tip=[WEIGHT, f"in the hand {seq}"])
        assert tips(page) == [f"in the hand {seq}"] and len(sent(page, "tip")) == asked
    page.mouse.up()


def test_what_keys_move_is_explained_without_being_asked_for(opened):
    page = opened()
    answer_tips(page)
    focus(page, WEIGHT)
    settle(page)
    asked = len(sent(page, "tip"))
    page.keyboard.press("ArrowUp")
    show(page, network(seq=1), seq=1, tip=[WEIGHT, "moved by a key"])
    settle(page)
    assert tips(page) == ["moved by a key"] and len(sent(page, "tip")) == asked


# kernel(execution_state) tells how it stands with the last message that wants to hear of it.
WITH_STATUS = """() => { model.send = (content, callbacks) => {
    sent.push(content);
    if (callbacks) window.kernel = execution_state => callbacks.iopub.status({content: {execution_state}});
} }"""


def test_a_word_for_nobody_goes_up_when_the_kernel_is_busy_with_a_last_move_or_a_click(opened):
    page = opened()
    page.evaluate(WITH_STATUS)
    focus(page, WEIGHT)
    page.keyboard.press("ArrowUp")
    page.evaluate("kernel('busy'), kernel('busy'), kernel('idle')")
    assert len(sent(page, "heard")) == 1
    page.evaluate("model.update({seq: 1})")
    page.locator("[data-ref=undo]").click()
    page.evaluate("kernel('busy'), kernel('idle')")
    assert len(sent(page, "heard")) == 2


def test_the_next_move_goes_up_as_soon_as_the_kernel_is_busy_with_the_one_before(opened):
    page = opened()
    page.evaluate(WITH_STATUS)
    focus(page, WEIGHT)
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    assert [move["value"] for move in sent(page, "move")] == [0.6]
    page.evaluate("kernel('busy'), kernel('idle')")
    assert [move["value"] for move in sent(page, "move")] == [0.6, 0.8]
    page.evaluate("model.update({seq: 1})")  # the number stays as it is in the hand: another answer is to come
    assert text(page, WEIGHT) == "0.8000"
    page.evaluate("kernel('busy'), kernel('idle')")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert [move["value"] for move in sent(page, "move")] == [0.6, 0.8, 0.9]
    page.evaluate("kernel('busy'), kernel('idle'), model.update({seq: 4})")
    assert len(sent(page, "move")) == 4 and text(page, WEIGHT) == "0.5000"


def test_a_release_is_not_dropped_for_the_next_drag_and_picks_do_not_overtake(opened):
    page = opened()
    for ref in (WEIGHT, "lambda_"):
        x, y = middle(page, ref)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 5, y)
        page.mouse.move(x + 10, y)
        page.mouse.up()
    page.locator("[data-ref=undo]").click()
    told = [
        (m.get("move"), m.get("value"), m.get("done")) if "move" in m else m["pick"]
        for m in sent(page)
        if "move" in m or "pick" in m
    ]
    assert told == [(WEIGHT, 0.55, False), (WEIGHT, 0.6, True), ("lambda_", 1.2, True), "undo"]


def test_a_move_without_an_answer_does_not_block_the_next_for_ever(opened):
    page = opened(own={})
    stand_still(page)
    focus(page, WEIGHT)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    for ms, values in ((1900, [0.6]), (200, [0.6, 0.7])):
        page.clock.run_for(ms)
        assert [move["value"] for move in sent(page, "move")] == values


def test_a_dragged_number_is_written_before_the_next_frame(opened):
    page = opened()
    x, y = middle(page, "edge[1][1, 2]")
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(
        """() => {
            window.frames = [];
            el.addEventListener('pointermove', event => {
                const now = performance.now();
                requestAnimationFrame(() => frames.push([performance.now() - now, text('Theta[1][1, 2]')]));
            });
        }"""
    )
    for step in range(4, 40):
        page.mouse.move(x + step, y)
        settle(page, 20)
    page.mouse.up()
    frames = page.evaluate("frames")
    assert [written for _, written in frames][:36] == [number_of(0.5 + step / 100) for step in range(4, 40)]
    assert text(page, "eq:" + WEIGHT) == "(0.8900)"
    assert (
        page.evaluate("[ref('edge[1][1, 2]'), ref('Theta[1][1, 2]')].map(n => n.getAttribute('aria-valuenow'))")[0]
        == "0.89"
    )
    assert {move["move"] for move in sent(page, "move")} == {WEIGHT}


@pytest.mark.parametrize(
    "attributes, was, now",
    [
        ('data-given="0.0 0.02" data-decimals="2"', "0", ["0.2", "1"]),
        ('data-given="0.5 0.02"', "0.5000", ["0.7000", "1.5000"]),
        ('data-given="0.5 0.02"', ".500", [".700", "1.500"]),
        ('data-given="-0.5 0.02"', "−0.5000", ["−0.3000", "0.5000"]),
    ],
)
def test_a_number_is_written_as_python_wrote_it_and_is_pythons_in_the_end(opened, attributes, was, now):
    html = f'<p class="bp"><span data-ref="lambda_" {attributes}><span class="v">{was}</span></span></p>'
    page = opened(html)
    x, y = middle(page, "lambda_")
    page.mouse.move(x, y)
    page.mouse.down()
    for by, expected in zip((10, 50), now):
        page.mouse.move(x + by, y)
        assert text(page, "lambda_") == expected
    page.mouse.up()
    page.evaluate("model.update({seq: 1})")
    page.evaluate("model.update({seq: 2})")  # with the same string: the move was refused
    page.evaluate("model.update({seq: 3})")
    assert text(page, "lambda_") == was


def test_where_edges_cross_the_nearest_line_counts(opened):
    edges = "".join(
        f'<g class="edge" data-ref="edge[1][{k}, 0]" data-given="0.5 0.01"><path class="w" d="{d}"/>'
        f'<path class="hit" d="{d}"/></g>'
        for k, d in enumerate(("M0 0L200 100", "M0 100L200 0", "M0 55L200 55"))
    )
    page = opened(f'<div class="bp"><svg width="200" height="100">{edges}</svg></div>')
    top = page.locator("svg").bounding_box()["y"]
    for x, y, nearest in [(90, 46, 0), (80, 59, 1), (100, 56, 2), (40, 19, 0)]:
        page.mouse.move(x, top + y)
        assert lit(page, "me") == {f"edge[1][{nearest}, 0]"}
    page.mouse.move(100, top + 56)
    page.mouse.down()
    page.mouse.move(110, top + 56)
    page.mouse.up()
    assert sent(page, "move")[-1]["move"] == "Theta[1][2, 0]"


@pytest.mark.parametrize("key, value", [(None, 0.7), ("Shift", 2.5), ("Alt", 0.52)])
def test_shift_is_ten_times_as_fast_and_alt_a_tenth(opened, key, value):
    page = opened()
    x, y = middle(page, WEIGHT)
    page.mouse.move(x, y)
    if key:
        page.keyboard.down(key)
    page.mouse.down()
    page.mouse.move(x + 20, y)
    page.mouse.up()
    if key:
        page.keyboard.up(key)
    assert sent(page, "move")[-1]["value"] == value


def test_a_drag_starts_after_3_px_respects_its_limits_and_zoom_and_escape_puts_back(opened):
    page = opened(scale=1.6)
    x, y = middle(page, "x[1]@1")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2, y)
    assert sent(page, "move") == []
    page.mouse.move(x + 16, y)
    assert sent(page, "move")[-1]["value"] == 0.6 and text(page, "x[1]@1") == "0.6"
    page.keyboard.press("Escape")
    page.mouse.move(x + 60, y)
    page.mouse.up()
    assert text(page, "x[1]@1") == "0.5"
    page.evaluate("model.update({seq: 1})")
    assert sent(page, "move")[-1] | {"seq": 0} == {
        "move": "x[1]@1",
        "value": 0.5,
        "done": True,
        "key": False,
        "seq": 0,
    }
    x, y = middle(page, "y[1]@1")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 300, y)
    page.evaluate("model.update({seq: 2})")
    page.mouse.up()
    page.evaluate("model.update({seq: 3})")
    assert sent(page, "move")[-1]["value"] == 0 and text(page, "y[1]@1") == "0"


def test_a_finger_drags_sideways_scrolls_up_and_down_and_taps_twice_to_type(opened):
    explorer = bpkit.Explorer(Theta={1: [[0.5, 0.5, 0.5]] * 2, 2: [[0.5, 0.5, 0.5]]})
    page = opened(explorer._view.html + '<div style="height: 3000px"></div>', own={"has_touch": True})
    fingers = page.context.new_cdp_session(page)

    def touch(kind, *points):
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def stroke(ref, right, down):
        x, y = middle(page, ref)
        touch("touchStart", (x, y))
        for part in range(1, 11):
            touch("touchMove", (x + right * part / 10, y + down * part / 10))
            page.wait_for_timeout(20)
        touch("touchEnd")
        page.evaluate("seq => model.update({seq})", len(sent(page)))

    for ref, name, value in (("y[1]@1", "y[1]", 0.4), (WEIGHT, WEIGHT, 0.9), ("edge[1][2, 1]", "Theta[1][2, 1]", 0.9)):
        stroke(ref, 40, 5)
        move = sent(page, "move")[-1]
        assert (move["move"], move["value"], move["done"]) == (name, pytest.approx(value), True)
    moves = len(sent(page, "move"))
    stroke("y[1]@2", 0, -60)
    page.wait_for_function("scrollY > 20")
    assert len(sent(page, "move")) == moves and text(page, "y[1]@2") == "1"
    for _ in range(2):
        page.touchscreen.tap(*middle(page, WEIGHT))
    page.keyboard.type("0.25")
    page.keyboard.press("Enter")
    assert sent(page, "move")[-1]["move"] == WEIGHT and sent(page, "move")[-1]["value"] == "0.25"


def test_what_is_typed_arrives_as_it_was_typed(opened):
    page = opened()
    page.mouse.dblclick(*middle(page, WEIGHT))
    page.keyboard.type("0,5")
    page.keyboard.press("Enter")
    assert sent(page, "move") == [{"move": WEIGHT, "value": "0,5", "done": True, "key": False, "seq": 1}]
    assert focused(page) == WEIGHT
    page.evaluate("model.update({seq: 1})")
    page.keyboard.press("Enter")
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # nothing was changed
    assert len(sent(page, "move")) == 1 and page.locator("input").count() == 0
    assert focused(page) != WEIGHT and page.evaluate("el.contains(document.activeElement)")


def refuse(page, seq):
    """Python's answer to nonsense: the same string, with a sentence in it."""
    show(page, network() + '<p><span role="alert">Θ must be a number.</span></p>', seq=seq)


def test_nonsense_stays_in_its_field_with_the_sentence_beside_it(opened):
    page = opened()
    field, note = page.locator("input.type"), page.locator(".note")
    page.mouse.dblclick(*middle(page, WEIGHT))
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    refuse(page, 1)
    assert field.input_value() == "half" and field.get_attribute("aria-invalid") == "true"
    assert note.inner_text() == field.get_attribute("aria-description") == "Θ must be a number."
    a, b = field.bounding_box(), note.bounding_box()
    assert 0 <= b["y"] - a["y"] - a["height"] < 10 and b["x"] == pytest.approx(a["x"], abs=1)
    assert page.evaluate("document.activeElement.className") == "type"
    page.keyboard.press("Enter")  # the same once more
    assert len(sent(page, "move")) == 1 and text(page, WEIGHT) == "0.5000"
    page.keyboard.press("Escape")
    assert field.count() == note.count() == 0 and focused(page) == WEIGHT and len(sent(page, "move")) == 1
    assert sent(page, "dropped") == [{"dropped": True}]  # so that it is complained of no longer


EDGE = WEIGHT.replace("Theta", "edge")


def test_nonsense_typed_for_a_line_has_the_focus_again_and_can_be_given_up(opened):
    page = opened()
    field = page.locator("input.type")
    focus(page, EDGE)
    page.keyboard.press("Enter")
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    refuse(page, 1)
    assert page.evaluate("document.activeElement.className") == "type"
    page.keyboard.type("x")
    assert field.input_value() == "halfx"
    page.keyboard.press("Escape")
    assert field.count() == 0 and focused(page) == EDGE


def test_nonsense_that_was_left_covers_nothing_is_found_again_and_can_be_given_up(opened):
    page = opened()
    field, note = page.locator("input.type"), page.locator(".note")
    focus(page, WEIGHT)
    page.keyboard.press("Enter")
    page.keyboard.type("half")
    page.keyboard.press("Tab")
    refuse(page, 1)
    there = focused(page)
    assert there not in (WEIGHT, "before", "after") and field.is_visible() and not note.is_visible()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className") == "type" and note.is_visible()
    page.keyboard.press("Tab")
    assert focused(page) == there and field.count() == 1
    page.keyboard.press("Escape")
    assert field.count() == 0 and focused(page) == there and len(sent(page, "dropped")) == 1


def test_the_tab_key_leads_on_from_what_was_refused_past_its_copies(opened):
    page = opened()
    focus(page, f"eq:{WEIGHT}")
    page.keyboard.press("Enter")
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    refuse(page, 1)
    seen = []
    while not seen or seen[-1] != "after":
        page.keyboard.press("Tab")
        seen.append(focused(page))
        assert len(seen) < 60 and page.evaluate("document.activeElement.className") != "type"
    assert {EDGE.replace("1, 2", "1, 0"), "lambda_"} <= set(seen)


def test_another_field_takes_the_place_of_what_was_refused_and_of_its_complaint(opened):
    page = opened()
    page.mouse.dblclick(*middle(page, WEIGHT))
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    refuse(page, 1)
    page.mouse.dblclick(*middle(page, "lambda_"))
    assert page.locator("input.type").count() == 1 and len(sent(page, "dropped")) == 1


def test_a_line_whose_nonsense_stands_there_can_still_be_dragged(opened):
    page = opened()
    focus(page, EDGE)
    page.keyboard.press("Enter")
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    refuse(page, 1)
    x, y = middle(page, EDGE)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y)
    page.evaluate("model.update({seq: 2})")
    page.mouse.up()
    page.evaluate("model.update({seq: 3})")
    assert sent(page, "move")[-1] | {"seq": 0} == {
        "move": WEIGHT, "value": 0.9, "done": True, "key": False, "seq": 0
    }  # fmt: skip


@pytest.mark.parametrize("leave", ["Enter", "Tab", "a click"])
def test_a_sound_number_is_taken_when_its_field_is_left_also_after_nonsense(opened, leave):
    page = opened()
    page.mouse.dblclick(*middle(page, WEIGHT))
    for seq, typed in enumerate(("half", "0.5x", "2"), start=1):
        page.locator("input.type").fill(typed)
        page.keyboard.press(leave) if leave != "a click" else page.mouse.click(1050, 700)
        assert [move["value"] for move in sent(page, "move")][seq - 1 :] == [typed]
        if typed != "2":
            refuse(page, seq)
            assert page.locator("input.type").input_value() == typed
    show(page, network(seq=1), seq=3)
    assert page.locator("input.type, .note").count() == 0


def test_an_answer_that_is_no_number_is_kept(opened):
    html = '<p><input data-ref="answer"></p>'
    page = opened(html)
    page.locator("input").fill("big")
    page.keyboard.press("Enter")
    show(page, html + '<p role="alert">Your answer must be a number.</p>', seq=1)
    assert page.locator("input").input_value() == "big"
    assert page.locator("input").get_attribute("aria-invalid") == "true"
    page.locator("input").fill("0.5")
    page.keyboard.press("Enter")
    show(page, html, seq=2)
    assert page.locator("input").input_value() == "" and not page.locator("input").get_attribute("aria-invalid")


def test_a_select_is_a_move(opened):
    page = opened()
    page.locator("select").select_option("and")
    assert sent(page, "move")[0]["value"] == "and" and sent(page, "move")[0]["move"] == "data"


def test_a_stroke_sends_all_its_pixels(opened):
    pixels = "".join(
        f'<path data-ref="x[{k + 1}]" data-given="{int(k == 11)} .1" d="M{k % 4} {k // 4}h1v1h-1z"/>' for k in range(16)
    )
    image = f'<g class="px paint" data-paint="4 4" transform="scale(20)">{pixels}</g>'
    page = opened(f'<div class="bp"><svg width="80" height="80">{image}</svg></div>')
    box = page.locator("[data-paint]").bounding_box()
    x, y = box["x"] + 10, box["y"] + 50
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y)  # pixel 10 is on the way
    page.mouse.up()
    page.evaluate("model.update({seq: 1})")
    assert sent(page, "paint")[0] == {"paint": [["x[9]", 1]], "done": False, "seq": 1}
    assert sent(page, "paint")[-1] == {"paint": [["x[9]", 1], ["x[10]", 1], ["x[11]", 1]], "done": True, "seq": 2}
    page.evaluate("model.update({seq: 2})")
    page.mouse.move(x + 60, y)
    page.mouse.down()  # ink is there: this one wipes
    page.mouse.up()
    assert sent(page, "paint")[-1]["paint"] == [["x[12]", 0]]


def test_a_pixel_says_whose_it_is_and_the_arrows_leave_no_row_out(opened):
    page = opened(bpkit.Explorer("digits", row=(1, 7))._view.html)
    told = {
        "x[17]": ("spinbutton", "example 1, x 17, row 3, column 1"),
        "Theta[1][7, 0]": ("spinbutton", "Theta 7, 0 of layer 1"),
        "Theta[1][7, 64]": ("spinbutton", "Theta 7, 64 of layer 1, row 8, column 8"),
        "product[1][7, 10]": ("button", "delta 7 of layer 2 times a 10 of layer 1, row 2, column 2"),
        "D[2][1, 6]": ("button", "D 1, 6 of layer 2, row 2, column 1"),
    }
    for ref, expected in told.items():
        page.evaluate("name => ref(name).focus()", ref)
        assert page.evaluate("[document.activeElement.role, document.activeElement.ariaLabel]") == list(expected)
    page.evaluate("name => ref(name).focus()", "eq:row[1][1]")
    for i in (2, 3, 4):
        page.keyboard.press("ArrowDown")
        assert focused(page) == f"eq:row[1][{i}]"


def test_a_pixel_keeps_its_name_while_it_changes(opened):
    ones = {1: ([1] * 64, [0] * 10)}
    page = opened(bpkit.Explorer("digits")._view.html)
    page.evaluate("ref('x[1]').focus()")
    page.keyboard.press("Space")
    show(page, bpkit.Explorer("digits", edits=ones)._view.html, seq=1)
    assert page.evaluate("[ref('x[1]').ariaLabel, ref('x[1]').ariaValueNow]") == [
        "example 1, x 1, row 1, column 1",
        "1",
    ]


# ---------------------------------------------------------------- points in the plane


@pytest.fixture
def plane(opened):
    """A page with the plane of 40 points, example 3 chosen, and what the browser needs to know of it."""
    explorer = bpkit.Explorer("planar", example=3)
    page = opened(explorer._view.html)
    page.x, page.wide = explorer.data_set.X, explorer._scene().plane.square.wide
    page.across = float(page.locator(".paper").first.get_attribute("width"))
    return page


def test_a_point_goes_with_the_hand_inside_the_plane_and_escape_puts_it_back(plane):
    x, y = middle(plane, "point[7]")
    plane.mouse.move(x, y)
    plane.mouse.down()
    plane.mouse.move(x + 1, y - 2)
    assert sent(plane, "move") == []
    plane.mouse.move(x + 30, y - 20)
    assert middle(plane, "point[7]") == pytest.approx((x + 30, y - 20), abs=0.5)  # before any answer
    moved = plane.x[6] + [30 / plane.across * plane.wide, 20 / plane.across * plane.wide]
    message = sent(plane, "move")[-1]
    assert message["value"] == pytest.approx(moved, abs=0.006)
    assert message | {"value": 0} == {"move": "point[7]", "value": 0, "done": False, "key": False, "seq": 1}
    plane.evaluate("model.update({seq: 1})")  # an answer of before
    plane.mouse.move(x + 3000, y - 20)
    paper = plane.locator(".paper").first.bounding_box()
    assert middle(plane, "point[7]")[0] == pytest.approx(paper["x"] + paper["width"], abs=1)
    plane.evaluate("model.update({seq: 2})")
    plane.keyboard.press("Escape")
    plane.mouse.up()
    plane.evaluate("model.update({seq: 3})")
    assert sent(plane, "move")[-1]["value"] == plane.x[6].tolist() and sent(plane, "move")[-1]["done"]
    assert middle(plane, "point[7]") == pytest.approx((x, y), abs=0.2)
    assert sent(plane, "pick") == []


def test_a_click_on_a_point_chooses_it_and_of_those_that_overlap_the_nearest(plane):
    plane.mouse.click(*middle(plane, "point[7]"))
    plane.mouse.dblclick(*middle(plane, "point[8]"))
    assert [message["pick"] for message in sent(plane, "pick")] == ["point[7]", "point[8]", "point[8]"]
    assert sent(plane, "move") == [] and plane.locator("input").count() == 0
    for t in range(1, 41):
        plane.mouse.click(*middle(plane, f"point[{t}]"))
    hit = {message["pick"] for message in sent(plane, "pick")}
    assert len(hit) == 40


def test_arrow_keys_move_a_point(plane):
    plane.locator("select").focus()
    for _ in range(3):
        plane.keyboard.press("Tab")
        if focused(plane).startswith("point"):
            break
    assert focused(plane) == "point[3]"  # the chosen one
    (x1, x2), pixels = plane.x[2], plane.across / plane.wide
    keys = [("ArrowRight", 0.1, 0), ("ArrowUp", 0, 0.1), ("Alt+ArrowLeft", -0.01, 0), ("Shift+ArrowDown", 0, -1)]
    for key, right, up in keys:
        x, y = middle(plane, "point[3]")
        plane.keyboard.press(key)
        assert middle(plane, "point[3]") == pytest.approx((x + right * pixels, y - up * pixels), abs=0.2)
    plane.evaluate("model.update({seq: 1})")
    moves = sent(plane, "move")
    assert [(message["move"], message["key"]) for message in moves] == [("point[3]", True)] * 2
    assert moves[0]["value"] == pytest.approx([x1 + 0.1, x2], abs=1e-9)
    assert moves[1]["value"] == pytest.approx([x1 + 0.09, x2 - 0.9], abs=1e-9)
    assert focused(plane) == "point[3]"


# ---------------------------------------------------------------- relatives and tips


def lit(page, kind):
    return set(page.evaluate("kind => [...el.querySelectorAll('.' + kind)].map(node => node.dataset.ref)", kind))


CELLS_12 = {f"{name}[1][1, 2]" for name in ("edge", "Theta", "product", "Delta", "D")} | {"eq:Theta[1][1, 2]"}


@pytest.mark.parametrize(
    "ref, kin, src",
    [
        ("edge[1][1, 2]", CELLS_12, {"a[1][2]", "delta[2][1]"}),
        ("D[1][1, 2]", CELLS_12, {"a[1][2]", "delta[2][1]", "lambda_"}),
        (
            "delta[3][1]",
            {"delta[3][1]"} | {f"product[2][1, {j}]" for j in range(3)},
            {"a[3][1]", "y[1]", "y[1]@2"},
        ),
        (
            "delta[2][1]",
            {"delta[2][1]"} | {f"product[1][1, {j}]" for j in range(3)},
            {"Theta[2][1, 1]", "edge[2][1, 1]", "delta[3][1]"},
        ),
        (
            "a[2][1]",
            {"a[2][1]", "product[2][1, 1]"},
            {f"{name}[1][1, {j}]" for name in ("Theta", "edge") for j in range(3)}
            | {f"a[1][{j}]" for j in range(3)}
            | {"eq:Theta[1][1, 2]"},
        ),
        ("J", {"J"}, {"loss", "penalty"}),
        (
            "lambda_",
            {"lambda_", "J", "penalty"}
            | {f"D[{l}][{i}, {j}]" for l, rows in ((1, 2), (2, 1)) for i in range(1, rows + 1) for j in (1, 2)},
            set(),
        ),
        ("x[1]@2", {"x[1]@2", "a[1][1]"}, set()),
        ("x[1]@3", {"x[1]@3"}, set()),
    ],
)
def test_relatives(opened, ref, kin, src):
    page = opened()
    focus(page, ref)
    assert (lit(page, "kin"), lit(page, "src"), lit(page, "me")) == (kin, src, {ref})
    assert lit(page, "related") == kin | src
    assert page.locator("svg.lighting").count() == 1
    show(page, network(seq=1))
    assert lit(page, "kin") == kin
    page.locator("#after").focus()
    assert (
        lit(page, "kin") == lit(page, "src") == lit(page, "me") == set() and page.locator("svg.lighting").count() == 0
    )


def test_a_tip_is_asked_once_for_each_string(opened):
    page = opened()
    answer_tips(page)
    for ref in ("D[1][1, 2]", "D[1][1, 1]", "D[1][1, 2]"):
        page.mouse.move(*middle(page, ref))
        assert ref in lit(page, "me")  # at once
        settle(page)
        assert tips(page) == [f"a tip of {ref}"]
    assert [message["tip"] for message in sent(page, "tip")] == ["D[1][1, 2]", "D[1][1, 1]"]
    show(page, network(seq=1))
    settle(page)
    assert [message["tip"] for message in sent(page, "tip")][2:] == ["D[1][1, 2]"]
    page.mouse.move(1150, 700)
    assert tips(page) == []
    page.locator("[data-ref='example[1]']").hover()
    settle(page)
    assert len(sent(page, "tip")) == 3


@pytest.mark.parametrize("ref", ["D[1][1, 0]", "D[2][1, 2]", "J", "penalty", "a[3][1]", "lambda_", "x[1]@1"])
@pytest.mark.parametrize("words", [3, 60])
def test_a_tip_stays_inside_and_covers_neither_its_number_nor_the_relatives(opened, ref, words):
    page = opened()
    answer_tips(page, "word " * words)
    for point in ("pointer", "keyboard"):
        if point == "pointer":
            page.mouse.move(*middle(page, ref))
        else:
            page.mouse.move(1150, 780)
            focus(page, ref)
        settle(page)
        covered = page.evaluate(
            """() => {
                const box = el.querySelector('.tip').getBoundingClientRect(), out = el.getBoundingClientRect();
                const meets = node => {
                    const {left, right, top, bottom} = node.querySelector('rect').getBoundingClientRect();
                    return box.left < right && left < box.right && box.top < bottom && top < box.bottom;
                };
                const beside = box.left >= out.left && box.right <= out.right;
                const inside = beside && box.top >= out.top && box.bottom <= out.bottom;
                const cell = /^(Theta|product|Delta|D)\\[/;
                const me = el.querySelector('.me');
                const kin = [...el.querySelectorAll('.kin')].filter(node => cell.test(node.dataset.ref));
                const free = cell.test(me.dataset.ref) ? kin : [me];
                return [inside, ...free.filter(meets).map(node => node.dataset.ref)];
            }"""
        )
        assert covered == [True]


def test_a_pinned_tip_outlives_a_hundred_strings_and_leads_on(opened):
    page = opened()
    answer_tips(page, "{ref} <button data-go='a[2][1]'>a</button> <button data-go='delta[3][1]'>delta</button>")
    page.mouse.click(*middle(page, "product[2][1, 1]"))
    settle(page)
    for seq in range(1, 101):
        show(page, network(seq=seq))
        assert len(tips(page)) == 1  # never gone for a moment
        page.evaluate("() => new Promise(done => setTimeout(done))")
    assert len(sent(page, "tip")) == 101 and page.locator(".tip.pin").count() == 1
    page.mouse.move(*middle(page, "J"))  # no other tip while this one stays
    settle(page)
    assert tips(page)[0].startswith("product[2][1, 1]")
    page.locator(".tip button").nth(1).click()
    settle(page)
    assert tips(page)[0].startswith("delta[3][1]") and sent(page, "tip")[-1] == {"tip": "delta[3][1]"}
    page.mouse.move(1150, 780)
    assert "delta[3][1]" in lit(page, "me")
    page.keyboard.press("Escape")
    assert tips(page) == []


def test_a_tip_stands_where_it_can_be_seen_though_the_page_is_scrolled(opened):
    page = opened()
    answer_tips(page, "{ref} <button data-go='Delta[1][1, 1]'>a</button>")
    page.evaluate("""() => {
        window.box = document.createElement('div');
        el.replaceWith(box);
        box.append(el);
        Object.assign(box.style, { height: '260px', overflow: 'auto' });
    }""")
    seen = """() => {
        const tip = el.querySelector('.tip').getBoundingClientRect(), frame = box.getBoundingClientRect();
        return tip.height > 0 && tip.top >= frame.top && tip.bottom <= frame.bottom;
    }"""
    for ref in ("a[2][1]", "D[1][1, 2]", "J", "D[2][1, 1]"):
        page.evaluate("name => ref(name).scrollIntoView({ block: 'center' })", ref)
        page.mouse.click(*middle(page, ref))
        settle(page)
        assert page.evaluate(seen), ref
        page.locator(".tip button").first.click()  # of a number that may be out of sight
        settle(page)
        assert page.evaluate(seen), ref
        assert lit(page, "me") == {"Delta[1][1, 1]"}
        page.keyboard.press("Escape")


def test_a_prediction_is_not_given_away_by_what_lights_up(opened):
    def html(pressed):
        return network() + f'<button data-ref="predict" data-pick="1" aria-pressed="{pressed}">Predict first</button>'

    page = opened(html("false"))
    page.mouse.move(*middle(page, "lambda_"))
    settle(page)
    assert "D[1][1, 2]" in lit(page, "kin")
    show(page, html("true"))
    settle(page)
    assert lit(page, "kin") == {"lambda_"} and lit(page, "src") == set()


def test_no_arrow_key_leads_from_what_is_computed_into_a_number_that_it_would_move(opened):
    page = opened()
    focus(page, "delta[2][2]")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.dataset.given === undefined")
    assert sent(page, "move") == []


@pytest.mark.parametrize("ref", ["undo", "J", "lambda_", "data"])
def test_what_has_the_focus_looks_so(opened, ref):
    page = opened()
    look = """name => {
        const item = ref(name), parts = [item, ...item.querySelectorAll("rect.o")];
        return JSON.stringify(parts.map((part) => [getComputedStyle(part).outline, getComputedStyle(part).stroke]));
    }"""
    before = page.evaluate(look, ref)
    focus(page, ref)
    assert page.evaluate(look, ref) != before


def test_a_pinned_tip_by_keyboard(opened):
    page = opened()
    answer_tips(page, "{ref} <button data-go='a[2][1]'>a</button> <button data-go='delta[3][1]'>delta</button>")
    focus(page, "product[2][1, 1]")
    page.keyboard.press("Enter")
    settle(page, 30)  # the focus is in it, and its name is what it says: so a screen reader reads it
    assert (
        page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-labelledby')).innerText")
        == tips(page)[0]
    )
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "product[2][1, 1]"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.go") == "a[2][1]"
    show(page, network(seq=1))
    settle(page, 30)
    assert page.evaluate("document.activeElement.dataset.go") == "a[2][1]"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settle(page, 30)
    assert tips(page)[0].startswith("delta[3][1]") and page.evaluate("document.activeElement.dataset.go") == "a[2][1]"
    page.keyboard.press("Escape")
    assert tips(page) == [] and focused(page) == "product[2][1, 1]"
    page.keyboard.press("Space")
    settle(page, 30)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "product[2][1, 1]"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # on from the number, not out of the view
    assert focused(page) == "lambda_"


def test_python_pins_a_number_and_hears_when_it_is_let_go(opened):
    page = opened(pinned="D[1][1, 2]")
    answer_tips(page)
    page.evaluate("model.update({pinned: 'J'})")
    settle(page, 30)
    assert tips(page) == ["a tip of J"] and page.locator(".tip.pin").count() == 1 and "J" in lit(page, "me")
    page.mouse.click(1050, 400)
    assert tips(page) == [] and page.evaluate("model.get('pinned')") == ""
    page.mouse.click(*middle(page, "D[1][1, 1]"))
    assert page.evaluate("model.get('pinned')") == "D[1][1, 1]"
    settle(page, 30)
    answer_tips(page, "")  # with the next string it is not known any more
    show(page, network(seq=1))
    settle(page, 30)
    assert tips(page) == [] and page.evaluate("model.get('pinned')") == ""


@pytest.mark.parametrize("theme", ["true", "false"])
def test_a_tip_has_the_look_of_the_style_sheet(opened, theme):
    page = opened()
    page.evaluate("theme => document.body.dataset.jpThemeLight = theme", theme)
    answer_tips(page, "{ref} <button data-go='J'>0.5</button>")
    page.mouse.click(*middle(page, "D[1][1, 1]"))
    settle(page)
    look = page.evaluate(
        """() => {
            const tip = getComputedStyle(el.querySelector('.tip'));
            const button = getComputedStyle(el.querySelector('.tip button'));
            return [tip.position, tip.backgroundColor, button.backgroundColor, button.borderTopWidth,
                button.textDecorationStyle];
        }"""
    )
    ground = "rgb(255, 255, 255)" if theme == "true" else "rgb(17, 17, 17)"
    assert look == ["absolute", ground, "rgba(0, 0, 0, 0)", "0px", "solid"]  # dotted is what is given
    assert page.evaluate("el.querySelector('.over').offsetHeight") == 0


def test_no_tip_where_there_is_nothing_to_say(opened):
    page = opened()
    answer_tips(page, "")
    page.mouse.move(*middle(page, "J"))
    settle(page)
    page.mouse.click(*middle(page, "J"))
    settle(page)
    assert tips(page) == [] and "J" in lit(page, "me")


# ---------------------------------------------------------------- the keyboard


def test_tab_goes_from_group_to_group_and_arrows_within(opened):
    page = opened()
    page.locator("[data-key=listing]").evaluate("box => box.tabIndex = -1")
    page.locator("select").focus()
    stops = []
    while (page.keyboard.press("Tab"), focused(page))[1] != "after":
        stops.append(focused(page))
    first = ["eq:Theta[1][1, 2]", "example[1]", "a[1][0]", "edge[1][1, 0]", "Theta[1][1, 0]", "product[1][1, 0]"]
    assert stops[:6] == first and len(stops) == len(set(stops)) == 1 + 1 + 1 + 2 * 5 + 2
    focus(page, "D[1][1, 0]")
    way = []
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        way.append(focused(page)[4:])
    assert way == ["[1, 1]", "[1, 2]", "[2, 0]", "[2, 2]", "[1, 0]", "[2, 2]", "[1, 0]"]
    page.keyboard.press("ArrowUp")
    assert focused(page) == "Delta[1][2, 0]"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "D[1][1, 0]"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "D[1][1, 1]"  # where it had been


@pytest.mark.parametrize("width", [1085, 640])
@pytest.mark.parametrize("name", ["explorer", "explorer_planar", "explorer_deep", "stepper"])
def test_tab_goes_as_one_reads(opened, name, width):
    widget = WIDGETS[name]()
    widget._view._receive(None, {"width": width}, [])
    page = opened(widget._view.html)
    places = []
    while (page.keyboard.press("Tab"), focused(page))[1] != "after":
        places.append((focused(page), *page.evaluate(PLACE)))
    places = [place for place in places if place[0] and not re.match("before$|edge", place[0])]
    assert len(places) > 12
    for (one, _, top, right, _), (other, left, _, _, bottom) in zip(places, places[1:]):
        assert bottom > top or left >= right, f"up from {one} to {other}"


@pytest.mark.parametrize("keys, value", [("ArrowUp", 0.6), ("Shift+ArrowDown", -0.5), ("Alt+ArrowUp", 0.51)])
def test_arrows_change_a_given_number(opened, keys, value):
    page = opened()
    focus(page, WEIGHT)
    page.keyboard.press(keys)
    assert sent(page, "move") == [{"move": WEIGHT, "value": value, "done": True, "key": True, "seq": 1}]
    assert text(page, WEIGHT) == number_of(value)


def test_the_lamps_of_a_prediction_are_one_stop_with_arrows_between_them(opened):
    explorer = bpkit.Explorer()
    explorer.predict = True
    explorer.lambda_ = 1
    page = opened(explorer._view.html)
    bets = page.evaluate("[...el.querySelectorAll('.lamps button')].map(lamp => lamp.dataset.ref)")
    page.locator("#before").focus()
    page.keyboard.press("Tab")
    way = [focused(page)]
    for key in ("ArrowRight", "ArrowRight", "End", "ArrowRight", "ArrowLeft", "Home", "ArrowDown"):
        page.keyboard.press(key)
        way.append(focused(page))
    assert way == [bets[0], bets[1], bets[2], bets[-1], bets[0], bets[-1], bets[0], bets[0]]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert [message["pick"] for message in sent(page, "pick")] == bets[1:3]
    page.keyboard.press("Tab")
    assert focused(page) == "reveal"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == bets[2]


def test_ten_clicks_at_one_place_are_ten_units(opened):
    page = opened(bpkit.Explorer(layer_sizes=(2, 2, 1))._view.html)
    x, y = page.evaluate(
        "() => { const { left, top } = ref('unit+[2]').getBoundingClientRect(); return [left + 8, top + 8] }"
    )
    for units in range(3, 13):
        page.mouse.click(x, y)
        show(page, bpkit.Explorer(layer_sizes=(2, units, 1))._view.html)
    assert [message["pick"] for message in sent(page, "pick")] == ["unit+[2]"] * 10
    assert page.locator("svg.again").count() == 1
    page.mouse.move(x + 40, y)
    assert page.locator("svg.again").count() == 0
    page.locator("[data-ref='unit+[2]']").click()
    assert page.locator("svg.again").count() == 1
    page.evaluate("ref('J').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))")  # of a finger
    assert page.locator("svg.again").count() == 0


def test_what_a_button_means_does_not_change_under_the_pointer(opened):
    page = opened(bpkit.Explorer(layer_sizes=(2, 2, 1))._view.html)
    page.locator("[data-ref='unit-[2]']").click()
    show(page, bpkit.Explorer(layer_sizes=(2, 1, 1))._view.html)  # the next one would take the layer out
    assert page.locator("svg.again").count() == 0


def test_whole_numbers_go_by_one_and_fast_keys_count_all(opened):
    page = opened(
        '<p><b data-ref="t" data-given="3 0.25" data-whole data-least="1" data-most="40"><b class="v">3</b></b></p>'
    )
    focus(page, "t")
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    assert text(page, "t") == "17"
    page.evaluate("model.update({seq: 1})")
    assert [move["value"] for move in sent(page, "move")] == [4, 17]


def test_pick_by_mouse_and_keyboard_and_undo(opened):
    page = opened()
    page.locator("[data-ref=reset]").click()
    page.locator("[data-ref=undo]").focus()
    page.keyboard.press("Enter")
    focus(page, "example[2]")
    page.keyboard.press(" ")
    page.keyboard.press("Control+z")
    assert [message for message in sent(page) if "width" not in message and "tip" not in message] == [
        {"pick": "reset"},
        {"pick": "undo"},
        {"pick": "example[2]"},
        {"undo": True},
    ]


def test_no_key_of_a_learner_reaches_the_notebook(opened):
    page = opened()
    for ref in (WEIGHT, "D[1][1, 1]", "example[1]"):
        focus(page, ref)
        assert page.evaluate("document.activeElement.dataset.lmSuppressShortcuts") == "true"
        show(page, network(seq=len(ref)))
        assert page.evaluate("document.activeElement.dataset.lmSuppressShortcuts") == "true"
        page.evaluate("keys.length = 0")
        for key in ("x", "d", "d", "ArrowUp", "ArrowDown", "ArrowLeft", "End", "0"):
            page.keyboard.press(key)
        assert page.evaluate("keys") == []
    page.keyboard.press("Control+s")
    assert page.evaluate("keys") == ["Control", "s"]


# ---------------------------------------------------------------- motion, reading aloud, size

FLOW = (
    '[{"edge": "edge[1][1, 0]", "back": false, "from": "0.5", "to": "−0.07", "turn": 0, "of": 2, "hides": ["a[2][1]"]},'
    '{"edge": "edge[1][2, 0]", "back": false, "from": "0.5", "to": "0.2", "turn": 1, "of": 2, "hides": ["a[2][2]"]}]'
)
TOKENS = "[...el.querySelectorAll('.tok')].map(token => token.textContent)"
WATCH = """() => {
    [window.together, window.overlaps] = [0, 0];
    const watch = () => {
        const boxes = [...el.querySelectorAll(".tok rect")].map((box) => box.getBoundingClientRect());
        window.together += boxes.length > 1;
        window.overlaps += boxes.filter((a, k) => boxes.slice(k + 1).some((b) =>
            a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom)).length;
        requestAnimationFrame(watch);
    };
    watch();
}"""
HIDDEN = "['a[2][1]', 'a[2][2]'].map(name => getComputedStyle(ref(name).querySelector('.v')).opacity)"


def test_numbers_flow_along_the_edges_once(opened):
    page = opened(own={})
    stand_still(page)
    show(page, network(seq=1, flow=FLOW, key="1"))
    assert page.evaluate(HIDDEN) == ["0", "0"] and page.locator(".ghost").count() > 0
    seen = []
    for _ in range(17):
        page.clock.run_for(100)
        seen.append((page.evaluate(TOKENS), page.evaluate(HIDDEN)))
    first, second = ["0", "0"], ["1", "0"]
    way = [(["0.5"], first), (["−0.07"], first), (["0.5"], second), (["0.2"], second), ([], ["1", "1"])]
    assert [one for one, _ in itertools.groupby(seen)] == way
    show(page, network(seq=2, flow=FLOW, key="1"))
    page.clock.run_for(100)
    assert page.evaluate(TOKENS) == []
    show(page, network(seq=3, flow=FLOW, key="2"))
    page.clock.run_for(100)
    assert page.evaluate(TOKENS) == ["0.5"]
    show(page, network(seq=4))
    assert page.evaluate(TOKENS) == [] and page.evaluate(HIDDEN) == ["1", "1"]


def test_numbers_that_travel_do_not_lie_on_each_other(opened):
    stepper = bpkit.Stepper("xor", (2, 3, 1), position=1)
    page = opened(stepper._view.html, own={})
    stand_still(page)
    page.evaluate(WATCH)
    stepper.position = 2
    show(page, stepper._view.html)
    page.clock.run_for(1700)
    together, overlaps = page.evaluate("[window.together, window.overlaps]")
    assert together > 90 and overlaps == 0 and page.evaluate(TOKENS) == []


def test_what_changed_flashes_after_a_discrete_move_only(opened):
    page = opened(own={})
    stand_still(page)
    show(page, network(seq=1))
    changed = page.locator("g.cell.go").count()
    assert changed > 20 and page.locator(".ghost").count() == changed
    assert "bpkit-flash" in page.evaluate("getComputedStyle(ref('J').querySelector('rect.o')).animationName")
    page.clock.run_for(1300)
    assert page.locator(".ghost, .go").count() == 0
    x, y = middle(page, WEIGHT)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9, y)
    show(page, network(seq=2), seq=1)
    page.mouse.up()
    show(page, network(seq=3), seq=2)
    assert page.locator(".ghost, .go").count() == 0


def test_reduced_motion_is_none(opened):
    page = opened(reduced_motion="reduce")
    show(page, network(seq=1, flow=FLOW, key="1"))
    settle(page, 50)
    assert page.locator(".ghost, .go, .tok").count() == 0 and page.evaluate(HIDDEN) == ["1", "1"]


def test_nothing_is_read_aloud_while_dragging(opened):
    page = opened()
    x, y = middle(page, WEIGHT)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9, y)
    show(page, network(seq=1), seq=1)
    live = page.locator("[aria-live]:not(.tip)")
    assert live.get_attribute("aria-live") == "off"
    page.mouse.up()
    page.evaluate(
        "new MutationObserver(changes => window.read = changes.length).observe("
        "el.querySelector('[aria-live]'), {childList: true})"
    )
    show(page, network(seq=1) + " ", seq=2)  # the same sentence, but now it is read
    page.wait_for_function("window.read")
    assert live.get_attribute("aria-live") == "polite"


def test_the_class_of_the_width_is_told_when_it_changes(opened):
    page = opened()
    page.wait_for_function("sent.length === 1")
    for width in (1070, 1000, 950, 640, 1100):
        page.evaluate("width => { el.parentElement.style.width = width + 'px' }", width)
        settle(page, 60)
    assert [message["width"] for message in sent(page, "width")] == [1085, 1000, 640, 1085]


def test_where_little_is_missing_all_is_a_little_smaller(opened):
    """Beside JupyterLab's open sidebar there is room for 848 pixels on a projector."""
    page = opened()
    for width, zoom in (
        (1070, 1070 / 1085),
        (980, 0.98),
        (848, 0.848),
        (830, 1),
        (524, 524 / 640),
        (480, 1),
        (1300, 1),
    ):
        page.evaluate("width => { el.parentElement.style.width = width + 'px' }", width)
        page.wait_for_function("zoom => Math.abs(+el.style.zoom - zoom) < 1e-6", arg=zoom)
        if width >= 848:
            assert page.evaluate("el.getBoundingClientRect().width") == pytest.approx(width, abs=0.6)


# How much of what has the focus can be seen, of as much as there is room for; and whether its tip covers it.
IN_SIGHT = """() => {
    const at = document.activeElement, box = (at.querySelector("rect.o, .knob") ?? at).getBoundingClientRect();
    const strip = el.querySelector(".strip"), stage = el.querySelector(".stage").getBoundingClientRect();
    const top = strip.contains(at) ? 0 : strip.getBoundingClientRect().bottom;
    const part = (low, high, from, to) =>
        Math.max(0, (Math.min(high, to) - Math.max(low, from)) / Math.min(high - low, to - from));
    const across = part(box.left, box.right, Math.max(0, stage.left), Math.min(innerWidth, stage.right));
    const tip = el.querySelector(".tip"), over = tip.getBoundingClientRect();
    const meet = over.left < box.right && box.left < over.right && over.top < box.bottom && box.top < over.bottom;
    return [across * part(box.top, box.bottom, top, innerHeight), !tip.hidden && meet];
}"""


@pytest.mark.parametrize("way", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize("wide, high", [(640, 330), (400, 500)])
def test_what_the_keyboard_comes_to_is_in_sight_whole_and_its_tip_beside_it(opened, way, wide, high):
    explorer = bpkit.Explorer("xor")
    explorer._view._receive(None, {"width": 640}, [])
    page = opened(explorer._view.html, reduced_motion="reduce")
    page.evaluate(
        "() => { window.answering = ({ tip }) => tip && model.message({ tip, html: '<b>z = 0.5</b><br>two lines' }); }"
    )
    page.set_viewport_size({"width": wide, "height": high})
    page.evaluate("wide => { el.parentElement.style.width = wide + 'px' }", wide)
    page.locator("#before" if way == "Tab" else "#after").focus()
    seen = []
    for _ in range(60):
        page.keyboard.press(way)
        if focused(page) in ("before", "after"):
            break
        settle(page, 30)
        seen.append((focused(page), *page.evaluate(IN_SIGHT)))
    assert len(seen) > 15
    assert [(ref, share) for ref, share, _ in seen if share < 0.95] == []
    assert [ref for ref, _, is_covered in seen if is_covered] == []


# ---------------------------------------------------------------- the end


def test_after_its_end_a_view_hears_nothing(opened):
    page = opened()
    page.evaluate("end()")
    before = page.evaluate("el.innerHTML")
    show(page, network(seq=1), seq=1)
    page.mouse.click(*middle(page, "J"))
    page.locator("[data-ref=undo]").click()
    settle(page)
    assert page.evaluate("el.innerHTML") == before and sent(page, "pick") == sent(page, "tip") == []


# ---------------------------------------------------------------- its size, and taking it along

TOOLS = '<div class="bp"><button data-ref="copy" data-pick="1" title="copy the picture">⧉</button>' + (
    '<button data-ref="full" data-pick="1" title="full screen">⛶</button><div class="stage"><svg width="1085" '
    'height="500" viewBox="0 0 1085 500"><text x="9" y="20">0.5</text></svg></div></div>'
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="#f00"/></svg>'
CLIPBOARD = """async () => {
    const [item] = await navigator.clipboard.read(), blob = await item.getType("image/png");
    const image = await createImageBitmap(blob), canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    return [image.width, image.height, ...canvas.getContext("2d").getImageData(9, 9, 1, 1).data];
}"""


def test_the_copy_button_puts_the_saved_picture_on_the_clipboard(opened):
    page = opened(TOOLS, own={})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("svg => { window.answering = ({ copy }) => copy && model.message({ svg }); }", SVG)
    page.locator('[data-ref="copy"]').click()
    page.locator('[data-ref="copy"].done[title="copied"]').wait_for()
    assert page.evaluate(CLIPBOARD) == [60, 40, 255, 0, 0, 255]
    assert page.evaluate("sent.filter((message) => message.pick)") == []


def test_where_the_clipboard_is_closed_the_picture_is_a_file(opened, tmp_path):
    page = opened(TOOLS)
    page.evaluate("svg => { window.answering = ({ copy }) => copy && model.message({ svg }); }", SVG)
    page.evaluate("() => { navigator.clipboard.write = () => Promise.reject(new Error('closed')); }")
    with page.expect_download() as download:
        page.locator('[data-ref="copy"]').click()
    download.value.save_as(tmp_path / "bpkit.png")
    assert (tmp_path / "bpkit.png").read_bytes().startswith(b"\x89PNG")


def test_scale_enlarges_all_and_a_drag_still_counts_pixels_of_the_picture(opened):
    page = opened(scale=1.6)
    assert page.evaluate("el.getBoundingClientRect().width / el.offsetWidth") == pytest.approx(1.6, abs=0.01)
    page.evaluate("model.update({ scale: 1 })")
    assert page.evaluate("el.getBoundingClientRect().width") == 1085
    page.evaluate("model.update({ scale: 1.6 })")
    box = page.locator(f'[data-ref="{WEIGHT}"]').bounding_box()
    x, y = box["x"] + 9, box["y"] + 9
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 32, y, steps=4)
    page.mouse.up()
    page.wait_for_function("sent.at(-1)?.done")
    assert page.evaluate("sent.at(-1).value") == pytest.approx(0.5 + 20 * 0.01)


def test_the_full_screen_button_makes_it_as_large_as_fits_and_back(opened):
    page = opened(TOOLS, scale=1.25)
    page.locator('[data-ref="full"]').click()
    page.wait_for_function("document.fullscreenElement === el")
    page.wait_for_function("Math.abs(el.querySelector('.stage > svg').getBoundingClientRect().width - innerWidth) < 40")
    svg = page.locator(".stage > svg").bounding_box()
    assert svg["x"] >= 0 and svg["x"] + svg["width"] <= page.evaluate("innerWidth")
    assert svg["y"] + svg["height"] <= page.evaluate("innerHeight")
    show(page, TOOLS.replace("1085", "640").replace("500", "300"))
    page.wait_for_function("Math.abs(el.querySelector('.stage > svg').getBoundingClientRect().width - innerWidth) < 60")
    page.locator('[data-ref="full"]').click()
    page.wait_for_function("!document.fullscreenElement && el.style.zoom === '1.25'")
