"""What ForwardPass shows: z and a in each unit, and below each layer the equations that gave them."""

from bpkit import notation
from bpkit.views.panel import key, named, named_seed
from bpkit.views.picture import Picture
from bpkit.views.plan import Plan
from bpkit.views.scene import MIDDLE, WIDE
from bpkit.views.stage import matrices, net, training_set

LINE = 24  # from one equation to the next
GENERAL = ("z^{(l+1)} = Θ^{(l)}a^{(l)}", "a^{(l+1)} = g(z^{(l+1)})", '"add "a^{(l)}_{0} = 1')


def description(scene):
    """One sentence on what is on the screen."""
    return f"{named(scene)}, with z and a in each unit, and below each layer the equations that gave them."


def stage(scene, width=WIDE, live=True):
    """Everything below the strip, as a Picture. live : with its buttons."""
    numbers, narrow = scene.numbers, width < MIDDLE
    parts, bottom, links = training_set(scene, width, live)
    if narrow:
        sides = dict(left=58, right=width - 60, field=(40, width - 4), top=max(bottom, 124) + 8)
    else:
        sides = dict(left=236, right=width - 90, field=(214, width - 4), lowest=bottom)
    plan = Plan(
        numbers.sizes, width, **sides, quantities=1, gap=scene.gap if narrow or live else None, low=3 * LINE + 28
    )
    parts += net(scene, plan, ("z", "a"), links, live)
    parts += _equations(plan) + matrices(scene, plan, ["Theta"], live)
    if narrow or plan.mat - bottom > 124:
        parts += key(*((300, 30) if narrow else (6, bottom + 22)), live)
    if narrow:
        parts += named_seed(scene, 480, 35)
    return Picture(width, round(plan.bottom + 10 * (plan.rows < 2)), parts, description(scene))


def equations(l, L):
    """How a layer's numbers came about."""
    if l == 1:
        return "a^{(1)} = x", '"add "a^{(1)}_{0} = 1'
    found = f"z^{{({l})}} = Θ^{{({l - 1})}}a^{{({l - 1})}}"
    if l == L:
        return found, f"a^{{({l})}} = h_{{Θ}}(x) = g(z^{{({l})}})"
    return found, f"a^{{({l})}} = g(z^{{({l})}})", f'"add "a^{{({l})}}_{{0}} = 1'


def _equations(plan):
    """Below each layer, as large as fits; where that is too small, once for all layers."""
    top = plan.layout.top + plan.layout.height + 54
    for size in (18, 17, 16, 15, 14):
        placed = list(_placed(plan, size))
        if (
            all(a[1] + a[2] + 8 <= b[1] for a, b in zip(placed, placed[1:]))
            and placed[-1][1] + placed[-1][2] <= plan.width
        ):
            return "".join(
                notation.svg(source, x + w / 2, top + k * LINE, size, "middle", spoken=True)
                for lines, x, w in placed
                for k, source in enumerate(lines)
            )
    return "".join(notation.svg(source, 6 + 180 * k, top + 10, 18, spoken=True) for k, source in enumerate(GENERAL))


def _placed(plan, size):
    """The equations of each layer with their left side and width; those of the last may give way to the right."""
    end = 0
    for l, center in plan.layout.centers.items():
        lines = equations(l, plan.L)
        w = max(notation.width(source, size) for source in lines)
        x = max(2, center - w / 2)
        if l == plan.L:
            x = min(max(x, end + 8), plan.width - w)
        end = x + w
        yield lines, x, w
