"""The card on the screen: a box with what happened, and the keys that do something about it."""

from typing import Any

from rich.text import Text
from textual.widgets import Static

from plugkeras_tui.train.cards import Card


class CardPane(Static):
    """Hidden unless there is a card that nobody has closed."""

    DEFAULT_CSS = """
    CardPane { display: none; height: auto; max-height: 14; border: round $warning; padding: 0 1; }
    CardPane.-shown { display: block; }
    CardPane.-end { border: round $success; }
    CardPane.-error, CardPane.-crash, CardPane.-diverged { border: round $error; }
    """

    def __init__(self, **options: Any) -> None:
        super().__init__("", markup=False, **options)
        self.card: Card | None = None
        """The one that is shown."""
        self._put_away: Any = None
        self._aside: Card | None = None

    def tell(self, card: Card | None) -> None:
        """Show the card, or none; one that was closed stays so."""
        self._aside = None
        if card is not None and (card.kind, card.id) == self._put_away:
            self._aside, card = card, None
        if card == self.card:
            return
        self.card = card
        self.set_class(card is not None, "-shown")
        if card is not None:
            for kind in ("end", "error", "crash", "diverged"):
                self.set_class(card.kind == kind, f"-{kind}")
            self.border_title = Text(card.title)
            self.update(Text.assemble("\n".join(card.lines), "\n", (card.hints, "bold"), no_wrap=False))

    def close(self) -> bool:
        """Show it no more; whether there was one."""
        card = self.card
        if card is None:
            return False
        self._put_away = card.kind, card.id
        self.tell(card)
        return True

    def open(self) -> bool:
        """Show again what was closed, as long as it holds; whether there was something."""
        card, self._put_away = self._aside, None
        self.tell(card or self.card)
        return card is not None

    def forget(self) -> None:
        """Of another run every card is new."""
        self._put_away = None
