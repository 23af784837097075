"""What the Explorer's and the ForwardPass's picture have in common: the page, the network, the matrices below it."""

from bpkit.views import images, plane
from bpkit.views.cells import column_heads, decimals_in, matrix, rect
from bpkit.views.network import answers, heads, network
from bpkit.views.page import page
from bpkit.views.panel import layer_button, names, unit_buttons
from bpkit.views.plan import FOLDED
from bpkit.views.table import chooser, table


def with_menu(scene, picture, width):
    """The page, with the menu of training sets laid over the picture."""
    return page(scene.strip, picture, example=scene.numbers.t, veiled=scene.veiled, over=chooser(scene, width))


def training_set(scene, width, live):
    """What stands at the left: (its SVG, its lower end, where the lines to the input units begin, or None)."""
    return (plane.part if scene.plane else table)(scene, width, live)


def net(scene, plan, quantities, links, live):
    """The network with its heads, its buttons, and y beside its outputs."""
    layout = plan.layout
    parts = [_links(layout, links), heads(layout, plan.head)]
    if live:
        for l in plan.columns:  # from left to right, as Tab goes
            if l > 1:
                parts.append(
                    unit_buttons(l, plan.sizes[l - 1], layout.centers[l], layout.lowest(l) + (13 if plan.dense else 20))
                )
            parts.append(layer_button(l, plan.L, plan.middle(l), plan.head - 5))
    parts.append(network(layout, scene.changes, quantities, scene.data))
    parts.append(answers(layout, scene.changes, scene.data, plan.width))
    if live and plan.one:
        parts += [_tab(plan, l) for l in plan.columns]
    return "".join(parts)


def _links(layout, start):
    """The lines from the lit row of the table to the input units."""
    if start is None:
        return ""
    x, y = start
    ends = [(box.x, box.middle) for box in (layout.box(1, j) for j in layout.slots[1] if j)]
    return "".join(
        f'<path class="link" d="M{x:g} {y:g}C{x + 16:g} {y:g} {x2 - 18:g} {y2:g} {x2:g} {y2:g}"/>' for x2, y2 in ends
    )


def _tab(plan, l):
    """Chooses the gap whose matrices are shown."""
    x, y, on = plan.middle(l), plan.mat - 24, l == plan.gap
    half = 36 if plan.narrow else 28  # beside + and −
    return (
        f'<g class="tab{" on" * on}" data-ref="gap[{l}]" data-pick="1" role="tab" tabindex="0" '
        f'aria-selected="{str(on).lower()}" aria-label="matrices between layers {l} and {l + 1}">'
        f"{rect('o', x - half, y - 18, 2 * half, 26, 6)}"
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle">{l} → {l + 1}</text>'
        f'<line x1="{x - 22:g}" x2="{x + 22:g}" y1="{y + 7:g}" y2="{y + 7:g}"/></g>'
    )


def matrices(scene, plan, quantities, live):
    """The matrices of each gap, one quantity under the other, with their heads and names."""
    parts = []
    for l in plan.gaps:
        if l in plan.images:
            parts.append(_images(scene, plan, quantities, l, live))
            continue
        for k in range(plan.abreast):  # above the upper ones
            parts.append(column_heads(plan.columns[l], plan.corner(l, k)[0], plan.mat - 4, plan.w[l]))
        for k, quantity in enumerate(quantities):
            (x, y), w, values = plan.corner(l, k), plan.w[l], scene.numbers.array(quantity, l)
            look = {"signs": scene.changes.signs(quantity, l), "given": quantity == "Theta", "decimals": decimals_in(w)}
            y += (plan.tall - plan.cell * len(values)) / 2
            parts.append(matrix(values, f"{quantity}[{l}]", x, y, w, plan.cell, rows=True, **look))
    return _names(scene, plan, quantities) + "".join(parts)  # the seed first, as Tab goes


def _images(scene, plan, quantities, l, live):
    """The matrices of a gap as images, and beside each, where there is room, one row of it folded."""
    rows, columns, folds = plan.sizes[l], plan.columns[l] - 1, plan.w[l] >= 150
    w, h = (plan.w[l] - 30 - (FOLDED + 30) * folds) / columns, min(24, FOLDED / rows)
    corners = [plan.corner(l, k) for k in range(len(quantities))]
    places = [images.Place(x, y + (plan.tall - rows * h) / 2, rows, columns, min(24, w), h) for x, y in corners]
    return images.matrices(scene, l, dict(zip(quantities, places)), [y for _, y in corners], FOLDED * folds, live)


def _names(scene, plan, quantities):
    """The names of the matrices at their left."""
    places = {}
    for k, quantity in enumerate(quantities):
        x = 332 if plan.narrow and plan.one and k % 2 else 6
        places[quantity] = x, plan.name(k)
    return names(scene, places, plan.narrow)
