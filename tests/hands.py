"""A learner's hand and eyes for the tests: what the browser reports when it is used, and what stands on the screen."""

import asyncio
import signal
from unicodedata import normalize
from xml.etree import ElementTree

import numpy as np
import pytest

import bpkit
from bpkit import DataSet, ForwardPass
from bpkit.notation import Ref

TRAITS = ("Theta", "z", "a", "delta", "Delta", "D")
SHOWN = {"a", "delta", "Theta", "product", "Delta", "D", "J", "lambda_", "seed"}  # by the Explorer
SHOWN_BY_FORWARD_PASS = {"z", "a", "Theta", "seed"}
THREE = DataSet(X=[[0.5, -1, 2], [1, 0, 0], [-3, 2, 1]], Y=[[1, 0], [0, 1], [0.25, 0.75]], name="three")


@pytest.fixture
def interruptible():
    """An interrupt is one here, too, where a shell in the background has all that it starts ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Hand:
    """What the browser sends when somebody touches the picture."""

    def __init__(self, widget):
        self.widget, self.seq = widget, 0

    def send(self, **content):
        self.widget._view._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})

    def move(self, ref, *values, done=True, key=False):
        """Move a number by mouse or by key, or type it."""
        for k, value in enumerate(values):
            self.seq += 1
            last = done and k == len(values) - 1
            self.send(move=ref, value=value, seq=self.seq, done=last or key, key=key)

    def paint(self, *pixels, done=True):
        self.seq += 1
        self.send(paint=[[f"x[{k}]" if isinstance(k, int) else k, ink] for k, ink in pixels], seq=self.seq, done=done)

    def pick(self, ref):
        self.send(pick=ref)

    def leave(self, *answers):
        """A page shows it no longer, and asks the others, which give these answers."""
        for word in ("missed", *answers, "gone"):
            self.send(**{word: True})


class Written(float):
    """A number as it is written: right to as many decimals as there are."""

    def __new__(cls, text):
        return super().__new__(cls, text.replace("−", "-"))

    def __init__(self, text):
        digits, _, power = text.partition("e")
        decimals = len(digits.partition(".")[2]) - int(power or 0)
        if (
            not power and "." not in text and len(text.strip("−")) < 3
        ):  # where a number is short, it has no more decimals
            decimals = 4
        self.half = 0.501 * 10.0**-decimals


def page(widget):
    """The screen as a tree."""
    return ElementTree.fromstring(f"<div>{widget._view.html}</div>".replace("&emsp;", " "))


def stage(widget):
    """The picture below the strip: an svg element."""
    (found,) = with_class(page(widget), "stage")
    return found.find("svg")


def text(element):
    return " ".join("".join(element.itertext()).split())


def with_class(tree, name):
    return [element for element in tree.iter() if name in (element.get("class") or "").split()]


def by_ref(tree):
    """The elements with a data-ref, by it; none may stand there twice."""
    found = [(element.get("data-ref"), element) for element in tree.iter() if element.get("data-ref")]
    assert len(dict(found)) == len(found), [ref for ref, _ in found if [r for r, _ in found].count(ref) > 1]
    return dict(found)


def number_in(element):
    """The number that is written in an element, or None."""
    for part in element.iter():
        if part.text and "v" in part.get("class", "").split():
            return Written(part.text)
    return None


def shown(widget, tree=None):
    """The numbers of the screen by their data-ref."""
    elements = by_ref(page(widget) if tree is None else tree)
    numbers = {ref: number_in(element) for ref, element in elements.items()}
    return {ref: number for ref, number in numbers.items() if number is not None}


def changed(widget, tree=None):
    """The refs that carry the class changed."""
    return {
        str(Ref.parse(element.get("data-ref")))
        for element in with_class(page(widget) if tree is None else tree, "changed")
    }


def said(widget, tree=None):
    """The sentence in the strip, as text."""
    (say,) = with_class(page(widget) if tree is None else tree, "say")
    return "".join(say.itertext()).replace("\xa0", " ")


def flat(sentence):
    """A sentence with its indices as text() gives them: Θ(1)11 for Θ⁽¹⁾₁₁."""
    return normalize("NFKC", sentence)


def is_a_sentence(sentence):
    return sentence.endswith(".") and ". " not in sentence and "\n" not in sentence and len(sentence) < 200


def examples(widget):
    """X and Y with the edits, from the traits alone."""
    X, Y = widget.data_set.X.copy(), widget.data_set.Y.copy()
    for t, (x, y) in widget.edits.items():
        X[t - 1], Y[t - 1] = x, y
    return X, Y


def contract(widget):
    """All arrays by name, and J, from the functions of the contract and the traits that are given."""
    (X, Y), t = examples(widget), widget.example
    Theta = {l: np.array(widget.Theta[l]) for l in widget.Theta}
    z, a = bpkit.forward_propagate(Theta, X[t - 1])
    delta = bpkit.backpropagate_errors(Theta, a, Y[t - 1])
    J, D = bpkit.cost_and_gradient(Theta, X, Y, widget.lambda_)
    all_a = bpkit.forward_propagate(Theta, X.T)[1]
    zeros = {l: np.zeros_like(Theta[l]) for l in Theta}
    Delta = bpkit.accumulate(zeros, bpkit.backpropagate_errors(Theta, all_a, Y.T), all_a)
    product = {l: np.outer(delta[l + 1], a[l]) for l in Theta}
    h = all_a[len(Theta) + 1].T
    arrays = {"Theta": Theta, "z": z, "a": a, "delta": delta, "product": product, "Delta": Delta, "D": D}
    return arrays, {"x": X, "y": Y, "h": h}, J


def recomputed(widget):
    """Every number by its ref."""
    arrays, rows, J = contract(widget)
    found = {"J": J, "lambda_": widget.lambda_, "seed": widget.seed}
    L = len(widget.Theta) + 1
    for name, layers in arrays.items():
        for l, array in layers.items():
            bias = name == "a" and l < L
            for (i, j), value in np.ndenumerate(array):
                column = name in ("z", "a", "delta")
                found[f"{name}[{l}][{i + (not bias)}]" if column else f"{name}[{l}][{i + 1}, {j}]"] = value
    for name, array in rows.items():
        found |= {f"{name}[{k + 1}]@{t + 1}": value for (t, k), value in np.ndenumerate(array)}
        found |= {f"{name}[{k}]": value for k, value in enumerate(array[widget.example - 1], start=1)}
    return found


def assert_computed(widget):
    """The numbers of the traits are what the contract's functions give for those that are set."""
    arrays, _, J = contract(widget)
    assert widget.J == pytest.approx(J, rel=1e-12)
    for name in TRAITS:
        values = getattr(widget, name)
        assert values.keys() == arrays[name].keys()
        for l, expected in arrays[name].items():
            np.testing.assert_allclose(values[l], expected, rtol=1e-11, atol=1e-13, err_msg=f"{name}[{l}]")


