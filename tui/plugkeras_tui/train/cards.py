"""What is put before a person when a training needs one: it diverged, failed, died, or is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plugkeras.runs.sentences import duration, measures, number
from plugkeras.runs.texts import printable
from plugkeras.runs.watched import Watched
from plugkeras_tui.standing import Standing
from plugkeras_tui.train.sighting import best
from plugkeras_tui.train_key import USUAL, train_key

RECOVERIES = {"rate": "lr ÷10, and back", "clip": "clip the gradients, and back", "stop": "stop"}


class Choice(NamedTuple):
    """What a key of a card does: an action of the screen, perhaps with an argument, and what it is called."""

    what: str
    action: str
    argument: str = ""


@dataclass(frozen=True)
class Card:
    """What is to be told, and by key what can be done."""

    kind: str
    title: str
    lines: tuple[str, ...] = ()
    keys: Mapping[str, Choice] = field(default_factory=dict)
    id: Any = None
    """What it is about: a card that was closed does not come again for the same."""

    @property
    def hints(self) -> str:
        """``r resume · l log · Esc close``."""
        said = [f"{_named(key)} {what}" for key, (what, *_) in self.keys.items()]
        return " · ".join([*said, "Esc close"])


def _named(key: str) -> str:
    return {"enter": "Enter", USUAL: train_key()}.get(key, key)


LOG = {"l": Choice("log", "show_log")}

REPORT = {"y": Choice("copy report", "copy_report")}


def card_for(watched: Watched, stands: Standing, is_ours: bool = True) -> Card | None:
    """The card that there is to show; None if the training needs nobody. ``is_ours``: the run has a project."""
    if stands.state in ("crashed", "lost"):
        return _crash(watched, stands, is_ours)
    if stands.state == "failed":
        return _failure(watched, stands, is_ours)
    if stands.state in ("done", "stopped"):
        return _end(watched, stands, is_ours)
    return _divergence(watched, stands) if watched.diverged is not None and stands.state == "paused" else None


def _divergence(watched: Watched, stands: Standing) -> Card:
    event = watched.diverged or {}
    said = event.get("offers")
    offers = [offer for offer in said if offer in RECOVERIES] if isinstance(said, list) else []
    step = event.get("step", watched.step)
    keys = {str(n): Choice(RECOVERIES[offer], "recover", offer) for n, offer in enumerate(offers, 1)}
    if "rate" in offers:
        keys["L"] = Choice("type a rate, and back", "rate_back")
    lines = ["It waits; its numbers are of no use from there on."]
    if "rate" in offers:
        lines = ["It waits. Going back is to the last checkpoint whose numbers were all finite."]
    if stands.refusal:
        keys, lines = {}, [f"Nothing can be done from here: {stands.refusal}."]
    loss = number(event.get("loss", "nan"))
    title = f"Diverged: the loss became {printable(loss, 20)} at step {step}"
    return Card("diverged", title, tuple(lines), keys, (step, event.get("ts")))


def _failure(watched: Watched, stands: Standing, is_ours: bool) -> Card:
    error = watched.error or {}
    layer, plugin = (printable(error.get(key) or "", 60).replace("\n", " ") for key in ("layer", "plugin"))
    where = f": error in the layer '{layer}'" if layer else ""
    title = f"Training failed{where}" + (f" of the plugin {plugin}" if plugin else "")
    said = str(error.get("text") or stands.reason)
    lines = [*said.splitlines()[:4], *_folded(str(error.get("traceback") or "")), _safe(watched)]
    keys = {"enter": Choice("go to the layer", "go_to_layer", layer)} if layer and is_ours else {}
    keys |= {"r": Choice("resume", "resume_run")} if is_ours else {}
    return Card("error", title, tuple(lines), keys | LOG | REPORT, error.get("ts"))


def _crash(watched: Watched, stands: Standing, is_ours: bool) -> Card:
    title = "The run is lost" if stands.state == "lost" else "The training process died"
    lines = (f"{stands.reason[:1].upper()}{stands.reason[1:].rstrip('.')}.", _safe(watched))
    keys = (
        {"r": Choice("resume", "resume_run"), "b": Choice("halve the batch, train anew", "halve_batch")}
        if is_ours
        else {}
    )
    return Card("crash", title, lines, keys | LOG | REPORT, watched.step)


def _end(watched: Watched, stands: Standing, is_ours: bool) -> Card:
    word = "Done" if stands.state == "done" else "Stopped"
    reason = f": {stands.reason}" if stands.reason and stands.reason != "asked" else ""
    first = f"{watched.epoch} epochs, {watched.step:,} batches".replace(",", " ") + _took(watched)
    lines = [first, measures(watched.logs), *filter(None, [best(watched), _tested(watched)])]
    inspect = {"i": Choice("inspect", "open_screen", "Inspect")}
    if not is_ours:
        return Card("end", f"{word}{reason}", tuple(lines), inspect | LOG, watched.step)
    keys = {"p": Choice("predict", "look_inside", "Predict"), "e": Choice("export", "open_screen", "Script")}
    keys |= {**inspect, **LOG, USUAL: Choice("train more" if stands.state == "done" else "go on", "train_more")}
    return Card("end", f"{word}{reason}", tuple(lines), keys, watched.step)


def _tested(watched: Watched) -> str:
    """How well it does with the rows that it was never shown; nothing if there are none."""
    found = [message for message in watched.messages if message.get("t") == "test"]
    return f"test rows  {measures(found[-1].get('logs'))}" if found else ""


def _took(watched: Watched) -> str:
    times = watched.batches["ts"]
    return f" in {duration(float(times[-1] - times[0]))}" if len(times) > 1 and times[-1] > times[0] else ""


def _safe(watched: Watched) -> str:
    if not watched.checkpoints:
        return "No checkpoint was saved yet; the project is as it was."
    last = watched.checkpoints[-1]
    return f"The model is safe: last checkpoint at epoch {last.get('epoch', '?')}, step {last.get('step', '?')}."


def _folded(traceback: str) -> list[str]:
    """The places in a traceback that are not plugkeras's own, and how many are left out."""
    lines = printable(traceback, 20_000).split("\n")
    places = [n for n, line in enumerate(lines) if line.lstrip().startswith('File "')]
    others = [n for n in places if "/plugkeras/" not in lines[n] and "/plugkeras_std/" not in lines[n]]
    found = []
    for n in others[-3:]:
        source = lines[n + 1].strip() if n + 1 < len(lines) and n + 1 not in places else ""
        found.append(f"  {_place(lines[n])}  {source}"[:200])
    hidden = len(places) - len(others[-3:])
    folded = f"  ({hidden} {'place' if hidden == 1 else 'places'} in plugkeras and others folded: y copies all)"
    return [*found, folded] if hidden else found


def _place(line: str) -> str:
    """``File "/a/b/c/d.py", line 41, in call`` as ``c/d.py:41 in call``."""
    try:
        _, path, rest = line.split('"', 2)
        number_, _, name = rest.removeprefix(", line ").partition(", in ")
        return f"{'/'.join(path.split('/')[-2:])}:{number_} in {name}"
    except ValueError:
        return line.strip()


def report(watched: Watched, stands: Standing, name: str) -> str:
    """All that is known of a failure, to be sent to whoever can mend it."""
    error = watched.error or {}
    head = [f"run {name}: {stands.state}, epoch {watched.epoch}, step {watched.step}"]
    head += [f"{key}: {error[key]}" for key in ("layer", "plugin", "text") if error.get(key)]
    return "\n".join([*head, "", str(error.get("traceback") or stands.reason)])
