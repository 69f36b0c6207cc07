"""Short epochs come several in one event: taken apart here, for readers that want an event each."""

from collections.abc import Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]


def apart(event: Event) -> Iterator[Event]:
    """The event itself; an ``epochs`` event as the ``epoch_end`` events that it stands for, in their order."""
    if event.get("t") != "epochs":
        yield event
        return
    first, steps, columns = event.get("first"), event.get("steps"), event.get("logs")
    if not isinstance(first, int) or not isinstance(steps, list) or not isinstance(columns, Mapping):
        return
    rest = {name: event[name] for name in ("v", "ts") if name in event}
    for n, step in enumerate(steps):
        logs = {name: values[n] for name, values in columns.items() if _nth(values, n) is not None}
        lr, all_seconds = event.get("lr"), event.get("seconds")
        rate = _nth(lr, n) if isinstance(lr, list) else lr
        seconds = all_seconds / len(steps) if isinstance(all_seconds, int | float) else _nth(all_seconds, n)
        each = {name: value for name, value in (("seconds", seconds), ("lr", rate)) if value is not None}
        yield {**rest, "t": "epoch_end", "epoch": first + n, "step": step, "logs": logs, **each}


def _nth(values: Any, n: int) -> Any:
    return values[n] if isinstance(values, list) and n < len(values) else None
