"""How numbers and symbols are written, everywhere the same: −0.5000, Θ⁽¹⁾₂₀, δ⁽³⁾₁."""

import re
from functools import lru_cache

ASCII = {"Theta": "Θ", "delta": "δ", "Delta": "Δ", "lambda_": "λ"}
PRODUCT = "product"  # of an example: δ⁽ˡ⁺¹⁾(a⁽ˡ⁾)ᵀ, what line 5 adds
BEFORE = "before"  # Δ as line 5 finds it


def number(value, decimals=4):
    """4 decimals and a minus sign as wide as a plus sign."""
    return f"{value + 0.0:.{decimals}f}".replace("-", "−")  # −0.0 + 0.0 is 0.0, which has no sign


def raised(l):
    """l as the mark of a layer: ⁽²⁾ for 2."""
    return f"⁽{l}⁾".translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def lowered(*indices):
    """Indices as a subscript: ₁₂ for 1 and 2, ₁₂,₃ for 12 and 3."""
    written = ("," if max(indices) > 9 else "").join(map(str, indices))
    return written.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


@lru_cache(maxsize=4096)  # a picture of a large network writes the same hundreds again and again
def symbol(ref):
    """A reference as mathematics writes it: Δ⁽¹⁾₂₀ for "Delta[1][2, 0]", Θ⁽¹⁾ for "Theta[1]", x₁ for "x[1]"."""
    name, *brackets = re.findall(r"\w+|\[[\d, ]+\]", ref.partition("@")[0].partition(">")[0])
    numbers = [[int(n) for n in re.findall(r"\d+", bracket)] for bracket in brackets]
    if name in ("x", "y"):
        return name + "".join(lowered(*index) for index in numbers)
    if not numbers:
        return ASCII.get(name, name)
    l, *index = numbers
    subscript = lowered(*index[0]) if index else ""
    if name == PRODUCT:
        return f"δ{raised(l[0] + 1)}(a{raised(l[0])})ᵀ{subscript}"
    if name == BEFORE:
        return f"Δ{raised(l[0])}{subscript} before"
    return f"{ASCII.get(name, name)}{raised(l[0])}{subscript}"
