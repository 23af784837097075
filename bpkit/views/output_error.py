"""Two costs of one output against its z: the cross-entropy and the squared error, each with its slope δ."""

from bpkit.notation import number, plain, svg
from bpkit.views.curve import Curve, curves_with_tangents, line_sample
from bpkit.views.picture import FORMULA, Picture, above, text

Z_TICKS = (-8, -4, 0, 4, 8)
ONE_SCALE, TALLER = (0, 2, 4, 6, 8), (0, 0.125, 0.25, 0.375, 0.5)  # of the cost; the second is 16 times taller


def two_costs(z, a, z_all, entropy, squared):
    """Both costs on one scale with the cross-entropy's numbers, and the squared error 16 times taller with its own.

    z, a : of the output. entropy, squared : for each cost, what it is at all of z_all, what it is at z, and its δ.
    Returns two Pictures.
    """
    curves = [
        Curve("cross-entropy", z_all, entropy[0], (z, entropy[1]), entropy[2]),
        Curve("squared error", z_all, squared[0], (z, squared[1]), squared[2], dashed=True),
    ]
    look = {"x_ticks": Z_TICKS, "names": ("z", '"cost"')}
    both = curves_with_tangents(curves, y_ticks=ONE_SCALE, title="both costs on one scale", **look)
    taller = curves_with_tangents(curves[1:], y_ticks=TALLER, title="squared error, 16 times taller", **look)
    rows = [("a = g(z)", a), ("a − y", entropy[2])]
    first = [*rows, ('"cost" = −[y "log" a + (1 − y) "log" (1 − a)]', entropy[1]), ("δ = a − y", entropy[2])]
    second = [*rows, ('"cost" = ½ (a − y)^{2}', squared[1]), ("δ = (a − y) · a (1 − a)", squared[2])]
    return [
        above([both, _numbers("cross-entropy", first, both.width, dashed=False)], gap=6),
        above([taller, _numbers("squared error", second, taller.width, dashed=True)], gap=6),
    ]


def _numbers(name, rows, width, dashed):
    """The numbers of one cost, headed by its name and a sample of its line."""
    parts = [line_sample(4, 11, dashed), text(46, 16, name, kind="title")]
    for k, (what, value) in enumerate(rows, start=1):
        kind = "title" if k == len(rows) else ""
        y = 18 + 23 * k
        parts.append(svg(what, 4, y, FORMULA, kind=kind) + text(width - 2, y, number(value), kind=kind, anchor="end"))
    told = ", ".join(f"{plain(what).split(' = ')[0]} = {number(value)}" for what, value in rows)
    return Picture(width, 26 + 23 * len(rows), "".join(parts), f"{name}: {told}")
