"""What the Explorer shows: J, the network, and for each layer Θ, this example's δaᵀ, Δ and D."""

from typing import NamedTuple

import numpy as np

from bpkit.notation import number, raised
from bpkit.views.matrices import is_large, matrix, read_row
from bpkit.views.network import network
from bpkit.views.picture import SMALL, above, beside, line_of_text


class Shown(NamedTuple):
    """All that the picture is made of: the numbers of the network for one example, and of the training set.

    a, delta : of the one example, a column each. Delta, D, J : of all m examples.
    data : the DataSet, for names and image shape. t : which example, from 1. y, x : that example.
    loss : the mean cross-entropy, the first part of J; penalty : the second.
    """

    Theta: dict
    a: dict
    delta: dict
    Delta: dict
    D: dict
    J: float
    loss: float
    penalty: float
    lambda_: float
    data: object
    t: int
    m: int
    x: np.ndarray
    y: np.ndarray


GAP = 12  # between matrices, in pixels
LEGEND = (
    "Orange, solid: positive. Blue, dashed or hollow: negative. "
    "Gray head, j = 0: the bias weights, which λ leaves alone."
)


def explorer(shown, row=None):
    """The Explorer's picture as HTML, its parts side by side where there is room.

    row : (l, i), a row of the matrices to frame where they are images.
    """
    layers, pair = [], 0
    for l in shown.Theta:
        pictures = _matrices(shown, l, row)
        pair = max(pair, 2 * round(pictures[0].width) + GAP)
        svg = "".join(picture.svg() for picture in pictures)
        layers.append(f'<section aria-label="From layer {l} to layer {l + 1}">{svg}</section>')
    return (
        f'<p class="bpkit-cost">{_cost(shown, html=True)}</p>'
        f'<div class="bpkit-parts"><div class="bpkit-network">{_network(shown).svg()}</div>'
        # Beside the network if two matrices fit there in a row, else below it.
        f'<div class="bpkit-layers" style="flex-basis: {pair}px">{"".join(layers)}</div></div>'
        f'<p class="bpkit-legend">{LEGEND}</p>'
    )


def chosen_row(shown, row):
    """Row i of layer l's matrices as HTML, with all its numbers. row : (l, i)."""
    return f'<div class="bpkit-row" data-scroll="row" tabindex="0">{_row(shown, row).svg()}</div>'


def explorer_picture(shown, row=None):
    """All of it as one Picture, for the saved notebook."""
    layers = [beside(_matrices(shown, l, row), gap=GAP) for l in shown.Theta]
    picture = above(
        [
            line_of_text(_cost(shown)),
            beside([_network(shown), above(layers, gap=18)], gap=32),
            line_of_text(LEGEND, SMALL, kind="muted"),
        ],
        gap=16,
    )
    return picture._replace(label=description(shown))


def has_images(shown):
    """Whether some matrix is too large to be shown with all its numbers."""
    return any(is_large(Theta_l) for Theta_l in shown.Theta.values())


def description(shown):
    """One sentence on what is on the screen."""
    sizes = "-".join(str(size) for size in (len(shown.x), *(shown.Theta[l].shape[0] for l in shown.Theta)))
    return (
        f"Network {sizes} on {shown.data.name}, example {shown.t} of {shown.m}, λ = {shown.lambda_:g}: "
        f"J = {number(shown.J)}, with a and δ in each unit, and Θ, δaᵀ, Δ and D of each layer."
    )


def _cost(shown, html=False):
    J = f'<b data-ref="J">{number(shown.J)}</b>' if html else number(shown.J)
    return (
        f"J(Θ) = {J} = {number(shown.loss)} (mean cross-entropy over m = {shown.m}) + "
        f"{number(shown.penalty)} (λ/2m · ΣΘ² for j ≠ 0)"
    )


def _network(shown):
    ink = None if shown.data.image_shape is None else np.reshape(shown.x, shown.data.image_shape)
    return network(
        shown.Theta,
        {"a": shown.a, "δ": shown.delta},
        y=shown.y,
        image=ink,
        feature_names=shown.data.feature_names,
        class_names=shown.data.class_names,
        room=660 if has_images(shown) else 500,  # the images stand below, so there is room for it
    )


def _matrices(shown, l, row):
    chosen = row[1] if row and row[0] == l else None
    up, down = raised(l), raised(l + 1)
    names = f"Θ{up}", f"δ{down}(a{up})ᵀ", f"Δ{up}", f"D{up}"
    return [
        matrix(values, name, f"{ref}[{l}]", chosen) for name, (ref, values) in zip(names, _values(shown, l).items())
    ]


def _row(shown, row):
    l, i = row
    names = "Θ", "δaᵀ", "Δ", "D"
    return read_row(
        [(name, f"{ref}[{l}]", values) for name, (ref, values) in zip(names, _values(shown, l).items())], l, i
    )


def _values(shown, l):
    product = shown.delta[l + 1] @ shown.a[l].T  # this example's part of Δ
    return {"Theta": shown.Theta[l], "product": product, "Delta": shown.Delta[l], "D": shown.D[l]}
