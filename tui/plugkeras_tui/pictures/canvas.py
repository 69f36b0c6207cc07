"""A widget whose lines somebody else draws, once for each size."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget


class Ink:
    """What one draws with: styles by name, and whether there are colours, and more letters than ASCII."""

    def __init__(self, styles: dict[str, Style], ascii: bool = False, colourless: bool = False) -> None:
        self._styles, self.ascii = styles, ascii
        self.letters = ascii or colourless
        """Whether pictures are drawn by letters: half blocks would be all alike."""

    def text(self, text: str, look: str = "", width: int = 0) -> Strip:
        """A line of text; ``look`` is "", "strong", "muted", "good", "warning", "bad" or "cursor"."""
        text = set_cell_size(text, width) if width else text
        return Strip([Segment(text, self._styles.get(look))], cell_len(text))

    def line(self, *cells: tuple[str, str]) -> Strip:
        """A line of texts that look otherwise each."""
        return Strip.join([self.text(*cell) for cell in cells])


Drawing = Callable[[Ink, int, int], Sequence[Strip]]
"""Makes the lines, of an ink, a width and a height."""


class Canvas(Widget):
    """Shows a drawing; it is drawn when it or the size changes, and at no other time."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"canvas--{name}" for name in ("cursor", "strong", "muted", "good", "warning", "bad")
    }
    DEFAULT_CSS = """
    Canvas { height: 1fr; width: 1fr; }
    Canvas > .canvas--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    Canvas > .canvas--strong { text-style: bold; }
    Canvas > .canvas--muted { color: $foreground-muted; }
    Canvas > .canvas--good { color: $text-success; }
    Canvas > .canvas--warning { color: $text-warning; }
    Canvas > .canvas--bad { color: $text-error; }
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawing: Drawing | None = None
        self._strips: Sequence[Strip] | None = None
        self._room = Size()  # for which they were drawn

    def show(self, drawing: Drawing | None) -> None:
        """Show another drawing."""
        self._drawing, self._strips = drawing, None
        self.refresh()

    def redraw(self) -> None:
        """The same drawing would be another one now."""
        self._strips = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: draw anew."""
        super().notify_style_update()
        self._strips = None

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        if self._strips is None or self._room != self.size:
            self._room = self.size
            width, height = self.size
            drawn = self._drawing(self.ink, width, height) if self._drawing is not None else []
            style = self.rich_style
            self._strips = [line.adjust_cell_length(width).apply_style(style) for line in drawn[:height]]
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    @property
    def ink(self) -> Ink:
        """What is drawn with."""
        names = [name.removeprefix("canvas--") for name in self.COMPONENT_CLASSES]
        styles = {name: look_of(self, f"canvas--{name}") for name in names}
        return Ink(styles, bool(getattr(self.app, "ascii", False)), bool(self.app.no_color))


def look_of(widget: Widget, component: str) -> Style:
    """The style of a component, without a background unless it has its own; colours that are half seen are mixed."""
    own = widget.get_component_rich_style(component, partial=True)
    return own + Style(color=widget.get_component_rich_style(component).color) if own.color else own


def cursor_of(widget: Widget, component: str) -> Style:
    """The style of a cursor; without the focus its background alone, mixed with the widget's where it is half seen."""
    whole = widget.get_component_rich_style(component)
    return whole if widget.has_focus else Style(bgcolor=whole.bgcolor)
