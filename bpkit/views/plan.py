"""Where everything stands in the Explorer's and the ForwardPass's picture, for each of the three widths."""

from bpkit.views.cells import APART, FULL, TINY
from bpkit.views.network import MOST_UNITS, Layout
from bpkit.views.scene import MIDDLE

WIDEST = 72  # a cell; less where not all fit
PAD = 22  # beside a matrix, for its row numbers and some air
MOST_COLUMNS = 20  # a wider matrix is one image; so is one of more than MOST_UNITS rows
IMAGE, FOLDED = 200, 72  # how wide an image stands there with one row of it; the side of that row
TABLE = 206  # the width of the training set
NAMED = 50  # the height of a quantity's name and the words below it


class Plan:
    """The places for a network of these sizes. Matrices stand under the gap that their weights bridge.

    left, right : the outer sides of the units of layers 1 and L. field : the sides of what matrices may fill.
    quantities : how many matrices stand under each gap. top : of the layers' heads. lowest : the lower end of what
    stands at the left of the network. low : how much room is left under the network. gap : the one whose matrices are
    shown, where there is room for one only; None if all are to be seen, small as they may be. cells : how wide a cell
    is, None if all matrices are images.
    """

    def __init__(self, sizes, width, *, left, right, field, top=0, lowest=0, quantities=4, gap=None, low=0):
        self.sizes, self.L, self.width, self.quantities = sizes, len(sizes), width, quantities
        self.narrow = width < MIDDLE
        self.columns = {l: sizes[l - 1] + 1 for l in range(1, self.L)}
        self.images = {l for l, n in self.columns.items() if sizes[l] > MOST_UNITS or n > MOST_COLUMNS}
        large = set(self.images)
        cells = self.cells = self._widest_cell(field)
        if self.narrow:
            self.one = self.L > 2 and (cells or 0) < FULL and len(large) < self.L - 1
        else:  # where not all can be read, but one can
            alone = (field[1] - field[0] - PAD - APART) // max(self.columns.values())
            self.one = gap is not None and not large and (cells or 0) < TINY <= alone
        if self.one:
            self.gap, self.images = min(gap, self.L - 1), large
        if self.one and self.narrow:
            left, field = left - 56, (40, width)  # 56 : for the matrices' names
        self.abreast = 2 if self.one and self.narrow and quantities > 1 else 1
        unit = min(98 if self.narrow or self.L > 3 else 106, max(44, (right - left - 48 * (self.L - 1)) // self.L))
        centers = self._centers(left + unit / 2, right - unit / 2, unit, 0 if self.one else cells)
        self.head = top + 18
        self.layout = Layout(sizes, centers, top + 34, width=unit)
        self.dense = not self.narrow and self.layout.rows > 2  # so that it fits a screen
        self.layout.top += 0 if self.narrow or self.dense else 16
        below = low + (37 if self.dense else 46) + (28 if self.narrow or low else 12) * self.one
        self.mat = max(self.layout.top + self.layout.height + below, lowest + 4)
        self._place(field, cells)

    def _widest_cell(self, field):
        """As wide as all the matrices fit side by side. Those that do not become images."""
        while self.columns.keys() > self.images:
            fixed = (IMAGE + PAD) * len(self.images)
            numbers = [n for l, n in self.columns.items() if l not in self.images]
            cell = (field[1] - field[0] - fixed - len(numbers) * (PAD + APART)) // sum(numbers)
            if cell >= 12 or self.narrow:
                return min(WIDEST if cell >= FULL else 46, cell)
            self.images.add(max(self.columns.keys() - self.images, key=self.columns.get))
        return None

    def _centers(self, first, last, unit, cell):
        """The middles of the layers: equally far apart if matrices as wide as that fit, else as their widths ask."""
        L, span = self.L, last - first
        least = unit + max(44, (span / (L - 1) - unit) / 2)
        need = [
            max(least, (IMAGE if l in self.images else n * (cell or 0) + APART) + PAD) for l, n in self.columns.items()
        ]
        if max(need) <= span / (L - 1):
            return [first + k * span / (L - 1) for k in range(L)]
        scale = min(1, span / sum(need))
        spare = (span - scale * sum(need)) / (L - 1)
        centers = [first]
        for gap in need:
            centers.append(centers[-1] + scale * gap + spare)
        return centers

    def _place(self, field, cells):
        """The cells: their widths w and heights, and the left side x of each matrix."""
        self.rows = max([1, *(self.sizes[l] for l in self.columns if l not in self.images)])
        self.cell = 25 - (self.narrow or self.dense) if self.rows < 3 else 20 if self.rows == 3 else 17
        self.tall = max(self.rows * self.cell, FOLDED if self.images else 0)
        self.pitch = self.tall + (10 if self.narrow else 17 if self.rows < 3 else 7 if self.rows == 3 else 5)
        if not self.narrow:
            self.pitch = max(self.pitch, NAMED)
        self.w, self.x = {}, {}
        for l, n in self.columns.items():
            room = self._room(l, field)
            if l in self.images:
                self.w[l] = min(IMAGE, room - PAD)
            else:
                self.w[l] = min(WIDEST, (room - APART) // n) if self.one else cells
            self.x[l] = self.middle(l) - self.wide(l) / 2
            if self.one:
                least = field[0] + 14
                self.x[l] = max(least, min(self.x[l], field[1] - self.wide(l)))
        if not self.one:  # next to each other, and inside the field
            at = field[0]
            for l in self.columns:
                self.x[l] = max(self.x[l], at + 14)
                at = self.x[l] + self.wide(l) + PAD - 14
            at = field[1]
            for l in reversed(self.columns):
                self.x[l] = min(self.x[l], at - self.wide(l))
                at = self.x[l] - PAD

    def _room(self, l, field):
        if self.one:
            return 252 if self.abreast > 1 else field[1] - field[0] - PAD
        return self.layout.centers[l + 1] - self.layout.centers[l]

    def middle(self, l):
        """The middle of the gap behind layer l."""
        return (self.layout.centers[l] + self.layout.centers[l + 1]) / 2

    def wide(self, l):
        """How wide a matrix of that gap is, or what stands in its place."""
        return self.w[l] if l in self.images else self.columns[l] * self.w[l] + APART

    def corner(self, l, k):
        """The left side of the k-th matrix of a gap, and the upper side of the row it stands in."""
        x = self.x[l] if self.abreast == 1 else (200, 512)[k % 2] - self.wide(l) / 2
        return x, self.mat + 6 + k // self.abreast * self.pitch

    def name(self, k):
        """The baseline of the name of the k-th row of matrices. λ stands below the last one's, inside the row too."""
        middle = self.corner(self.gaps[0], k)[1] + self.tall / 2
        if self.narrow:  # nothing stands below
            return middle + 7
        up = 4 if self.tall < 60 or k < 3 else max(4, 58 - self.tall / 2)
        return middle + (6 if self.rows < 2 and not self.images else -up)

    @property
    def gaps(self):
        """Those whose matrices are shown."""
        return [self.gap] if self.one else list(self.columns)

    @property
    def bottom(self):
        """The lower end of the matrices."""
        return self.mat + 6 + -(-self.quantities // self.abreast) * self.pitch
