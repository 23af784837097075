"""How numbers and symbols are named and written, everywhere the same: −0.5000, Θ⁽¹⁾₂₀, δ⁽³⁾₁.

A Ref is the one name of a number. Mathematics is set from one source such as δ^{(2)}_{1}: as SVG, as HTML and in
words. Latin letters and small Greek ones are italic; digits, capitals of Greek and "quoted" text are upright.
"""

import re
from functools import lru_cache
from html import escape
from typing import NamedTuple

from bpkit._arguments import brief

ASCII = {"Theta": "Θ", "delta": "δ", "Delta": "Δ", "lambda_": "λ", "alpha": "α"}
PRODUCT = "product"  # of an example: δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ, what line 5 adds
BEFORE = "before"  # Δ as line 5 finds it
ONE = "one"  # 1 − a, a factor of line 4
SLOPE = "slope"  # g′(z), of a unit
EDGE = "edge"  # a line of the network, which is a number of Θ
POINT = "point"  # an example as a point of the plane: its x₁ and x₂ together
SPOKEN = ("row", "line", "step", "path", "shard", "sum", POINT)  # what is counted
# What can be moved and has no letter.
WORDS = ("seed", "speed", "example", "added", "case", "momentum", "batch", "layers", "units", "shards")

# Of one output: its error, the slope of the cost against a, and the squared error's δ.
OF_A_COST = {"error": "a − y", "steep": '∂"cost"/∂a', "squared": 'δ" of the squared error"'}
PARTS_OF_D = {"mean": ("", "Delta"), "pull": ("λ", "Theta")}  # Δ/m and λΘ/m

# What the numerical gradient is made of: ε, J with one weight nudged, the slopes, and how far they are from D.
OF_A_NUDGE = {
    "exponent": "ε",
    "J_plus": "J(Θ + ε)",
    "J_minus": "J(Θ − ε)",
    "J_gap": "J(Θ + ε) − J(Θ − ε)",
    "two_sided": '"two-sided slope"',
    "one_sided": '"one-sided slope"',
    "two_error": '"two-sided difference"',
    "one_error": '"one-sided difference"',
}

# Which indices a quantity has. The last ones may be left out: a[2] is a whole column, Theta[1] a matrix.
INDICES = {
    **dict.fromkeys(("lambda_", "alpha", "m", "J", "loss", "penalty", *WORDS, *OF_A_COST, *OF_A_NUDGE), ""),
    **dict.fromkeys(("x", "y", "h", "line", "step", "path", "shard", "sum", POINT), "i"),
    **dict.fromkeys(("z", "a", "delta", ONE, SLOPE, "row", "back"), "li"),
    **dict.fromkeys(("Theta", "Delta", "D", PRODUCT, BEFORE, EDGE, "pull", "mean", "term"), "lij"),
}
LETTERS = {**ASCII, BEFORE: "Δ", EDGE: "Θ", **OF_A_COST, **OF_A_NUDGE}
LETTERS |= {"back": '(Θ^{"T"}δ)'} | {word: f'"{word}"' for word in ("loss", "penalty", "term", *WORDS)}
_NUMBER = "([0-9]{1,9})"
_REF = re.compile(
    r"(?:eq\d?:)?([A-Za-z]\w*)(?:\[([0-9]{1,9}|L)\])?"
    rf"(?:\[{_NUMBER}(?:, *{_NUMBER})?\])?(?:@{_NUMBER})?(?:>{_NUMBER})?"
)


