"""The footer: Textual's, which is made anew only if what it says has changed."""

from typing import Any

from textual.screen import Screen
from textual.widgets import Footer


class QuietFooter(Footer):
    """Textual tells it of bindings at each edit, and making ten widgets anew takes longer than all the rest of one."""

    _said: tuple[Any, ...] = ()

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Say other keys, if they are others."""
        known = screen.active_bindings.values()
        said = tuple((b.binding.key, b.binding.description, b.enabled) for b in known if b.binding.show)
        if said != self._said or not self._bindings_ready:
            if screen.app.app_focus and self.is_attached and screen is self.screen:
                self._said = said
            super().bindings_changed(screen)
