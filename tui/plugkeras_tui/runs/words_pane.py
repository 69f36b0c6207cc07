"""Where the words about a run stand."""

from textual.containers import VerticalScroll
from textual.message import Message


class Words(VerticalScroll, can_focus=False):
    """Tells when it has another size, which it may have later than the screen: words are wrapped to it."""

    class Resized(Message):
        """It has another size."""

    def on_resize(self) -> None:
        """Tell."""
        self.post_message(self.Resized())
