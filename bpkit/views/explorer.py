"""What the Explorer shows: the training set, the network, for each layer Θ, this example's δaᵀ, Δ and D, and J."""

from bpkit.views.cells import FULL
from bpkit.views.digits import digits
from bpkit.views.panel import ROWS, below, cost, description, key, slider
from bpkit.views.picture import Picture
from bpkit.views.plan import Plan
from bpkit.views.scene import MIDDLE, WIDE
from bpkit.views.stage import matrices, net, training_set


def stage(scene, width=WIDE, live=True):
    """Everything below the strip, as a Picture. live : with its buttons."""
    if scene.data.image_shape:
        return digits(scene, width, live)
    numbers, narrow = scene.numbers, width < MIDDLE
    parts, bottom, links = training_set(scene, width, live)
    if narrow:
        sides = dict(left=58, right=width - 56, field=(58, width - 4), top=max(bottom, 134) + 8, gap=scene.gap)
    else:
        sides = dict(left=236, right=width - 128, field=(214, width - 216), lowest=bottom)
    plan = Plan(numbers.sizes, width, **sides)
    deep = not narrow and (plan.cells or FULL) < FULL
    if deep:  # J stands under the table, and the matrices take its room
        sides = dict(left=222, right=width - 56, field=(214, width - 110), lowest=bottom + 92)
        plan = Plan(numbers.sizes, width, **sides, gap=scene.gap if live else None)
    at = (300, 14, 196) if narrow else (6, bottom + 4, 200) if deep else (width - 204, plan.mat + 18, 196)
    J = cost(scene, *at)
    drawn = net(scene, plan, ("a", "delta"), links, live), matrices(scene, plan, ROWS, live)
    parts += "".join([J, *drawn] if narrow or deep else [*drawn, J])  # as one reads, and as Tab goes
    y = plan.bottom + 10 if narrow else plan.name(3) + 45
    parts += slider(scene, 6, y)
    if narrow:
        parts += below(scene, y + 5) + key(532, 29, live, True)
    else:
        parts += key(width - (98 if deep else 204), plan.mat + (100 if deep else 176), live, deep)
    height = max(plan.bottom - 4, y + 14, 0 if deep or narrow else plan.mat + 266)
    return Picture(width, round(height), parts, description(scene))
