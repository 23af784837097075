"""The lines of the algorithm as data: how each is written, what it reads and writes, for which layers it is executed.

What the lines compute stands in algorithm.py. The debugger, the listings and the checks ask here which line is which.
"""

from collections.abc import Callable
from typing import NamedTuple

from bpkit.notation import INDICES, Ref, plain


class Line(NamedTuple):
    """One line. What it reads and writes are pairs of a quantity and its layer, counted from l; None: it has no layer.

    number : 0 for Δ := 0, then 1 … 7, and None for the line "for t = 1 … m". text : the source that notation sets.
    layers : from L to the l for which it is executed, in order; line 0 sets all layers at once, so its l is None.
    says : what it does, with {t}, {l}, {before} and {behind}, the layers on both sides; see say.
    loop : it stands inside the loop. bias : of the matrix it writes only column 0 (True), only the others (False), or
    all (None).
    """

    number: int
    text: str
    reads: tuple = ()
    writes: tuple = ()
    layers: Callable = lambda L: ()
    says: str = ""
    loop: bool = False
    bias: bool = None

    @property
    def plain(self):
        """The text where only plain text can go, set in if it stands inside the loop."""
        return "  " * self.loop + plain(self.text)

    def reads_of(self, l):
        """Names of what it reads when it is executed for layer l: ("Theta[1]", "a[1]") of line 2 for l = 2."""
        return tuple(str(ref) for ref in _refs(self.reads, l))

    def writes_of(self, l, L):
        """Names of what it writes when it is executed for layer l of L."""
        layers = range(1, L) if l is None else (l,)
        return tuple(str(ref) for k in layers for ref in _refs(self.writes, k))

    def first(self, l):
        """The Ref of the first number that it writes when it is executed for layer l."""
        ref = _refs(self.writes, l or 1)[0]
        return ref._replace(i=1, j=int(self.bias is False) if INDICES[ref.quantity] == "lij" else None)

    def say(self, t=None, l=None):
        """What it does, for example t and layer l."""
        return self.says.format(t=t, l=l, before=l and l - 1, behind=l and l + 1)


def _refs(pairs, l):
    return tuple(Ref(quantity, None if offset is None else l + offset) for quantity, offset in pairs)


def _hidden_backward(L):
    return range(L - 1, 1, -1)


def _matrices(L):
    return range(1, L)


LINES = {
    line.number: line
    for line in (
        Line(
            0,
            'Δ^{(l)} := 0 "for all" l',
            writes=(("Delta", 0),),
            layers=lambda L: (None,),
            says="Begin with zeros: no example has said anything yet.",
        ),
        Line(None, '"for" t = 1 … m:'),
        Line(
            1,
            'a^{(1)} := x^{(t)}, a_{0} = 1 "added"',
            reads=(("x", None),),
            writes=(("a", 0),),
            layers=lambda L: (1,),
            says="Put example {t} into layer 1.",
            loop=True,
        ),
        Line(
            2,
            'z^{(l)} = Θ^{(l−1)}a^{(l−1)}, a^{(l)} = g(z^{(l)}), a_{0} = 1 "added"',
            reads=(("Theta", -1), ("a", -1)),
            writes=(("z", 0), ("a", 0)),
            layers=lambda L: range(2, L + 1),
            says="Go forward from layer {before} to layer {l}: multiply, add up, then g.",
            loop=True,
        ),
        Line(
            3,
            "δ^{(L)} = a^{(L)} − y^{(t)}",
            reads=(("a", 0), ("y", None)),
            writes=(("delta", 0),),
            layers=lambda L: (L,),
            says="Compare the answer with the right one.",
            loop=True,
        ),
        Line(
            4,
            'δ^{(l)} = (Θ^{(l)})^{"T"}δ^{(l+1)} .* a^{(l)} .* (1 − a^{(l)})',
            reads=(("Theta", 0), ("delta", 1), ("a", 0)),
            writes=(("delta", 0),),
            layers=_hidden_backward,
            says="Take the error back from layer {behind} to layer {l}. The bias unit's row is dropped.",
            loop=True,
        ),
        Line(
            5,
            'Δ^{(l)} := Δ^{(l)} + δ^{(l+1)}(a^{(l)})^{"T"}',
            reads=(("Delta", 0), ("delta", 1), ("a", 0)),
            writes=(("Delta", 0),),
            layers=_matrices,
            says="Add this example's part to Δ of layer {l}.",
            loop=True,
        ),
        Line(
            6,
            'D^{(l)}_{ij} = (Δ^{(l)}_{ij} + λΘ^{(l)}_{ij})/m   "for" j ≠ 0',
            reads=(("Delta", 0), ("lambda_", None), ("Theta", 0), ("m", None)),
            writes=(("D", 0),),
            layers=_matrices,
            says="Add λ's part and divide by m, in every column of layer {l} but the first.",
            bias=False,
        ),
        Line(
            7,
            "D^{(l)}_{i0} = Δ^{(l)}_{i0}/m",
            reads=(("Delta", 0), ("m", None)),
            writes=(("D", 0),),
            layers=_matrices,
            says="The first column of layer {l}: divide by m, without λ.",
            bias=True,
        ),
    )
}


def executions(L):
    """What a network of L layers executes, as two tuples of (line, l): for each example, and after the loop."""
    inside = tuple((line.number, l) for line in LINES.values() if line.loop for l in line.layers(L))
    after = ((line.number, l) for line in LINES.values() if line.bias is not None for l in line.layers(L))
    return inside, tuple(sorted(after, key=lambda place: place[1]))  # lines 6 and 7 layer by layer


def line_of(ref, L):
    """The number of the line that gives a number its value, and None for what is given. Of Δ it is line 5."""
    for line in reversed(LINES.values()):
        writes = (ref.quantity, 0) in line.writes and ref.l in line.layers(L)
        if writes and (line.bias is None or line.bias == (ref.j == 0)):
            return line.number
    return None