class Ref(NamedTuple):
    """The name of a number, as str writes it: Theta[1][1, 2], delta[2][1]@3, x[1], Delta[1][2, 0]>5, lambda_.

    quantity : a key of INDICES. l : the layer, an int or "L", the last. i, j : from 1, and 0 for a bias unit; the one
    index of x, y and h is i. example : t, behind @. rest : only the terms of its sum from that one on, behind >.
    """

    quantity: str
    l: int = None
    i: int = None
    j: int = None
    example: int = None
    rest: int = None

    @staticmethod
    def parse(text):
        """The Ref that is written so. "eq:" before it marks a second place of the same number, "eq2:" a third.

        Raises ValueError if it is none.
        """
        if isinstance(text, Ref):
            return text
        found = _parse_ref(text) if isinstance(text, str) else None
        if found is None:
            raise ValueError(f'ref must be like "Delta[1][2, 0]", "delta[2][1]@3" or "x[1]", got {brief(text)}.')
        return found

    @property
    def name(self):
        """What it is a part of: a[2] of a[2][1]@3, x of x[1]."""
        return Ref(self.quantity, self.l)

    @property
    def source(self):
        """How mathematics writes it, to be set by svg, html and words."""
        quantity, l, i, j, *_ = self
        if quantity == PRODUCT and l is not None:
            if i is None:
                return f'δ^{{({_next(l)})}}(a^{{({l})}})^{{"T"}}'
            return f"{Ref('delta', _next(l), i).source}{Ref('a', l, j).source}"
        if quantity == ONE:
            return f"1 − {Ref('a', l, i).source}"
        if quantity == SLOPE:
            return f"g′({Ref('z', l, i).source})"
        if quantity in SPOKEN:
            return f'"{quantity}"' + ("" if i is None else f" {i}")
        if quantity in PARTS_OF_D:
            before, of = PARTS_OF_D[quantity]
            return f"{before}{self._replace(quantity=of).source}/m"
        upper = "" if l is None else f"^{{({l})}}"
        return LETTERS.get(quantity, quantity) + upper + ("" if i is None else f"_{{{_joined(i, j)}}}")

    def __str__(self):
        return _write_ref(self)


@lru_cache(maxsize=16384)
def _parse_ref(text):
    found = _REF.fullmatch(text)
    if not found or found[1] not in INDICES:
        return None
    quantity, first, i, j, example, rest = (n if n is None or not n.isdigit() else int(n) for n in found.groups())
    indices = {"l": first, "i": i, "j": j}
    if INDICES[quantity] == "i":  # its first bracket
        if i is not None or first == "L":
            return None
        indices = {"l": None, "i": first, "j": None}
    given = "".join(key for key, value in indices.items() if value is not None)
    return Ref(quantity, **indices, example=example, rest=rest) if INDICES[quantity].startswith(given) else None


@lru_cache(maxsize=16384)
def _write_ref(ref):
    quantity, l, i, j, example, rest = ref
    text = quantity if l is None else f"{quantity}[{l}]"
    if i is not None:
        text += f"[{i}]" if j is None else f"[{i}, {j}]"
    return text + ("" if example is None else f"@{example}") + ("" if rest is None else f">{rest}")


def _next(l):
    return l + 1 if isinstance(l, int) else f"{l}+1"


def _joined(*indices):
    """12 for 1 and 2, 12,3 for 12 and 3."""
    indices = [k for k in indices if k is not None]
    return ("," if max(indices) > 9 else "").join(map(str, indices))


# ---------------------------------------------------------------- plain text


