"""A network whose numbers are moved in the picture: x, y, Θ, λ, the seed, its units and layers."""

import numpy as np

from bpkit import notation
from bpkit._arguments import brief, count
from bpkit.algorithm import random_theta
from bpkit.explanation import OF_AN_EXAMPLE, explain
from bpkit.notation import EDGE, POINT, Ref
from bpkit.numbers import QUANTITIES, Changes, compute
from bpkit.trace import finished
from bpkit.views.plane import are_points
from bpkit.views.scene import Scene
from bpkit.views.strip import IMAGE_START, START
from bpkit.widgets.network_widget import NetworkWidget
from bpkit.widgets.touch import TouchWidget

PAINT = "paint"  # the gesture of a stroke on an image
PAINT_HINT = "<small> · paint with the pointer, or press Space</small>"


class TouchNetwork(TouchWidget, NetworkWidget):
    """NetworkWidget's state, moved in the picture."""

    ORDER = QUANTITIES
    START = START

    def __init__(self, *args, **traits):
        self._words = ""  # for a move that is more than its trait
        super().__init__(*args, **traits)

    # ------------------------------------------------------------ moves

    @property
    def _moves_a_point(self):
        return (self._gesture or "").startswith(POINT)

    def _compared_with(self):
        # A point is chosen as it is moved: then those of its example.
        was = self._visible
        return compute(was.Theta, was.X, was.Y, was.lambda_, self.example, was) if self._moves_a_point else was

    def _in_words(self, change):
        if self._words:
            return self._words
        if self._gesture == PAINT:
            return f"You painted on example {self.example}"
        if self._moves_a_point:
            point = Ref.parse(self._gesture)
            return f"You moved example {point.i} to {self._told_now(point)}"
        if change.name == "edits" and self._gesture is None:
            touched = [t for t in {**change.old, **change.new} if change.old.get(t) != change.new.get(t)]
            return f"You set example {touched[0]}" if len(touched) == 1 else "You set some examples"
        if change.name == "seed" and self._gesture is None:
            return f"You took the weights of seed {self.seed}"
        told = {
            "example": f"You chose example {self.example}",
            "data": f"You chose “{notation.escape(self.data_set.name)}”",
            "layer_sizes": f"You made the layers {'-'.join(map(str, self.layer_sizes))}",
        }
        if change.name in told:
            return told[change.name]
        if change.name == "Theta" and self._gesture is None:
            return f"You set {notation.html('Θ')}"
        return super()._in_words(change)

    def _label(self, ref):
        if ref.quantity == "seed":
            return "the seed"
        of = f" of example {ref.example}" if ref.example not in (None, self.example) else ""
        return notation.html(ref.source) + of

    def _told_as(self, ref, value):
        if ref.quantity == POINT:
            return f"({', '.join(notation.number(x, 2) for x in value)})"
        return super()._told_as(ref, value)

    def _is_given(self, ref):
        return ref.quantity in ("x", "y", "Theta", EDGE) or super()._is_given(ref)

    def _given(self, ref):
        if str(ref) in self.BY_REF:
            return super()._given(ref)
        try:
            if ref.quantity == POINT:
                return [self._numbers.value(Ref("x", i=j, example=ref.i)) for j in (1, 2)]
            return self._numbers.value(ref)
        except (LookupError, AttributeError):
            raise ValueError(f"{ref} is not a number of this network.") from None

    def _give(self, ref, value):
        if str(ref) in self.BY_REF:
            super()._give(ref, value)
        elif ref.quantity in ("Theta", EDGE):
            Theta = dict(self.Theta)
            Theta[ref.l] = Theta[ref.l].copy()
            Theta[ref.l][ref.i - 1, ref.j] = value
            self.Theta = Theta
        elif ref.quantity in ("x", "y"):
            self._edit({(ref.quantity, ref.i): value}, ref.example or self.example)
        elif ref.quantity == POINT:
            with self.hold_trait_notifications():
                self.example = ref.i
                self._edit({("x", 1): value[0], ("x", 2): value[1]}, ref.i)
        else:
            raise ValueError(f"{ref} is computed: only x, y, Θ, λ and the seed can be moved.")

    def _place(self, gesture):
        return None if gesture == PAINT else super()._place(gesture)

    def _paint(self, ink, t):
        with self.hold_trait_notifications():
            self.example = t
            self._edit(ink, t)

    def _edit(self, values, t):
        """Put numbers into example t. values : from ("x", 1) to the number."""
        example = {"x": self._X[t - 1].copy(), "y": self._Y[t - 1].copy()}
        for (quantity, k), value in values.items():
            if not 1 <= k <= len(example[quantity]):
                raise ValueError(f"{quantity}[{k}] is not there, for {quantity} has {len(example[quantity])} numbers.")
            example[quantity][k - 1] = value
        self.edits = {**self.edits, t: (example["x"], example["y"])}

    # ------------------------------------------------------------ what the browser reports

    def _do(self, content):
        if "paint" in content:
            pixels = [(Ref.parse(ref), value) for ref, value in content["paint"]]
            t = next((ref.example for ref, _ in pixels if ref.example), self.example)
            ink = {
                ("x", ref.i): value for ref, value in pixels if ref.example in (None, t)
            }  # a stroke stays in its image
            self._move_to(PAINT, content["done"], lambda: self._paint(ink, t))
        else:
            super()._do(content)

    def _move(self, move, value, done, key):
        if move == "data":
            names = {name: data for name, data in self._data_options()}
            self.data = names.get(value, value)
        elif isinstance(value, list) != (Ref.parse(move).quantity == POINT):
            wanted = "one number" if isinstance(value, list) else "two numbers"
            raise ValueError(f"{move} must be {wanted}, got {brief(value)}.")
        elif isinstance(value, list):
            self._move_to(move, done and not key, lambda: self._give(Ref.parse(move), value), key)
        else:
            super()._move(move, value, done, key)

    def _pick_example(self, t):
        if not self._told.asking:
            self.example = t

    _pick_point = _pick_example  # in the plane

    def _pick_previous(self):
        self._pick_example((self.example - 2) % self.m + 1)

    def _pick_next(self):
        self._pick_example(self.example % self.m + 1)

    def _pick_unit_plus(self, l):
        self._resize(l, +1)

    def _pick_unit_minus(self, l):
        self._resize(l, -1)

    def _resize(self, l, by):
        sizes = list(self.layer_sizes)
        sizes[l - 1] += by
        if sizes[l - 1]:
            self._rebuild(sizes, {k: k for k in self.Theta}, f"Layer {l} has {count(sizes[l - 1], 'unit')} now")
        else:
            del sizes[l - 1]
            kept = {k: k if k < l else k + 1 for k in range(1, len(sizes)) if k != l - 1}
            self._rebuild(sizes, kept, f"You took layer {l} out")

    def _pick_layer_plus(self, l):
        sizes = [*self.layer_sizes[:l], 2, *self.layer_sizes[l:]]
        kept = {k: k if k < l else k - 1 for k in range(1, len(sizes)) if k not in (l, l + 1)}
        self._rebuild(sizes, kept, f"You put a layer between layers {l} and {l + 1}")

    def _rebuild(self, sizes, kept, words):
        """Another network, in which the weights stay that it has in common with this one. kept : {new l: old l}."""
        Theta = random_theta(sizes, self.seed)
        for l, old in kept.items():
            rows, columns = np.minimum(Theta[l].shape, self.Theta[old].shape)
            Theta[l][:rows, :columns] = self.Theta[old][:rows, :columns]
        self._words = words
        try:
            self.Theta = Theta
        finally:
            self._words = ""

    # ------------------------------------------------------------ where numbers came from

    def _explanation(self, ref):
        if ref.quantity == EDGE:
            ref = ref._replace(quantity="Theta")
        if ref.quantity in OF_AN_EXAMPLE and ref.example is None:
            ref = ref._replace(example=self.example)
        if self._finished[0] is not self._numbers:
            self._finished = self._numbers, finished(self._numbers)
        return explain(self._finished[1], ref)

    _finished = (None, None)

    def _hint(self, ref):
        return PAINT_HINT if ref.quantity == "x" and self.data_set.image_shape else super()._hint(ref)

    # ------------------------------------------------------------ what is shown

    def _as_shown(self):
        """(Numbers, Changes) of the screen. While a prediction is open, what is given is new, what is computed not."""
        if not self._told.asking:
            return self._numbers, self._changes
        given = {name: getattr(self._numbers, name) for name in ("Theta", "X", "Y", "lambda_", "t")}
        numbers = self._told.before._replace(**given)
        return numbers, Changes(self._told.before, numbers)

    def _shown(self, **more):
        """What is shown, as a Scene. more : its other fields."""
        numbers, changes = self._as_shown()
        names, chosen = self._data_names()
        more = {"strip": self._strip(), "own": self._has_own_weights, "veiled": self._told.asking} | more
        return Scene(numbers, changes, data=self.data_set, options=names, chosen=chosen, seed=self.seed, **more)

    def _strip(self, **more):
        is_image = self.data_set.image_shape and self.START is START
        start = IMAGE_START if is_image else self.START.format(", a point" * are_points(self._X))
        return super()._strip(**more)._replace(start=start)
