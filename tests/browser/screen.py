"""A widget on the page: each control of it touched by mouse and by keyboard, after which the numbers that are shown are
those that plain NumPy finds."""

import json
import re
import time
from ast import literal_eval

from bpkit import load
from browser import lab
from browser.plain_numpy import numbers

WIDGET = "application/vnd.jupyter.widget-view+json"
# Of each code cell the model that it shows, or null.
MODELS = f"() => {lab.CODE_CELLS}.map(cell => cell.outputs.toJSON().map(out => out.data?.['{WIDGET}']?.model_id)[0])"
STATE = """__import__("bpkit.widgets.live").widgets.live.alone(lambda w: __import__("json").dumps({
    **{name: value for name in w.CHECKED
       if isinstance(value := getattr(w, name), (int, float, str, tuple, type(None)))},
    **({"Theta": {l: Theta.tolist() for l, Theta in w.Theta.items()}}
       if hasattr(getattr(w, "Theta", None), "items") else {}),
    **({name: [list(w.edits[t][k]) if t in w.edits else row.tolist() for t, row in enumerate(of_all, start=1)]
        for k, (name, of_all) in enumerate([("X", w.data_set.X), ("Y", w.data_set.Y)])}
       if hasattr(w, "data_set") and w.data != "digits" else {}),
    "kind": type(w).__name__, "given": w.BY_REF,
    "view": [w._view.model_id, __import__("hashlib").sha1(w._view.html.encode()).hexdigest()],
    "html": hash((w._view.html, *(str(child.layout.display) for child in w.children))),
}))(__import__("ipywidgets").widgets.widget._instances["MODEL"])"""

# Of each number on the screen its text, and whether it has little room; EpsilonLab's are the end of a line. Null as
# long as the page does not show, of all that has a name, what the kernel has sent, which has that digest.
SHOWN = """async (view, [model, digest]) => {
    const manager = await PANEL.content.rendermime.createRenderer('WIDGET')._manager.promise;
    const html = (await manager.get_model(model)).get('html');
    const sha1 = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(html));
    if ([...new Uint8Array(sha1)].map(byte => byte.toString(16).padStart(2, '0')).join('') !== digest) return null;
    const sent = document.createElement('template'), page = view.querySelector(':scope > .bp:not(.over)');
    sent.innerHTML = html;
    const named = root => [...root.querySelectorAll('[data-ref]')].map(item => [item.dataset.ref, item.textContent,
        item.disabled, item.ariaDisabled, item.ariaPressed, item.dataset.given]).join(';');
    return named(page) !== named(sent.content) ? null : [...view.querySelectorAll('[data-ref]')].map(item => {
        const text = item.matches('.v') ? item : item.querySelector('.v');
        return [item.dataset.ref, (text ?? item).textContent, Boolean(text), 'plain' in item.dataset];
    });
}""".replace("PANEL", lab.PANEL).replace("WIDGET", WIDGET)
# What can be touched: ref, what kind, whether there is room for a larger number, and whether it is chosen already.
CONTROLS = """view => [...view.querySelectorAll('[data-ref]:is(button, select, input, [data-given], [data-pick])')]
    .filter(item => !item.disabled && item.ariaDisabled !== 'true' && item.checkVisibility()
        && item.getBoundingClientRect().width).map(item => {
    const {given, most} = {...item.closest('.plane')?.dataset, ...item.dataset};
    const [value, ...rest] = (given ?? '').split(' ').map(Number), room = parseFloat(most ?? 'Infinity') - value;
    const chosen = item.matches('[aria-pressed=true], [aria-current], [aria-selected=true]');
    return [item.dataset.ref, given ? 'given' : item.localName, room > 30 * rest.at(-1), chosen];
})"""
# Where the mouse can get at it, after it has been scrolled to.
REACH = """item => {
    item.scrollIntoView({block: 'center'});
    const {x, y, width, height} = item.getBoundingClientRect();
    const middle = node => (({x, y, width, height}) => [x + width / 2, y + height / 2])(node.getBoundingClientRect());
    const grid = [...Array(25).keys()].map(k => [x + width * (k % 5 + .5) / 5, y + height * ((k / 5 | 0) + .5) / 5]);
    const path = item.querySelector('path.w'), length = path?.getTotalLength();
    const along = (path ? [.3, .7, .15, .85] : []).map(part => path.getPointAtLength(part * length)
        .matrixTransform(path.getScreenCTM())).map(({x, y}) => [x, y]);
    const inside = [...item.querySelectorAll('.knob'), item, ...item.children].map(middle);
    return [...along, ...inside, ...grid].find(([x, y]) =>
        document.elementFromPoint(x, y)?.closest('[data-ref]') === item) ?? null;
}"""
FULL = "() => Boolean(document.fullscreenElement)"
TOUCHED = set()  # the apps and kinds of widgets whose controls were touched, in one notebook or another
TURNED_ON = {"predict", "full", "play", "run"}  # and off again by the same


