"""One run in lines of words: all about it, or what is different from another one."""

from collections.abc import Mapping
from os.path import relpath
from textwrap import wrap
from typing import Any

from plugkeras.errors import PlugkerasError
from plugkeras.project.difference import diff
from plugkeras.runs import Run
from plugkeras.runs.forking import kept_epochs
from plugkeras.runs.restoring import MODEL
from plugkeras.runs.sentences import intervention, measures, number
from plugkeras.runs.texts import printable
from plugkeras_tui.runs import words
from plugkeras_tui.runs.rows import Row


def about(row: Row, width: int = 80) -> list[str]:
    """What there is to say about a run; ``kept`` are the epochs that it can be forked at."""
    if row.trouble:
        return [row.trouble, "", "del moves it to the trash."]
    info, parent = row.info, row.info["parent"] or {}
    kept = kept_epochs(row.run)
    facts = {
        "run": row.run.id,
        "state": row.state + (f": {info['reason']}" if info["reason"] else ""),
        "made": f"{words.day(row.created)} on {info['host'] or 'this machine'}",
        "from": f"{printable(parent.get('run'))} after epoch {parent.get('epoch')}" if parent else "",
        "trained": f"{info['epoch']} of {info['epochs'] or '?'} epochs, {info['step']} batches",
        "latest": measures(info["logs"]),
        "best": _best(info["best"]),
        "kept": f"epochs {', '.join(map(str, kept[-8:]))}" if kept else "no epochs: it cannot be forked",
        "tags": " ".join(f"#{tag}" for tag in row.tags),
        "note": str(info["note"]),
        "mine": row.read_only,
        "model": _model(row.run),
    }
    told = [line for name, text in facts.items() if text for line in _hanging(name, text, width)]
    done = [f"{'at':>8}  step {e.get('step', '?')}: {intervention(e)}" for e in _mappings(info["interventions"])]
    return [*told, *(["", "done to it", *done] if done else [])]


def _model(run: Run) -> str:
    """Where the trained model lies, if it was saved: from here, if that is shorter."""
    path = run.path / MODEL
    return min(str(path), relpath(path), key=len) if path.exists() else ""


def _hanging(name: str, text: str, width: int) -> list[str]:
    """A fact whose further lines begin below its first word."""
    room = max(width - 10, 20)
    lines = [line for one in text.splitlines() for line in wrap(one, room, break_on_hyphens=False)]
    return [f"{name if n == 0 else '':>8}  {line}" for n, line in enumerate(lines)]


def _mappings(items: Any) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, Mapping)]


def _best(best: Mapping[str, Any]) -> str:
    found = [(name, one) for name, one in best.items() if isinstance(one, Mapping)]
    return "  ".join(f"{name} {number(one.get('value'))} @{one.get('epoch', '?')}" for name, one in found)


def differences(a: Row, b: Row) -> list[str]:
    """What makes ``b`` of ``a``: the settings that differ, then the results that do; nothing that is the same."""
    return [f"{a.name}  →  {b.name}", "", *_settings(a, b), "", *_results(a, b)]


def _settings(a: Row, b: Row) -> list[str]:
    try:
        projects = a.run.project(), b.run.project()
    except PlugkerasError as error:
        return [str(error)]
    if projects[0] is None or projects[1] is None:
        return ["The settings of a script's run are in the script."]
    return [change.text for change in diff(projects[0], projects[1])] or ["the same settings"]


def _results(a: Row, b: Row) -> list[str]:
    facts = [{"state": row.state, "epoch": row.epoch, **_latest(row)} for row in (a, b)]
    names = [name for name in dict.fromkeys([*facts[0], *facts[1]]) if facts[0].get(name) != facts[1].get(name)]
    if not names:
        return ["the same results"]
    wide = max(map(len, names))
    return [f"{printable(n):<{wide}}  {_said(facts[0].get(n))} → {_said(facts[1].get(n))}" for n in names]


def _latest(row: Row) -> dict[str, Any]:
    """The last logs; the events know those of epochs before the record does, and after a crash they alone do."""
    return {**row.info.get("logs", {}), **{name: row.told.last(name) for name in row.told.curves}}


def _said(value: Any) -> str:
    return "-" if value is None else printable(number(value), 40)
