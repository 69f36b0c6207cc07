"""Keys in turn: one that is typed ahead waits until what the one before has begun is done."""

from collections import deque
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode

ROUNDS = 3
"""How often what a key has begun may tell its ancestors of it: a widget its screen, say, and that the app."""
PATIENCE = 0.5
"""Seconds after which a key is passed on in any case."""


class InTurn(App[int], inherit_bindings=False):
    """Textual gives a key to what has the focus when it arrives, though one before it may be about to move the focus.

    Over a slow line several keys arrive at once, and ``a`` (add) and ``dense`` would reach the same list. Here the next
    one is given away when a call has gone from the focus up to the app, behind the key, a few times.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._ahead: deque[events.Key] = deque()
        self._since: float | None = None
        self.touched = monotonic()
        """When a key was pressed, or the mouse used, the last time."""

    async def on_event(self, event: events.Event) -> None:
        """A key from the terminal waits for its turn; all else goes its way."""
        if isinstance(event, events.InputEvent):
            self.touched = monotonic()
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._ahead.append(event)
        if self._since is None or monotonic() - self._since > PATIENCE:
            await self._next()

    async def _next(self) -> None:
        """Give the next key away, and send a call after it."""
        if not self._ahead:
            self._since = None
            return
        self._since = since = monotonic()
        await super().on_event(self._ahead.popleft())
        self._climb(self.focused or self.screen, ROUNDS, since)
        if self._ahead:
            self.set_timer(PATIENCE, lambda: self._unheard(since))

    def _climb(self, node: DOMNode | None, rounds: int, since: float) -> None:
        """Call on behalf of ``node``, behind what it has to do now, and go on from its parent."""
        if since != self._since:
            return
        if isinstance(node, App):
            node, rounds = (self.focused or self.screen), rounds - 1
            if rounds == 0:
                self.call_later(self._next)
                return
        if node is None or not node.call_later(self._climb, node.parent or self, rounds, since):
            self.call_later(self._climb, self, rounds, since)  # it is gone

    async def _unheard(self, since: float) -> None:
        """A call was lost with a widget: go on."""
        if since == self._since:
            await self._next()