class Screen:
    """A widget on the page."""

    def __init__(self, notebook, cell, model):
        self.notebook, self.page = notebook, notebook.page
        self.view = self.page.locator(".jp-CodeCell").nth(cell).locator(".bpkit-view").first
        self.node = self.view.element_handle()  # a locator is looked for in the whole page each time: 20 ms
        self.expression = STATE.replace("MODEL", model)
        self.seen = None  # the picture that was right last

    def state(self):
        state = json.loads(literal_eval(self.notebook.ask_kernel(self.expression)))
        if state.get("data") == "digits":  # too many to be asked for
            state["X"], state["Y"] = load("digits").train
        return state

    def item(self, ref):
        return self.view.locator(f'[data-ref="{ref}"]').first

    def wrong(self, state):
        """What is on the page, and not what it should be."""
        right = numbers(state)
        found = []
        all_shown = lab.evaluate(self.node, SHOWN, state["view"])
        if all_shown is None:
            return ["The page is behind the kernel."]
        for ref, text, is_number, is_plain in all_shown:
            name = re.sub(r"^eq\d?:", "", ref)
            if is_number and name not in right:
                found.append((ref, text, "unknown"))
            elif name in right and (number := re.search(r"−?\d*\.?[\d\s]+$|^−?\d*\.?\d+", text)):
                if not is_number and name not in ("J", "J_plus", "J_minus", "two_sided", "one_sided"):
                    continue
                digits = re.sub(r"\s", "", number[0])
                decimals = len(digits.partition(".")[2])
                off = 0.501 * 10.0 ** -(decimals if "." in digits or len(digits.strip("−")) > 2 else 4)
                if is_plain:  # a column of the table has room for −0.25
                    off = 0.00501 if abs(right[name]) < 10 else max(off, 0.501)
                if name in ("two_sided", "one_sided"):
                    off += 1e-14 / 10.0 ** state["exponent"]
                if not abs(float(digits.replace("−", "-")) - right[name]) <= off + 1e-13:
                    found.append((ref, text, right[name]))
        return found

    def is_right(self):
        """As settle, but it may be the picture that was seen last."""
        self.seen = None
        assert self.settle()

    def settle(self, moves=False, is_sure=True):
        """Wait until another picture is shown than was seen last, and all numbers are right, unless it moves by itself.

        is_sure : whether there is to be another one; else a moment is enough. Returns whether there is one.
        """
        if not is_sure:
            self.notebook.ask(lab.ANSWERED)
        begin, seconds = time.monotonic(), 10 if is_sure else 0.2
        while True:
            state = self.state()
            changed = state["html"] != self.seen
            wrong = changed and not moves and self.wrong(state)
            if changed and not wrong:
                self.seen = state["html"]
                return True
            if time.monotonic() > begin + (10 if changed else seconds):
                assert not wrong, wrong
                return False
            self.page.wait_for_timeout(20)


def touched(screen, hand, ref, kind, more, moves=False, is_sure=True):
    """Move or press one control, and wait for what it does. Returns whether it did something.

    more : whether a number has room above it. moves : whether it goes on by itself then. is_sure : that it does
    something.
    """
    page, item = screen.page, screen.node.query_selector(f'[data-ref="{ref}"]')
    while (state := screen.state()).get("rolling"):  # a ball is taken where it rests
        page.wait_for_timeout(100)
    if ref in TURNED_ON or "rolling" in state:  # it may have moved on since
        screen.seen = state["html"]
    if ref == "check":
        screen.item("answer").fill("2 × 2")
    title, was_full = ref == "copy" and item.get_attribute("title"), ref == "full" and page.evaluate(FULL)
    if hand == "mouse" and kind != "select":
        at = item.evaluate(REACH)
        assert at, f"{ref} is not to be reached by mouse."
    if kind == "select":
        place = item.evaluate("node => node.selectedIndex")
        if hand == "mouse":  # the list that opens is the system's
            item.select_option(index=int(place == 0))
        else:
            item.press("x")  # xor, or xnor
    elif kind == "given":
        if hand == "mouse":
            page.mouse.move(*at)
            page.mouse.down()
            page.mouse.move(at[0] + (12 if more else -12), at[1])
            page.mouse.up()
        else:
            item.focus()
            page.keyboard.press("ArrowUp" if more else "ArrowDown")
    elif kind == "input":
        item.fill("3 × 3")
        item.press("Enter")
    elif hand == "mouse":
        page.mouse.click(*at)
    else:
        item.focus()
        page.keyboard.press("Enter")
    if ref == "full":
        page.wait_for_function(f"was => ({FULL})() !== was", arg=was_full)
        screen.notebook.ask(lab.PAINTED)
        return True
    if ref == "copy":
        page.wait_for_function("([node, was]) => node.title !== was", arg=[item, title])
        return True
    return screen.settle(moves, is_sure)


def touch_all(screen, hand, most=99):
    """One control of each kind, at most so many: the last of its kind by mouse, or the first by keyboard."""
    done = []
    while len(done) < most:
        kinds = {}
        for control in lab.evaluate(screen.node, CONTROLS):
            kinds.setdefault(re.sub(r"\d+", "#", control[0]), []).append(control)
        todo = [name for name in kinds if name not in done]
        if not todo:
            break
        name = min(todo, key=lambda name: (name in ("reset", "undo", "commit"), kinds[name][0][1] != "given"))
        done.append(name)
        free = [control for *control, chosen in kinds[name] if not chosen] or [kinds[name][0][:3]]
        control, *others = free[::-1] if hand == "mouse" else free
        moves = name in TURNED_ON
        # The first one may be what is explained already.
        does = touched(screen, hand, *control, moves, is_sure=not others)
        assert does or touched(screen, hand, *others[-1], moves), f"{name} does nothing by {hand}."
        if moves:
            assert touched(screen, hand, *control), f"{name} is not turned off."


def touch_each(notebook, *hands, most=99):
    """Each widget is right as it is shown; the first one of its kind in this app also when it is touched by them."""
    screens = [Screen(notebook, k, model) for k, model in enumerate(notebook.ask(MODELS)) if model]
    for screen in screens:
        assert screen.settle()
        new = (notebook.server.app, screen.state()["kind"])
        for hand in hands if new not in TOUCHED else ():
            touch_all(screen, hand, most)
        TOUCHED.add(new)
    assert screens and notebook.problems() == []
