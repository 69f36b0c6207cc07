"""The footer: the keys that can be pressed, in one line that is drawn anew only if it says something else."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

KEY = "bold $footer-key-foreground on $footer-key-background"
WORDS = "$footer-description-foreground on $footer-description-background"

RANKS = {"menu": 0, "quit": 1, "train": 1, "command_palette": 3}
"""What is left out last, where there is no room for all: ``?`` lists all keys, so that it always stays."""
OTHERS, REFUSED = 2, 4


class Said(NamedTuple):
    """A key and what it does; ``key`` is what Textual calls it."""

    key: str
    shown: str
    does: str
    enabled: bool
    tooltip: str
    rank: int

    @property
    def width(self) -> int:
        """The cells that it takes."""
        return self.content().cell_length

    def content(self) -> Content:
        """As it is written; dim if it does nothing now."""
        text = Content.assemble((f" {self.shown} ", KEY), (f"{self.does} ", WORDS))
        return text if self.enabled else text.stylize("dim")


def fitting(said: Sequence[Said], width: int) -> list[Said]:
    """Those that there is room for, whole and in their order: first goes what is refused now, then what comes last."""
    kept: list[Said] = []
    for _, one in sorted(enumerate(said), key=lambda numbered: (numbered[1].rank, numbered[0])):
        if one.width > width:
            break
        kept.append(one)
        width -= one.width
    return [one for one in said if one in kept]


class QuietFooter(Widget, can_focus=False):
    """As Textual's looks, which makes ten widgets anew, and with them the whole screen, when a key is another one."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    QuietFooter { dock: bottom; height: 1; color: $footer-foreground; background: $footer-background; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[Said, ...] = ()

    def on_mount(self) -> None:
        """Listen."""
        self.screen.bindings_updated_signal.subscribe(self, self.bindings_changed)

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Say other keys, if they are others; called at each edit, and when the focus is elsewhere."""
        if not (screen.app.app_focus and self.is_attached and screen is self.screen):
            return
        found: dict[str, Said] = {}
        palette = []
        for node, binding, enabled, tooltip in screen.active_bindings.values():
            does_now = getattr(node, "does_now", None)
            does = (does_now(binding.action) if callable(does_now) else "") or binding.description
            said = Said(
                binding.key,
                self.app.get_key_display(binding),
                does,
                enabled,
                tooltip or binding.tooltip or does,
                RANKS.get(binding.action, OTHERS) if enabled else REFUSED,
            )
            if binding.action == "command_palette":
                palette = [said]
            elif binding.show:
                found.setdefault(binding.action, said)
        if (*found.values(), *palette) != self._said:
            self._said = (*found.values(), *palette)
            self.refresh()

    def render(self) -> Content:
        """The keys, as many as there is room for; at the right the one that finds all the others."""
        shown = self._shown()
        keys = [said.content() for said in shown]
        if shown and shown[-1].rank == RANKS["command_palette"]:
            keys.insert(-1, Content(" " * (self.size.width - sum(said.width for said in shown))))
        return Content("").join(keys)

    def _shown(self) -> list[Said]:
        return fitting(self._said, self.size.width)

    def _at(self, x: int) -> Said | None:
        shown = self._shown()
        if shown and shown[-1].rank == RANKS["command_palette"] and x >= self.size.width - shown[-1].width:
            return shown[-1]
        for said in shown:
            x -= said.width
            if x < 0:
                return said if said.rank != RANKS["command_palette"] else None
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
