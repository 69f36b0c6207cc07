"""What a workspace asks of whoever shows it: the app does it with toasts, signals and threads, others in their way."""

from collections.abc import Callable
from typing import Any


class Front:
    """As it is here, work is done at once, and nobody is told."""

    def tell(self, text: str, severity: str = "information") -> None:
        """Say a sentence to the person; ``severity`` is information, warning or error."""

    def publish(self, what: str) -> None:
        """Say that something has changed: "project", "data", "report" or "run"."""

    def behind(self, work: Callable[[], None], group: str) -> None:
        """Do work that takes a while; later work of the same ``group`` makes it pointless."""
        work()

    def soon(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call a function in the thread of the front end."""
        function(*arguments)
