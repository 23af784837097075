"""Whatever is done to a widget, by hand and from Python, good or bad: its picture is right, and nothing is lost.

The actions are drawn at random from what stands on the page at that moment. After each, every number of the picture is
compared with one that numpy alone makes of the traits; what was refused has changed nothing; and what Undo brings back
is the state that was there.
"""

import logging
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from hands import THREE, Hand, by_ref, examples, is_a_sentence, number_in, page, with_class
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from networks import by_numpy
from test_blame_lab import assert_right as blame_lab_is_right
from test_output_error_lab import assert_right as output_error_lab_is_right
from test_paths_lab import assert_right as paths_lab_is_right
from test_shards_lab import assert_right as shards_lab_is_right
from test_unit_lab import assert_right as unit_lab_is_right
from test_wrong_line_lab import assert_right as wrong_line_lab_is_right

import bpkit
from bpkit.notation import Ref

# ---------------------------------------------------------------- every number, by numpy


def g(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def J_parts(Theta, X, Y, lambda_):
    """The cross-entropy and the penalty of J, from the logits."""
    a = X.T
    for l in sorted(Theta):
        z = Theta[l] @ np.vstack([np.ones(len(X)), a])
        a = g(z)
    with np.errstate(over="ignore"):
        weights = sum((Theta[l][:, 1:] ** 2).sum() for l in Theta) if lambda_ else 0.0  # 0 · ∞ is no number
    return (np.logaddexp(0, z) - Y.T * z).sum() / len(X), lambda_ / (2 * len(X)) * weights


def network(Theta, X, Y, lambda_):
    """z, a and delta of all examples as columns, and Delta, D, mean and pull: dicts of arrays."""
    L, m = len(Theta) + 1, len(X)
    z, a = {}, {1: np.vstack([np.ones(m), X.T])}
    for l in range(2, L + 1):
        z[l] = Theta[l - 1] @ a[l - 1]
        a[l] = np.vstack([np.ones(m), g(z[l])])
    delta = {L: a[L][1:] - Y.T}
    for l in range(L - 1, 1, -1):
        delta[l] = Theta[l][:, 1:].T @ delta[l + 1] * a[l][1:] * (1 - a[l][1:])
    Delta = {l: sum(np.outer(delta[l + 1][:, t], a[l][:, t]) for t in range(m)) for l in Theta}
    mean = {l: Delta[l] / m for l in Theta}
    pull = {l: lambda_ / m * Theta[l] * (np.arange(Theta[l].shape[1]) > 0) for l in Theta}
    return z, a, delta, {"Delta": Delta, "mean": mean, "pull": pull, "D": {l: mean[l] + pull[l] for l in Theta}}


def by_refs(matrices):
    """{"Theta[1]": array} with a name for each number."""
    return {f"{name}[{i + 1}, {j}]": v for name, array in matrices.items() for (i, j), v in np.ndenumerate(array)}


def of_network(widget):
    X, Y = examples(widget)
    Theta = {l: np.array(widget.Theta[l]) for l in widget.Theta}
    z, a, delta, sums = network(Theta, X, Y, widget.lambda_)
    loss, penalty = J_parts(Theta, X, Y, widget.lambda_)
    found = {"lambda_": widget.lambda_, "seed": widget.seed, "example": widget.example}
    found |= {"J": loss + penalty, "loss": loss, "penalty": penalty}
    found |= by_refs(
        {f"{name}[{l}]": array for name, arrays in {"Theta": Theta, **sums}.items() for l, array in arrays.items()}
    )
    for t in (widget.example, *range(1, len(X) + 1)):
        at = f"@{t}" if "x[1]" in found else ""  # first those of the example that is shown
        for name, layers in (("z", z), ("a", a), ("delta", delta)):
            found |= {
                f"{name}[{l}][{k + (name != 'a')}]{at}": v for l in layers for k, v in enumerate(layers[l][:, t - 1])
            }
        products = {f"product[{l}]": np.outer(delta[l + 1][:, t - 1], a[l][:, t - 1]) for l in Theta}
        found |= {ref + at: value for ref, value in by_refs(products).items()}
        for name, row in (("x", X[t - 1]), ("y", Y[t - 1]), ("h", a[len(Theta) + 1][1:, t - 1])):
            found |= {f"{name}[{k}]{at}": value for k, value in enumerate(row, start=1)}
    return found


def of_accumulate_lab(lab):
    """As of a network; but Δ is the sum of those that are added."""
    found, (X, Y), t = of_network(lab) | {"added": lab.added}, examples(lab), lab.added
    Delta = network({l: np.array(lab.Theta[l]) for l in lab.Theta}, X[:t], Y[:t], 0)[3]["Delta"] if t else {}
    return found | by_refs({f"Delta[{l}]": Delta.get(l, 0 * lab.Theta[l]) for l in lab.Theta})


def of_epsilon_lab(lab):
    found, (X, Y), (l, i, j), epsilon = of_network(lab), examples(lab), lab.weight, 10.0**lab.exponent
    Theta = {k: np.array(lab.Theta[k]) for k in lab.Theta}
    J = {}
    for by in (epsilon, 0, -epsilon):
        Theta[l][i - 1, j] = lab.Theta[l][i - 1, j] + by
        J[by] = sum(J_parts(Theta, X, Y, lab.lambda_))
    if lab.planted:
        found = {ref: value for ref, value in found.items() if Ref.parse(ref).quantity != "D"}
    found |= {"J_plus": J[epsilon], "J_minus": J[-epsilon], "J_gap": J[epsilon] - J[-epsilon], "exponent": lab.exponent}
    found |= {"two_sided": found["J_gap"] / (2 * epsilon), "one_sided": (J[epsilon] - J[0]) / epsilon}
    return found


def of_trainer(t):
    X, Y = t.data_set.train
    Theta = {l: np.array(t.Theta[l]) for l in t.Theta}
    found = {name: getattr(t, name) for name in ("lambda_", "seed", "alpha", "speed")}
    found["J"] = sum(J_parts(Theta, X, Y, t.lambda_))
    return found | {f"h[1]@{k}": h for k, h in enumerate(network(Theta, X, Y, 0)[1][len(Theta) + 1][1], start=1)}


def of_stepper(s):
    """The numbers of the moment that position says, counted out along the listing."""
    X, Y = examples(s)
    L, m = len(s.layer_sizes), len(X)
    loop = [1, *[2] * (L - 1), 3, *[4] * (L - 2), *[5] * (L - 1)]
    t, k = divmod(s.position - 1, len(loop)) if s.position else (0, 0)
    line, t = (0, None) if not s.position else (loop[k], t + 1) if t < m else (6, None)
    whole = SimpleNamespace(X=X, Y=Y, Theta=s.Theta, lambda_=s.lambda_, m=m, L=L)
    found = by_numpy(SimpleNamespace(trace=whole, t=t, line=line))
    assert s.example == (t or (m if line else 1))
    return found | {name: getattr(s, name) for name in ("lambda_", "speed", "example")}


RIGHT = {
    "Explorer": of_network,
    "ForwardPass": of_network,
    "LambdaLab": of_network,
    "Stepper": of_stepper,
    "AccumulateLab": of_accumulate_lab,
    "EpsilonLab": of_epsilon_lab,
    "BeforeAfter": lambda test: {},
    "Trainer": of_trainer,
    "Predict": lambda predict: {},
}
WITHOUT_NETWORK = {
    "PathsLab": paths_lab_is_right,
    "UnitLab": unit_lab_is_right,
    "OutputErrorLab": output_error_lab_is_right,
    "BlameLab": blame_lab_is_right,
    "WrongLineLab": wrong_line_lab_is_right,
    "ShardsLab": shards_lab_is_right,
}


def assert_shown(widget, right, veiled):
    """Each number of the picture is right; while it is asked what will change, what is computed is still veiled."""
    for place, element in by_ref(page(widget)).items():
        ref = place.removeprefix("eq:").removeprefix("eq2:").replace("edge", "Theta")
        moves, number = element.get("data-given"), number_in(element)
        value = (veiled if veiled and not moves else right).get(ref)
        if moves and value is not None:
            told = [float(part) for part in moves.split()[:-1]]
            if len(told) == 1:
                assert told[0] in (float(value), round(value, 4)), place
        if number is not None and value is not None:
            half = max(number.half, 1e-11 * abs(value))
            if element.get("data-plain"):  # it has little room; all of it is in data-given
                half = max(half, 0.00501 if abs(value) < 10 else 0.501)
            assert abs(number - value) <= half or abs(value) > 1e15, (place, number, value)
        for digits in with_class(element, "digits"):
            if value is not None and abs(value) < 1e15:  # J to its last digit, and quotients of what cancels
                noise = 4e-15 * max(1, abs(right["J"]))
                noise *= 1 if ref[0] in "JD" else 10.0**-widget.exponent
                assert abs(float("".join(digits.itertext()).strip().replace("−", "-")) - value) <= noise, (place, value)


# ---------------------------------------------------------------- what may be done

TYPED = [
    "0,5",
    "−1",
    "1",
    "2",
    "1.25e-1",
    "0",
    "12 000",
    "٣",
    "40",
    "much",
    "",
    "1,234",
    "1e400",
    "1e308",
    "½",
    "-0.5",
    "999",
]
NUMBERS = [
    0,
    1,
    0.25,
    -1.5,
    3,
    1e-9,
    1e6,
    1e300,
    -1,
    float("nan"),
    float("inf"),
    "1",
    None,
    True,
    1 + 0j,
    np.float32(0.1),
]
WHOLE = [0, 1, 2, 3, 4, 7, 11, 40, -1, 2**70, 1.5, "2", None, True, np.int64(2), np.uint8(1)]
PAIRS = [(1, 1), (1, 0), (2, 1), (2, 2), (3, 0), (1,), 4, None, "ab", [1, 2], (1.0, 1), (1, 40)]
SETS = {
    "data": ["xor", "planar", THREE, "nothing", np.str_("xnor")],
    "layer_sizes": [
        None,
        (2, 3, 1),
        (2, 1),
        [2, 2, 2, 1],
        (3, 2, 2),
        (3, 2),
        (2, 6, 1),
        (2, 0, 1),
        (2,),
        3,
        "no",
        (2, 201, 1),
    ],
    "edits": [
        None,
        {},
        {1: ((0.5, 0.5), (1,))},
        {2: ((1, 0), (0.25,)), 4: ((0, 0), (1,))},
        {9: ((1, 1), (1,))},
        4,
        {1: 2},
    ],
    "Theta": [
        None,
        *[bpkit.random_theta(sizes, 3) for sizes in ((2, 2, 1), (2, 1), (2, 3, 2, 1), (3, 2, 2))],
        {},
        4,
        {1: [[np.nan, 1, 1]]},
    ],
    "weight": [(1, 1, 1), (2, 1, 0), (1, 2, 2), (3, 1, 1), (1, 1), 4],
    "planted": [None, "g′ is forgotten", "(1/m)Δ + λΘ", "nothing", 4],
    "ask": ["01 unit", "02 sign", "nothing", None, ()],
    "answers": [(), ("25 x 65",), ["-1"], ("−1", "2", "1"), ("+",), "no", 4, (1,)],
    "bet": [None, 1, 6, "all right", "J", "nothing", 99],
    "batch_size": [None, 1, 2, 100, 0, "2"],
    **dict.fromkeys(("row", "entry"), PAIRS),
    **dict.fromkeys(("predict", "playing", "running", "rolling"), [True, False, np.True_, 1, None]),
    **dict.fromkeys(
        ("example", "seed", "position", "layer", "added", "case", "unit", "part", "drawn", "folds", "layers", "units"),
        WHOLE,
    ),
}
INDEX = st.integers(0, 999)
VALUE = st.floats(-4, 4) | st.floats(-4, 4).map(round)
INK = st.tuples(st.integers(0, 70), st.floats(-1, 2))
SENT = [{"undo": True}, {"pick": "reset"}, {"width": 640}, {"width": 1085}, {"pick": "nothing[3]"}]
FIXED = ["D[1][1, 1]", "Theta[7][1, 1]", "x[0]", "point[99]", "nonsense", "J"]  # nothing that can be moved
ACTIONS = st.one_of(
    st.tuples(st.just("move"), INDEX, st.lists(VALUE, min_size=1, max_size=3), st.booleans(), st.booleans()),
    st.tuples(st.just("type"), INDEX, st.sampled_from(TYPED)),
    st.tuples(st.just("type where"), st.sampled_from(FIXED), st.sampled_from(TYPED)),
    st.tuples(st.just("pick"), INDEX),
    st.tuples(st.just("pick"), INDEX),
    st.tuples(st.just("set"), INDEX, INDEX),
    st.tuples(st.just("set"), INDEX, INDEX),
    st.tuples(st.just("set"), INDEX, INDEX),
    st.tuples(st.just("set both"), INDEX, INDEX, INDEX, INDEX),
    st.tuples(st.just("tip"), INDEX),
    st.tuples(st.just("paint"), st.lists(INK, min_size=1, max_size=3), st.booleans()),
    st.tuples(st.just("send"), st.sampled_from(SENT)),
    st.tuples(st.just("call"), st.sampled_from(["undo", "reset", "step"])),
)


class Log(logging.Handler):
    """What went wrong where nobody sees it."""

    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append(self.format(record))


def same(one, other):
    """Whether two states are."""
    return one.keys() == other.keys() and all(
        one[name] is other[name] or (_weights(one[name], other[name]) if name == "Theta" else one[name] == other[name])
        for name in one
    )


def _weights(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[l], other[l]) for l in one)


