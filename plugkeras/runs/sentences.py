"""The events of a run in words: a line each, for a terminal, a log and a screen reader."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from plugkeras.runs.texts import printable

Event = Mapping[str, Any]


def told(event: Event, epochs: int | None = None) -> str | None:
    """What happened, in a line; None for what is not worth one (batches, snapshots, what is not known)."""
    say = _WORDS.get(str(event.get("t")))
    text = say(event, epochs) if say else None
    return None if text is None else _one_line(text)


def _one_line(text: str) -> str:
    """Events are others' words: nothing in them may steer a terminal."""
    return printable(text.replace("\n", " ").replace("\t", " "))


def number(value: Any) -> str:
    """A number as a person reads it: 0.1234, 1.2e-05, 12; ``nan`` and ``inf`` come as text."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or not isfinite(value):
        return str(value)
    return f"{value:.4f}" if 1e-3 <= abs(value) < 1e5 or value == 0 else f"{value:.3g}"


def measures(logs: Any) -> str:
    """``loss 0.1234  accuracy 0.9500``."""
    return "  ".join(f"{name} {number(value)}" for name, value in in_order(logs)) if isinstance(logs, Mapping) else ""


def in_order(logs: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The loss, the metrics, and then those of validation in the same order."""
    return sorted(logs.items(), key=lambda item: (item[0].startswith("val_"), not item[0].endswith("loss")))


def duration(seconds: float) -> str:
    """``0.4 s``, ``12 s``, ``3:05`` or ``1:03:05``."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def _start(event: Event, epochs: int | None) -> str:
    steps = event.get("steps")
    size = f"{event.get('epochs', '?')} epochs" + (f" of {steps} batches" if steps else "")
    return f"goes on: {size}" if event.get("resumed") else f"started: {size}"


def _resume(event: Event, epochs: int | None) -> str:
    return f"goes on from {event.get('checkpoint', 'a checkpoint')}, step {event.get('step', '?')}"


def _epoch_end(event: Event, epochs: int | None) -> str:
    of = f"/{epochs}" if epochs else ""
    seconds = event.get("seconds")
    took = f"  {duration(seconds)}" if isinstance(seconds, int | float) else ""
    return f"epoch {event.get('epoch', '?')}{of}  {measures(event.get('logs'))}{took}"


def _intervene(event: Event, epochs: int | None) -> str | None:
    if event.get("do") == "stop":
        return None  # the end says so
    return f"step {event.get('step', '?')}: {intervention(event)}"


def intervention(event: Event) -> str:
    """What somebody did to a training, ``learning rate set to 0.001``; an event, or an entry of ``run.json``."""
    do = str(event.get("do", "?"))
    if do == "learning_rate":
        how = "times" if "times" in event else "set to"
        return f"learning rate {how} {_short(event.get('times', event.get('set', '?')))}"
    if do == "clip":
        return f"gradients clipped to a norm of {_short(event.get('norm', '?'))}"
    if do == "extend":
        return f"{_short(event.get('epochs', '?'))} epochs more"
    return do.replace("_", " ")


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _checkpoint(event: Event, epochs: int | None) -> str | None:
    reason = event.get("reason")
    if reason not in ("asked", "pause", "stop", "control", "request"):  # those of every epoch would be noise
        return None
    return f"checkpoint written to {event.get('path', '?')}"


def _state(event: Event, epochs: int | None) -> str | None:
    state, reason = event.get("state", "?"), event.get("reason")
    return f"{state}: {reason}" if reason else str(state)


def _error(event: Event, epochs: int | None) -> str:
    layer, plugin = event.get("layer"), event.get("plugin")
    where = f" in the layer '{layer}'" if layer else ""
    where += f" of the plugin {plugin}" if plugin else ""
    return f"error{where}: {event.get('text', '?')}"


def _diverged(event: Event, epochs: int | None) -> str:
    return f"diverged: the loss became {number(event.get('loss', 'nan'))} at step {event.get('step', '?')}"


def _end(event: Event, epochs: int | None) -> str:
    state, reason = event.get("state", "ended"), event.get("reason")
    rest = [*([str(reason)] if reason else []), *([measures(event["logs"])] if event.get("logs") else [])]
    return f"{state}: {', '.join(rest)}" if rest else str(state)


def _text(kind: str) -> Any:
    return lambda event, epochs: f"{kind}{event.get('text', '')}"


_WORDS: dict[str, Any] = {
    "start": _start,
    "resume": _resume,
    "epoch_end": _epoch_end,
    "intervene": _intervene,
    "checkpoint": _checkpoint,
    "state": _state,
    "note": _text("note: "),
    "warn": _text("warning: "),
    "log": _text(""),
    "error": _error,
    "diverged": _diverged,
    "test": lambda event, epochs: f"test  {measures(event.get('logs'))}",
    "end": _end,
}
