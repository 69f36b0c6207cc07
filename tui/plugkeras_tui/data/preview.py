"""The data as they are: what there is of them, what is suspicious, the first rows, the classes, the columns."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from plugkeras.parts.memory import said
from plugkeras.project.summary import ColumnSummary, Summary
from plugkeras.project.summary_lines import cells, padded, printable, wrapped
from plugkeras_tui.data import pictures
from plugkeras_tui.data.looking import Look
from plugkeras_tui.pictures.canvas import look_of

Line = list[Segment]

WIDEST = 18
"""Cells of a column of the table."""

CLASSES = 12
"""Classes whose rows are drawn; of more, the commonest and the rarest."""


NOTHING = """There are no data yet.

Type the name of a dataset: digits, iris, moons, mnist …
or / and the path of a table, of arrays, of a folder of images,
or module:function for code of your own.
Enter shows all that there is."""
"""What is said where there are no data: how to come by some."""


class Preview(ScrollView, can_focus=True):
    """What a `Look` has to show; ``show`` gives it another one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"preview--head", "preview--warning", "preview--dim", "preview--bar"}
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Preview {
        height: 1fr; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1;
        & > .preview--head { text-style: bold; }
        & > .preview--warning { color: $text-warning; }
        & > .preview--dim { color: $text-muted; }
        & > .preview--bar { color: $text-accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "up", show=False),
        Binding("down", "scroll_down", "down", show=False),
        Binding("left", "scroll_left", "left", show=False),
        Binding("right", "scroll_right", "right", show=False),
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.look, self._said = Look(), NOTHING
        self._strips: list[Strip] = []

    def show(self, look: Look, said: str = NOTHING) -> None:
        """Show other data; ``said`` instead, where there are none."""
        if look is not self.look or said != self._said:
            self.look, self._said = look, said
            self._draw()

    def on_resize(self) -> None:
        """Another width, other lines."""
        self._draw()

    def notify_style_update(self) -> None:
        """Another theme, other colours."""
        super().notify_style_update()
        if self.is_mounted:
            self.call_after_refresh(self._draw)  # only then its parts have other styles, too

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        x, top = self.scroll_offset
        at = top + y
        if at >= len(self._strips):
            return Strip.blank(self.size.width, self.rich_style)
        return self._strips[at].crop_extend(x, x + self.size.width, self.rich_style)

    def _draw(self) -> None:
        width = max(20, self.size.width - 1)
        self._strips = [Strip(line).apply_style(self.rich_style) for line in self._lines(width)]
        widest = max((strip.cell_length for strip in self._strips), default=0)
        self.virtual_size = Size(widest, len(self._strips))
        self.refresh()

    def _as(self, text: str, kind: str = "") -> Segment:
        style = look_of(self, f"preview--{kind}") if kind else None
        return Segment(text, style)

    # -- what is told, from top to bottom ------------------------------------------------------------

    def _lines(self, width: int) -> Iterator[Line]:
        summary, trouble = self.look.summary, self.look.trouble
        if trouble or summary is None:
            kind = "warning" if trouble else "dim"
            for part in (f"✖ {trouble}" if trouble else self._said).split("\n"):
                yield from ([self._as(line, kind)] for line in wrapped(part, width))
        if summary is None:
            return
        for line in told(summary):
            yield from ([self._as(part)] for part in wrapped(line, width))
        for warning in summary.warnings:
            yield from ([self._as(line, "warning")] for line in wrapped(f"⚠ {warning}", width))
        yield from self._gallery(width)
        yield from self._table()
        yield from self._balance(summary, width)
        yield from self._figures(summary)

    def _gallery(self, width: int) -> Iterator[Line]:
        images = self.look.images
        if images is None:
            return
        room = max(8, min(images.shape[2], (width + 1) // 4 - 1))
        small = [pictures.small(image, room, 2 * room) for image in images]
        across = max(1, (width + 1) // (small[0].shape[1] + 1))
        yield []
        for start in range(0, min(len(small), 2 * across), across):
            yield from self._row_of(small[start : start + across], self.look.labels[start : start + across])

    def _row_of(self, images: Sequence[Any], labels: Sequence[str]) -> Iterator[Line]:
        letters = bool(self.app.no_color or getattr(self.app, "ascii", False))
        drawn = [pictures.lines(image, letters) for image in images]
        for parts in zip(*drawn, strict=True):
            yield [segment for part in parts for segment in (*part, Segment(" "))]
        if labels:
            size = images[0].shape[1]
            yield [self._as(padded(label, size) + " ", "dim") for label in labels]

    def _table(self) -> Iterator[Line]:
        if not self.look.table:
            return
        widths = [min(WIDEST, max(map(cells, column))) for column in zip(*self.look.table, strict=True)]
        widths = [cells(self.look.table[0][0])] if len(widths) == 1 else widths
        if self.look.table[0][0] == "inputs":
            widths[0] = max(cells(row[0]) for row in self.look.table)
        heads, *rows = self.look.table
        over_figures = [all(map(_is_figure, column)) for column in zip(*rows, strict=True)] or [False] * len(heads)
        yield []
        for n, row in enumerate(self.look.table):
            texts = [
                _aligned(text, width, _is_figure(text) if n else right)
                for text, width, right in zip(row, widths, over_figures, strict=True)
            ]
            yield [self._as("  ".join(texts), "" if n else "head")]

    def _balance(self, summary: Summary, width: int) -> Iterator[Line]:
        if not summary.classes:
            return
        shown = list(summary.classes)
        more = len(shown) - CLASSES
        if more > 0:
            order = sorted(shown, key=lambda pair: -pair[1])
            shown = [*order[: CLASSES // 2], *order[-CLASSES // 2 :]]
        most = max(count for _, count in shown) or 1
        names = min(WIDEST, max(cells(printable(name)) for name, _ in shown))
        room = max(4, min(40, width - names - 12))
        yield []
        kept = f"  (the commonest and the rarest of {len(summary.classes)})" if more > 0 else ""
        yield [self._as(f"{len(summary.classes)} classes{kept}", "head")]
        for name, count in shown:
            bar = "━" * max(1 if count else 0, round(room * count / most))
            yield [self._as(f"{padded(printable(name), names)} {count:>8} "), self._as(bar, "bar")]

    def _figures(self, summary: Summary) -> Iterator[Line]:
        if len(summary.columns) < 2 and not any(map(words, summary.columns)):
            return
        yield []
        names = min(WIDEST + 6, max(cells(printable(c.name)) for c in summary.columns))
        heads = f"{padded('column', names)}  {'kind':<10} {'least':>9} {'mean':>9} {'most':>9}"
        yield [self._as(heads, "head")]
        for column in summary.columns:
            figures = " ".join(f"{'' if v is None else f'{v:.4g}':>9}" for v in (column.low, column.mean, column.high))
            line = [self._as(f"{padded(printable(column.name), names)}  {column.kind:<10} {figures}")]
            if marked := words(column):
                line.append(self._as(f"  {marked}", "warning"))
            yield line


def told(summary: Summary) -> Iterator[str]:
    """How many rows there are, and of what shapes."""
    parts = f"{summary.rows - summary.validation} to train on, {summary.validation} for validation"
    tests = f", {summary.test} for tests" if summary.test else ""
    yield f"{summary.rows} rows: {parts}{tests}, {said(summary.size)}"
    shape = " x ".join(map(str, summary.input_shape))
    yield f"inputs {shape} {summary.input_dtype}" + ("" if summary.target == "none" else f" → {_target(summary)}")
    if summary.sampled:
        yield "the figures are of a part of the rows, evenly spread"


def _target(summary: Summary) -> str:
    if summary.classes:
        ways = ", one-hot" if summary.target == "one_hot" else ""
        return f"{len(summary.classes)} classes{ways}"
    shape = " x ".join(map(str, summary.target_shape))
    return f"{shape} numbers" if shape else "a number"


def words(column: ColumnSummary) -> str:
    """What is to be said of a column."""
    said = ["target"] if column.is_target else []
    said += ["GIVES THE TARGET AWAY"] if column.leaking else []
    said += ["constant"] if column.is_constant and column.kind != "constant" else []
    said += [f"{column.missing} missing"] if column.missing else []
    said += ["left out"] if not column.is_used else []
    return ", ".join(said)


def _is_figure(text: str) -> bool:
    return text[:1].isdigit() or text[:1] == "-"


def _aligned(text: str, width: int, is_right: bool) -> str:
    if is_right and cells(text) <= width:
        return " " * (width - cells(text)) + text
    return padded(text, width)