class Use:
    """A widget, and one who uses it and keeps account."""

    def __init__(self, name):
        self.name, self.widget = name, getattr(bpkit, name)()
        self.hand, self.past, self.first = Hand(self.widget), [], self.state()
        self.right, self.veiled, self.log, self.said = {}, {}, Log(), []
        complain = self.widget._complain
        self.widget._complain = lambda sentence: (self.said.append(sentence), complain(sentence))

    def state(self, looks=False):
        names = [name for name in self.widget.CHECKED if looks or name in self.widget.STATE]
        return {name: getattr(self.widget, name) for name in names}

    def do(self, action):
        kind, *how = action
        getattr(self, "_" + kind.replace(" ", "_"))(*how)

    def _offered(self, attribute):
        found = [(ref, e.get(attribute)) for ref, e in by_ref(page(self.widget)).items() if e.get(attribute)]
        return found or [("nothing", "0 1")]

    def _move(self, index, values, done, key):
        given = self._offered("data-given")
        ref, moves = given[index % len(given)]
        ref = ref.removeprefix("eq:").removeprefix("eq2:")
        pairs = len(moves.split()) == 3
        for k, value in enumerate(values):
            value = [value, value / 2] if pairs else value
            last = done and k == len(values) - 1
            self.act(f"move {ref} to {value}", partial(self.hand.move, ref, value, done=last, key=key))

    def _type(self, index, text):
        given = [*self._offered("data-given"), *[("answer", "")] * ('data-ref="answer"' in self.widget._view.html)]
        ref = given[index % len(given)][0].removeprefix("eq:").removeprefix("eq2:").replace("edge", "Theta")
        self.act(f"type {text!r} for {ref}", lambda: self.hand.move(ref, text))

    def _type_where(self, ref, text):
        self.act(f"type {text!r} for {ref}", lambda: self.hand.move(ref, text))

    def _pick(self, index):
        offered = self._offered("data-pick")
        ref = offered[index % len(offered)][0]
        self.act(f"pick {ref}", lambda: self.hand.pick(ref))

    def _tip(self, index):
        refs = list(by_ref(page(self.widget)))
        self.act(f"tip {refs[index % len(refs)]}", lambda: self.hand.send(tip=refs[index % len(refs)]))

    def _paint(self, pixels, done):
        if isinstance(self.widget, bpkit.Explorer | bpkit.Stepper):
            self.act(f"paint {pixels}", lambda: self.hand.paint(*pixels, done=done))

    def _send(self, content):
        self.act(f"send {content}", lambda: self.hand.send(**content))

    def _call(self, name):
        if hasattr(self.widget, name) and callable(getattr(self.widget, name)):
            self.act(f"{name}()", getattr(self.widget, name))

    def _choice(self, index, which):
        name = self.widget.CHECKED[index % len(self.widget.CHECKED)]
        values = SETS.get(name, NUMBERS)
        return name, values[which % len(values)]

    def _set(self, index, which):
        name, value = self._choice(index, which)
        self.act(f"{name} = {value!r}", lambda: setattr(self.widget, name, value))

    def _set_both(self, *indices):
        (one, first), (other, second) = self._choice(*indices[:2]), self._choice(*indices[2:])

        def together():
            with self.widget.hold_trait_notifications():
                setattr(self.widget, one, first)
                setattr(self.widget, other, second)

        self.act(f"{one} = {first!r}, {other} = {second!r}", together, whole=False)

    def act(self, words, action, whole=True):
        """Do it, and look. whole : whether all of it is refused, if it is."""
        note(words)
        widget, before, moves, sentence = self.widget, self.state(looks=True), len(self.widget._history), ""
        self.said.clear()
        try:
            action()
        except ValueError as error:
            sentence = str(error)
        assert not self.log.records, "\n".join(self.log.records)
        sentence = sentence or "".join(self.said)
        if sentence:
            assert is_a_sentence(sentence), sentence
        after, now = self.state(), len(widget._history)
        if sentence and whole:
            assert same(self.state(looks=True), before), ("refused, and yet", sentence)
            assert now == moves
        before = {name: before[name] for name in after}
        if now > moves:
            assert now == moves + 1
            self.past.append(before)
        elif now < moves:
            was = self.past.pop()
            for name in after if self.name == "Trainer" else ():
                was[name] = after[name] if name == "Theta" else was[name]  # the steps that were made stay
            assert same(after, was), "what is undone is as it was"
        if widget._told.asking and now > moves:
            self.veiled = dict(self.right)
            if words.startswith("move point"):  # its example is chosen first
                of = f"@{widget.example}"
                self.veiled |= {ref.removesuffix(of): v for ref, v in self.right.items() if ref.endswith(of)}
        self.look()

    def look(self):
        if self.name in WITHOUT_NETWORK:
            WITHOUT_NETWORK[self.name](self.widget)
        else:
            self.right = RIGHT[self.name](self.widget)
            assert_shown(self.widget, self.right, self.widget._told.asking and self.veiled)


EACH = 25  # actions in a row
ROWS = {
    "BeforeAfter": 20,
    "Explorer": 24, "ForwardPass": 16, "Stepper": 60, "Trainer": 16, "UnitLab": 70, "OutputErrorLab": 70,
    "PathsLab": 30, "Predict": 30, "BlameLab": 50, "AccumulateLab": 16, "LambdaLab": 30,
    "EpsilonLab": 6, "WrongLineLab": 50, "ShardsLab": 30,
}  # fmt: skip


@pytest.mark.parametrize("name", bpkit._WIDGETS)
def test_whatever_is_done_the_picture_is_right_and_nothing_is_lost(name):
    @settings(max_examples=ROWS[name], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTIONS, min_size=EACH, max_size=EACH))
    def use(actions):
        one = Use(name)
        logger = logging.getLogger("bpkit")
        logger.addHandler(one.log)
        try:
            one.look()
            for action in actions:
                one.do(action)
        finally:
            logger.removeHandler(one.log)
            one.widget.close()

    use()