_RAISED = str.maketrans("0123456789()+−lLtT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻ˡᴸᵗᵀ")
_LOWERED = str.maketrans("0123456789ijkt", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₜ")


def number(value, decimals=4):
    """4 decimals and a minus sign as wide as a plus sign. From 10¹² on, where a float has no decimals, 1.2346e12."""
    written = f"{value + 0.0:.{decimals}f}" if abs(value) < 1e12 else f"{value:.5g}".replace("e+", "e")
    return written.replace("-", "−")  # −0.0 + 0.0 is 0.0, which has no sign


def raised(l):
    """l as the mark of a layer: ⁽²⁾ for 2."""
    return f"({l})".translate(_RAISED)


def lowered(*indices):
    """Indices as a subscript: ₁₂ for 1 and 2, ₁₂,₃ for 12 and 3."""
    return _joined(*indices).translate(_LOWERED)


_ON_SCREEN = {**ASCII, "epsilon": "ε", "-": "−"}
_PYTHONS = re.compile(r"'[^']*'|(?<!\w)-(?=[\d.])|\b(?:" + "|".join((*ASCII, "epsilon")) + r")\b(?!\[)")


def on_screen(sentence):
    """A sentence about what Python was given, in the signs of the screen: λ, and a true minus. What is quoted stays."""
    return _PYTHONS.sub(lambda found: _ON_SCREEN.get(found[0], found[0]), sentence)


@lru_cache(maxsize=4096)  # a picture of a large network writes the same hundreds again and again
def symbol(ref):
    """A Ref, or its text, as plain text: Δ⁽¹⁾₂₀ for "Delta[1][2, 0]", Θ⁽¹⁾ for "Theta[1]", x₁ for "x[1]"."""
    quantity, l, i, j, *_ = Ref.parse(ref)
    if quantity == ONE:
        return f"1 − {symbol(Ref('a', l, i))}"
    if quantity == SLOPE:
        return f"g′({symbol(Ref('z', l, i))})"
    if quantity in SPOKEN:
        return quantity if i is None else f"{quantity} {i}"
    if quantity in PARTS_OF_D:
        before, of = PARTS_OF_D[quantity]
        return f"{before}{symbol(Ref(of, l, i, j))}/m"
    lower = "" if i is None else lowered(i, j)
    if quantity == PRODUCT and l is not None:
        return f"δ{raised(_next(l))}(a{raised(l)})ᵀ{lower}"
    upper = "" if l is None else raised(l)
    return plain(LETTERS.get(quantity, quantity)) + upper + lower + (" before" if quantity == BEFORE else "")


# ---------------------------------------------------------------- mathematics, set from its source

NO_BREAK = "\u00a0"
SMALL, RAISED, LOWERED = 0.74, 0.44, 0.24  # an index: its size, and how far it stands off the baseline, in em

# Widths in Times and its kin, in thousandths of the size, upright and italic; all others are 500.
_UPRIGHT = {
    180: "'", 200: "|", 219: "′", 250: "  ,.·", 278: "/:;\\ijlt", 333: "!()-I[]`fr", 389: "Js", 408: '"', 420: "ε",
    444: "?acez", 471: "δ", 480: "{}", 485: "λ", 494: "∂", 524: "α", 541: "~", 549: "≠≤≈√", 556: "FPS", 564: "+<=>−×",
    582: "Σ", 611: "ELTZ", 643: "Δ", 667: "BCR", 722: "ADGHKNOQUVXYwΘ", 778: "&m", 833: "%", 889: "M", 944: "W",
    1000: "…→←",
}  # fmt: skip
_ITALIC = {
    278: "fijlt", 333: "I", 389: "rsz", 394: "ε", 433: "λ", 444: "Jcekvxy", 465: "δ", 525: "α", 556: "LTYZ",
    611: "ABEFPRVX", 667: "CKNw", 722: "DGHOQUm", 833: "MW",
}  # fmt: skip
_WIDTHS = [{sign: w / 1000 for w, signs in table.items() for sign in signs} for table in (_UPRIGHT, _ITALIC)]

_PARTS = re.compile(r'([\^_])\{([^{}]*)\}|"([^"]*)"|([A-Za-zα-ω])|([Α-Ω∂])|([^\^_"A-Za-zα-ωΑ-Ω∂]+|.)', re.DOTALL)


class Atom(NamedTuple):
    """A piece of mathematics, with what stands above and below at its right. A run is a tuple of (text, italic)."""

    base: tuple
    upper: tuple = ()
    lower: tuple = ()
    spoken: bool = False  # it is "quoted": a word, no symbol


@lru_cache(maxsize=4096)
def _atoms(source):
    atoms = []
    for mark, index, quoted, italic, upright, rest in _PARTS.findall(source):
        if mark:
            run = tuple(piece for atom in _atoms(index) for piece in atom.base)
            last = atoms.pop() if atoms else Atom(())
            atoms.append(last._replace(**{"upper" if mark == "^" else "lower": _merged(run)}))
        else:
            atoms.append(Atom(((quoted or italic or upright or rest, bool(italic)),), spoken=bool(quoted)))
    return tuple(atoms)


def _merged(run):
    """Neighbors of one kind as one piece."""
    merged = []
    for text, italic in run:
        if merged and merged[-1][1] == italic:
            text = merged.pop()[0] + text
        merged.append((text, italic))
    return tuple(merged)


def _em(run):
    return sum(_WIDTHS[italic].get(sign, 0.5) for text, italic in run for sign in text)


@lru_cache(maxsize=4096)
def width(source, size=18):
    """How wide it is set, as Times is measured."""
    return size * sum(_em(base) + SMALL * max(_em(up), _em(low)) for base, up, low, _ in _atoms(source))


def svg(source, x=0, y=0, size=18, anchor="start", kind="", spoken=False):
    """A text element with its baseline at y. anchor : what of it stands at x, "start", "middle" or "end".

    spoken : it is read as words, as it is where there are words in it; else not at all, for the number beside it has a
    name. kind is a class of the style sheet. Where it ends is estimated, and text-anchor is not used: there are
    programs that misplace several tspans with it.
    """
    if anchor != "start":
        x -= width(source, size) * {"middle": 0.5, "end": 1}[anchor]
    kind = f"m {kind}" if kind else "m"
    said = _said(source, spoken or any(atom.spoken for atom in _atoms(source)))
    return f'<text class="{kind}" x="{x:.6g}" y="{y:.6g}" font-size="{size:g}" {said}>{tspans(source, size)[0]}</text>'


@lru_cache(maxsize=4096)
def tspans(source, size):
    """What stands in such an element; and what is still to be moved behind it, to the right and down."""
    pieces = []  # [text, italic, level, dx, scale]

    def put(run, level=0.0, dx=0.0, scale=SMALL):
        for text, italic in run:
            last = pieces[-1] if pieces else None
            if last and not dx and last[1] == italic and last[2] == level:
                last[0] += text
            else:
                pieces.append([text, italic, level, dx, scale])
            dx = 0.0

    spare = 0.0  # by which the last upper index is wider than the lower one
    for base, upper, lower, _ in _atoms(source):
        put(base, dx=spare, scale=1)
        back = SMALL * _em(upper) if lower else 0.0
        put(upper, -RAISED)
        put(lower, LOWERED, dx=-back)
        spare = max(0.0, back - SMALL * _em(lower))
    told, before = "", 0.0
    for text, italic, level, dx, scale in pieces:
        style = ' font-style="italic"' if italic else ""
        if scale != 1:
            style += f' font-size="{size * scale:.4g}"'
        if dx:
            style += f' dx="{size * dx:.4g}"'
        if level != before:
            style += f' dy="{size * (level - before):.4g}"'
        before = level
        told += f"<tspan{style}>{escape(text).replace(' ', NO_BREAK)}</tspan>"  # SVG swallows spaces at the edges
    return told, size * spare, -size * before


@lru_cache(maxsize=4096)
def plain(source):
    """It as plain text, with the indices that Unicode has: δ⁽²⁾₁."""
    told = ""
    for base, upper, lower, _ in _atoms(source):
        told += _text(base) + _text(upper).translate(_RAISED) + _text(lower).translate(_LOWERED)
    return told


def from_plain(text):
    """The source of mathematics that stands as plain text: δ^{(2)}_{1} for δ⁽²⁾₁. Its words are quoted."""
    text = re.sub("[A-Za-z]{2,}", r'"\g<0>"', text)
    for mark, table in (("^", _RAISED), ("_", _LOWERED)):
        letters = {index: chr(letter) for letter, index in table.items()}
        runs = re.compile(f"[{''.join(map(chr, letters))}]+")
        text = runs.sub(lambda run, mark=mark, letters=letters: f"{mark}{{{run[0].translate(letters)}}}", text)
    return text.replace("^{T}", '^{"T"}')


def _text(run):
    return "".join(text for text, _ in run)


@lru_cache(maxsize=4096)
def html(source, spoken=True):
    """A span with i, sup and sub; both stand one above the other in a span of the class ss.

    spoken : it is read as words; else not at all, for what holds it has a name.
    """
    told, waiting = "", ()
    for base, upper, lower, _ in _atoms(source):
        waiting += base
        if not (upper or lower):
            continue
        told += _html(_merged(waiting))
        waiting = ()
        index = (f"<sup>{_html(upper)}</sup>" if upper else "") + (f"<sub>{_html(lower)}</sub>" if lower else "")
        told += f'<span class="ss">{index}</span>' if upper and lower else index
    told += _html(_merged(waiting))
    return f'<span class="m" {_said(source, spoken)}>{told}</span>'


@lru_cache(maxsize=4096)
def _said(source, spoken):
    """The attributes of what is set, for a screen reader."""
    return f'role="img" aria-label="{escape(words(source))}"' if spoken else 'aria-hidden="true"'


def _html(run):
    return "".join(f"<i>{escape(text)}</i>" if italic else escape(text) for text, italic in run)


# ---------------------------------------------------------------- in words

_SPOKEN = {
    **{"Θ": "Theta", "Δ": "capital Delta", "Σ": "the sum", "δ": "delta", "λ": "lambda", "ε": "epsilon", "α": "alpha"},
    **{
        "∂": "partial",
        "θ": "theta",
        ":=": "becomes",
        ".*": "times element by element",
        "./": "over element by element",
    },
    **{"≠": "not equal to", "≤": "is at most", "≈": "is about", "=": "equals", "−": "minus", "+": "plus", "·": "times"},
    **{"×": "times", "/": "over", "…": "to", "→": "gives", "′": "prime", "²": "squared"},
}
_SIGNS = re.compile("|".join(re.escape(sign) for sign in sorted(_SPOKEN, key=len, reverse=True)))
_TWO_INDICES = {"Θ", "Δ", "D", "term"}


def _say(text):
    return _SIGNS.sub(lambda sign: f" {_SPOKEN[sign[0]]} ", text)


@lru_cache(maxsize=4096)
def words(source):
    """It as a screen reader should say it: delta 1 of layer 2 for δ^{(2)}_{1}."""
    return _read(_atoms(source))


def _read(atoms):
    told = ""
    for k, (base, upper, lower, _) in enumerate(atoms):
        letter = _text(base)
        if upper and upper[0][0] == "T" and not upper[0][1]:
            told = f"{_unbracketed(told + _say(letter))} transposed "
            upper = ()
        else:
            told += _say(letter)
        low, up = _text(lower), _text(upper)
        if low:
            told += " over " if letter == "Σ" else " "
            told += _indices(low, letter in _TWO_INDICES)
        if up.startswith("("):
            told += f" of {'example' if letter in 'xyh' else 'layer'} {_say(up.strip('()'))} "
        elif up:
            told += " squared " if up == "2" else f" to the power {_say(up)} "
        after = next((atom for atom in atoms[k + 1 :] if atom.base and atom.base[0][0].strip()), None)
        if (low or up or told.endswith("transposed ")) and after and not after.spoken:
            following = after.base[0][0].strip()[0]
            told += " times " if letter not in "Σh" and (following.isalpha() or following == "(") else " "
        elif letter.isalpha():
            told += "" if after and after.base[0][0][0] in ")(,′" else " "
    told = re.sub(r"\s+", " ", told)
    return re.sub(r" (?=[),.:;?’'-])|(?<=\() ", "", told).strip()


def spoken(text):
    """Plain text with mathematics in it as a screen reader should say it: delta 1 of layer 2 for δ⁽²⁾₁."""
    return _read(_atoms.__wrapped__(from_plain(text)))  # a sentence is said once: a thousand that are kept take 10 MB


INDEX = f"[{''.join(map(chr, [*_RAISED.values(), *_LOWERED.values()]))}]"
SYMBOL = re.compile(rf"((?<![A-Za-z])\w{INDEX}+)")


def with_symbols(text):
    """A sentence as HTML, in which a symbol such as Θ⁽¹⁾₁₁ is set, and read as words."""
    return SYMBOL.sub(lambda symbol: html(from_plain(symbol[0])), escape(text))


def _indices(low, two):
    """1, 2 for 12 below Θ; 12 for 12 below x; i, j for ij."""
    if "," in low:
        return ", ".join(low.split(","))
    return _say(", ".join(low)) if two or (low.isalnum() and not low.isdigit()) else _say(low)


def _unbracketed(told):
    """(Theta of layer 1) is read without its brackets."""
    start = told.rfind("(")
    return told[:start] + told[start + 1 :].replace(")", " ") if start >= 0 and told.rstrip().endswith(")") else told
