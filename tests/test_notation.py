"""The names of numbers, and mathematics set from its source."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpkit.lines import LINES
from bpkit.notation import (
    INDICES,
    Ref,
    from_plain,
    html,
    number,
    on_screen,
    plain,
    svg,
    symbol,
    width,
    with_symbols,
    words,
)

LINE_4 = 'δ^{(l)} = (Θ^{(l)})^{"T"} δ^{(l+1)} .* a^{(l)} .* (1 − a^{(l)})'
NUMBERS = st.integers(0, 999_999_999)


@st.composite
def refs(draw):
    """Any Ref: the last of its indices may be missing."""
    quantity = draw(st.sampled_from(sorted(INDICES)))
    keys = INDICES[quantity][: draw(st.integers(0, 3))]
    indices = {key: draw(NUMBERS) for key in keys}
    return Ref(quantity, **indices, example=draw(st.none() | NUMBERS), rest=draw(st.none() | NUMBERS))


@given(refs())
def test_a_ref_is_read_as_it_was_written(ref):
    assert Ref.parse(str(ref)) == ref
    assert Ref.parse(f"eq:{ref}") == ref
    assert symbol(ref) == symbol(str(ref))
    assert words(ref.source) and width(ref.source) > 0


@pytest.mark.parametrize(
    "text, ref",
    [
        ("Theta[1][1, 2]", Ref("Theta", 1, 1, 2)),
        ("Theta[1][1,2]", Ref("Theta", 1, 1, 2)),
        ("delta[2][1]@3", Ref("delta", 2, 1, example=3)),
        ("Delta[1][2, 0]>5", Ref("Delta", 1, 2, 0, rest=5)),
        ("z[2][1]@3>5", Ref("z", 2, 1, example=3, rest=5)),
        ("x[1]@3", Ref("x", i=1, example=3)),
        ("a[2]", Ref("a", 2)),
        ("delta[L][1]", Ref("delta", "L", 1)),
        ("lambda_", Ref("lambda_")),
        ("row[1][3]", Ref("row", 1, 3)),
        ("line[4]", Ref("line", i=4)),
        ("eq:a[2][1]", Ref("a", 2, 1)),
    ],
)
def test_refs_by_hand(text, ref):
    assert Ref.parse(text) == ref


@pytest.mark.parametrize(
    "text", ["", "W[1]", "x[1][2]", "a[1][2, 3]", "J[1]", "Theta[1]]", "Theta[-1]", "Theta[1][1, 2]@", "bet[∂J]", 3, []]
)
def test_what_is_no_ref_gets_one_sentence(text):
    with pytest.raises(ValueError, match=r'^ref must be like "Delta\[1\]\[2, 0\]".*\.$'):
        Ref.parse(text)


@pytest.mark.parametrize(
    "text, source, said",
    [
        ("delta[2][1]@3", "δ^{(2)}_{1}", "delta 1 of layer 2"),
        ("Theta[1][1, 2]", "Θ^{(1)}_{12}", "Theta 1, 2 of layer 1"),
        ("edge[1][1, 2]", "Θ^{(1)}_{12}", "Theta 1, 2 of layer 1"),
        ("D[1][12, 3]", "D^{(1)}_{12,3}", "D 12, 3 of layer 1"),
        ("before[1][1, 2]", "Δ^{(1)}_{12}", "capital Delta 1, 2 of layer 1"),
        ("product[1][1, 2]", "δ^{(2)}_{1}a^{(1)}_{2}", "delta 1 of layer 2 times a 2 of layer 1"),
        ("product[1]", 'δ^{(2)}(a^{(1)})^{"T"}', "delta of layer 2 times a of layer 1 transposed"),
        ("x[12]", "x_{12}", "x 12"),
        ("lambda_", "λ", "lambda"),
        ("J", "J", "J"),
        ("loss", '"loss"', "loss"),
    ],
)
def test_a_ref_in_mathematics_and_in_words(text, source, said):
    assert Ref.parse(text).source == source
    assert words(source) == said


@pytest.mark.parametrize(
    "source, said",
    [
        ("a^{(1)} := x^{(t)}", "a of layer 1 becomes x of example t"),
        ("D^{(l)}_{i0} = Δ^{(l)}_{i0}/m", "D i, 0 of layer l equals capital Delta i, 0 of layer l over m"),
        ('"for" t = 1 … m', "for t equals 1 to m"),
        ("Σ_{j} Θ_{1j} a_{j}", "the sum over j Theta 1, j times a j"),
        ('(Θ^{"T"}δ)^{(2)}_{1}', "(Theta transposed times delta) 1 of layer 2"),
        ("a^{(3)} = h_{Θ}(x)", "a of layer 3 equals h Theta (x)"),
        (from_plain("δ⁽²⁾₁ of example 2: it fell."), "delta 1 of layer 2 of example 2: it fell."),
        (
            LINE_4,
            "delta of layer l equals Theta of layer l transposed times delta of layer l plus 1 "
            "times element by element a of layer l times element by element (1 minus a of layer l)",
        ),
    ],
)
def test_formulas_in_words(source, said):
    assert words(source) == said


def test_letters_are_italic_and_the_rest_is_upright():
    told = html('Θ^{(l)}_{12} "for" λ')
    assert told.endswith('>Θ<span class="ss"><sup>(<i>l</i>)</sup><sub>12</sub></span> for <i>λ</i></span>')
    assert html("δ^{(2)}").endswith("><i>δ</i><sup>(2)</sup></span>")


def test_symbols_in_a_sentence_are_read_as_words():
    told = with_symbols("Θ⁽¹⁾₁₁ must be < 2, got 'half'.")
    assert told.startswith(html("Θ^{(1)}_{11}") + " must be &lt; 2, got ")


def test_what_has_words_in_it_is_read_from_a_picture():
    assert 'role="img" aria-label="D is"' in svg('D" is"') and 'aria-hidden="true"' in svg("a_{1}")
    assert 'role="img" aria-label="a 1"' in svg("a_{1}", spoken=True)


def test_an_upper_index_stands_above_a_lower_one():
    text = ElementTree.fromstring(svg("δ^{(2)}_{1} + 1", 10, 20, size=100))
    look = {"class": "m", "x": "10", "y": "20", "font-size": "100"}
    assert dict(text.items()) == look | {"aria-hidden": "true"}
    delta, upper, lower, rest = text
    assert delta.get("font-style") == "italic" and upper.text == "(2)" and lower.text == "1"
    assert float(lower.get("dx")) == pytest.approx(-74 * (0.333 + 0.5 + 0.333), abs=0.1)  # back to where (2) began
    moved = [float(piece.get("dy", 0)) for piece in text]
    assert moved[1] < 0 and sum(moved) == pytest.approx(0, abs=0.1)
    assert float(rest.get("dx")) == pytest.approx(74 * (0.333 + 0.333), abs=0.1)  # (2) is wider than 1
    assert rest.text == "\u00a0+\u00a01"


def test_an_anchor_is_reckoned_from_the_width():
    wide = width(LINE_4, 20)
    assert width(LINE_4, 40) == pytest.approx(2 * wide)
    for anchor, part in (("start", 0), ("middle", 0.5), ("end", 1)):
        text = ElementTree.fromstring(svg(LINE_4, 500, 0, 20, anchor, kind="muted"))
        assert float(text.get("x")) == pytest.approx(500 - part * wide, abs=0.01)
        assert text.get("text-anchor") is None and text.get("class") == "m muted"


@given(st.text() | st.text('δΘΔa1(l)^_{}"<& '))
def test_the_markup_is_balanced_whatever_the_source(source):
    for markup in (svg(source), html(source)):
        try:
            told = "".join(ElementTree.fromstring(markup).itertext())
        except ElementTree.ParseError:
            assert not source.isprintable()  # control characters have no place in XML at all
        else:
            assert len(told) <= len(source)
    words(source)


def test_plain_text_is_read_back():
    for line in LINES.values():
        assert from_plain(plain(line.text)).replace('"', "") == line.text.replace('"', "")


@pytest.mark.parametrize(
    "value, written",
    [(0.5, "0.5000"), (-0.0, "0.0000"), (-1 / 3, "−0.3333"), (999999999999, "999999999999.0000")]
    + [(1e12, "1e12"), (-1.23456e20, "−1.2346e20"), (1e308, "1e308")],
)
def test_a_number_has_4_decimals_or_a_power_of_ten(value, written):
    assert number(value) == written
    assert float(written.replace("−", "-")) == pytest.approx(value, rel=1e-4, abs=5e-5)


@pytest.mark.parametrize(
    "sentence, shown",
    [
        ("lambda_ must be at least 0, got -1.", "λ must be at least 0, got −1."),
        ("J at Theta ± epsilon: Theta, X or lambda_ is too large.", "J at Θ ± ε: Θ, X or λ is too large."),
        (
            "x must be a number, for example -.5, got '-3 lambda_'.",
            "x must be a number, for example −.5, got '-3 lambda_'.",
        ),
        (
            "Theta[1][1, 1] of 2-2-1, 1e-05, a-b and alphabet stay",
            "Theta[1][1, 1] of 2-2-1, 1e-05, a-b and alphabet stay",
        ),
    ],
)
def test_a_sentence_of_python_in_the_signs_of_the_screen(sentence, shown):
    assert on_screen(sentence) == shown
