"""One picture as a widget."""

from typing import Any

import numpy as np
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from plugkeras_tui.pictures.drawing import strips
from plugkeras_tui.pictures.palettes import GREY, Palette


class Picture(Widget):
    """Draws an array in all the room that it has; nothing is computed again until the array or the size changes.

    ``show`` gives it another array. Its height is what its styles say: ``auto`` is the room that the form needs.
    """

    DEFAULT_CSS = "Picture { width: 1fr; height: 1fr; }"

    def __init__(self, values: Any = None, palette: Palette = GREY, **options: Any) -> None:
        """``options``: ``low``, ``high``, ``stretch`` of ``strips``; ``name``, ``id``, ``classes`` of a widget."""
        of_widget = {name: options.pop(name) for name in ("name", "id", "classes") if name in options}
        super().__init__(**of_widget)
        self._values = np.empty((0, 0)) if values is None else np.asarray(values)
        self._palette, self._options = palette, options
        self._strips: list[Strip] | None = None
        self._room = Size()  # for which they were drawn

    def show(self, values: Any, palette: Palette | None = None, **options: Any) -> None:
        """Draw another array; palette and options stay what they were unless they are given."""
        self._values = np.asarray(values)
        self._palette = palette or self._palette
        self._options |= options
        self._strips = None
        self.refresh(layout=bool(self.styles.height is not None and self.styles.height.is_auto))

    def notify_style_update(self) -> None:
        """Another theme: draw anew."""
        super().notify_style_update()
        self._strips = None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as the picture is in this width."""
        return len(self._drawn(width, max(1, viewport.height)))

    def render_line(self, y: int) -> Strip:
        """One line of it."""
        if self._strips is None or self._room != self.size:
            self._room = self.size
            self._strips = self._drawn(self.size.width, self.size.height)
        line = self._strips[y] if y < len(self._strips) else Strip.blank(0)
        return line.extend_cell_length(self.size.width, self.rich_style).apply_style(self.rich_style)

    def _drawn(self, width: int, height: int) -> list[Strip]:
        ascii = bool(self.app.no_color or getattr(self.app, "ascii", False))
        return strips(self._values, width, height, self._palette, ascii=ascii, **self._options)
