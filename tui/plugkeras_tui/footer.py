"""The footer: the keys that can be pressed, in one line that is drawn anew only if it says something else."""

from typing import Any, NamedTuple

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

KEY = "bold $footer-key-foreground on $footer-key-background"
WORDS = "$footer-description-foreground on $footer-description-background"


class Said(NamedTuple):
    """A key and what it does; ``key`` is what Textual calls it."""

    key: str
    shown: str
    does: str
    enabled: bool
    tooltip: str

    def content(self) -> Content:
        """As it is written; dim if it does nothing now."""
        text = Content.assemble((f" {self.shown} ", KEY), (f"{self.does} ", WORDS))
        return text if self.enabled else text.stylize("dim")


class QuietFooter(Widget, can_focus=False):
    """As Textual's looks, which makes ten widgets anew, and with them the whole screen, when a key is another one."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    QuietFooter { dock: bottom; height: 1; color: $footer-foreground; background: $footer-background; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[Said, ...] = ()
        self._palette: Said | None = None

    def on_mount(self) -> None:
        """Listen."""
        self.screen.bindings_updated_signal.subscribe(self, self.bindings_changed)

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Say other keys, if they are others; called at each edit, and when the focus is elsewhere."""
        if not (screen.app.app_focus and self.is_attached and screen is self.screen):
            return
        found: dict[str, Said] = {}
        palette = None
        for _, binding, enabled, tooltip in screen.active_bindings.values():
            said = Said(
                binding.key,
                self.app.get_key_display(binding),
                binding.description,
                enabled,
                tooltip or binding.tooltip or binding.description,
            )
            if binding.show:
                found.setdefault(binding.action, said)
            if binding.action == "command_palette":
                palette = said
        if (tuple(found.values()), palette) != (self._said, self._palette):
            self._said, self._palette = tuple(found.values()), palette
            self.refresh()

    def render(self) -> Content:
        """The keys, as many as there is room for; at the right the one that finds all the others."""
        keys = Content("").join([said.content() for said in self._said])
        if self._palette is None:
            return keys
        last = Content.assemble(
            ("▏", "$foreground 20%"), (self._palette.shown, KEY), (f" {self._palette.does} ", WORDS)
        )
        room = max(0, self.size.width - last.cell_length)
        return keys.truncate(room, pad=True) + last

    def _at(self, x: int) -> Said | None:
        if self._palette is not None and x >= self.size.width - len(self._palette.shown) - len(self._palette.does) - 3:
            return self._palette
        for said in self._said:
            x -= said.content().cell_length
            if x < 0:
                return said
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """What the key under the mouse does."""
        said = self._at(event.x)
        self.tooltip = said.tooltip if said is not None else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press the key under the mouse."""
        said = self._at(event.x)
        if said is not None:
            self.app.simulate_key(said.key) if said.enabled else self.app.bell()