def assert_right(widget, whole=True):
    """The numbers of the traits are right, and the screen shows them.

    whole : every number of the matrices and units is written there, as it is where they are few.
    """
    assert_computed(widget)
    right, elements = recomputed(widget), by_ref(page(widget))
    names = SHOWN_BY_FORWARD_PASS if isinstance(widget, ForwardPass) else SHOWN
    written = set()
    for ref, element in elements.items():
        key = ref.replace("edge", "Theta")
        if key not in right:
            continue
        if moves := element.get("data-given"):
            told = float(moves.split()[0])
            # In images they are rounded, for there are many; a float cannot hold each seed.
            assert told in (float(right[key]), round(right[key], 4)), ref
        if (number := number_in(element)) is not None:
            written.add(ref)
            if key == "seed" and right[key] > 9999:  # 9e15
                continue
            half = number.half
            if element.get("data-plain"):  # a column of the table has room for −0.25; all of it is in data-given
                half = 0.00501 if abs(right[key]) < 10 else max(half, 0.501)
            assert abs(number - right[key]) <= half, (ref, number, right[key])
    wanted = {ref for ref in right if Ref.parse(ref).quantity in names}
    assert written & wanted
    if whole:
        assert wanted <= written


def forget(widget):
    """Let a widget of touched numbers forget how it came to where it is."""
    widget._told, widget._history, widget._error = type(widget._told)(), [], ""
    widget._draw()


# ---------------------------------------------------------------- in an event loop, as Jupyter has one


def others():
    """The tasks that go on beside this one."""
    return asyncio.all_tasks() - {asyncio.current_task()}


async def until(true):
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.005)
