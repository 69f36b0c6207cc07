"""What happened on the way, to be drawn on the curves: a letter each, a step, and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from plugkeras.runs.sentences import intervention
from plugkeras.runs.texts import printable
from plugkeras.runs.watched import Watched

ASKED = "asked"
"""Why a checkpoint was saved if a person wanted it; those that come by themselves are no news."""

NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Mark:
    """Something that happened after batch ``step``."""

    letter: str
    step: int
    text: str


def marks(watched: Watched) -> list[Mark]:
    """Interventions, checkpoints that were asked for, resumes and notes, in order; without what was undone."""
    kept = {(event.get("step"), event.get("ts"), event.get("do")) for event in watched.interventions}
    said = [(event, _words(event, kept)) for event in watched.happened]
    found = [(event["step"], text) for event, text in said if text and isinstance(event.get("step"), int)]
    return [Mark(NAMES[n % len(NAMES)], step, text) for n, (step, text) in enumerate(found)]


def _words(event: Mapping[str, Any], kept: set[Any]) -> str:
    kind = event.get("t")
    if kind == "intervene":
        is_kept = (event.get("step"), event.get("ts"), event.get("do")) in kept
        return _short(intervention(event)) if is_kept else ""
    if kind == "checkpoint" and event.get("reason") == ASKED:
        return f"checkpoint {_short(PurePath(str(event.get('path', ''))).stem)}"
    if kind == "resume":
        return "goes on from here"
    return f"note: {_short(event.get('text', ''))}" if kind == "note" else ""


def _short(text: Any) -> str:
    said = printable(text, 60).replace("\n", " ")
    return said.replace("learning rate times ", "lr \xd7").replace("learning rate set to ", "lr ")
