"""Runs in words and tables: the list, one of them, and the differences between two."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from plugkeras.project.difference import diff
from plugkeras.runs import Run
from plugkeras.runs.forking import kept_epochs
from plugkeras.runs.sentences import intervention, measures, number
from plugkeras.runs.words import USAGE
from plugkeras_std.commands.aligned import aligned

MOST_DEVICES = 4
"""How many devices are named one by one."""


def described(run: Run) -> dict[str, Any]:
    """The record of a run as things stand, and its folder."""
    return {**run.info, "state": run.state, "path": str(run.path), "checkpoints": sorted(run.checkpoints)}


def table(runs: Sequence[Run]) -> list[str]:
    """The runs as aligned lines."""
    if not runs:
        return ["no runs yet: plugkeras train PROJECT makes one"]
    rows = [("run", "state", "epoch", "latest", "note")]
    return aligned([*rows, *map(_cells, runs)])


def _cells(run: Run) -> tuple[str, ...]:
    info, state = run.info, run.state
    reason = " (diverged)" if info["reason"] == "diverged" else ""
    epochs = f"{info['epoch']}/{info['epochs']}" if info["epochs"] else str(info["epoch"] or "-")
    return run.id, state + reason, epochs, measures(info["logs"]) or "-", info["note"].partition("\n")[0]


def lines(run: Run) -> list[str]:
    """All about one run."""
    info, epochs = run.info, kept_epochs(run)
    parent = info["parent"] or {}
    facts = {
        "run": run.id,
        "name": info["name"],
        "state": run.state + (f": {info['reason']}" if info["reason"] else ""),
        "made": time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(info["created"])),
        "forked from": f"{parent.get('run')} after epoch {parent.get('epoch')}" if parent else "",
        "epoch": f"{info['epoch']} of {info['epochs'] or '?'}, {info['step']} batches",
        "latest": measures(info["logs"]),
        "best": _best(info["best"]),
        "checkpoints": ", ".join(name for name in run.checkpoints if not name.startswith("epoch-")),
        "kept epochs": ", ".join(map(str, epochs)),
        "engine": _engine(info),
        "controls": "yes" if info["control"] else "no",
        "tags": ", ".join(map(str, info["tags"])),
        "note": info["note"],
        "folder": str(run.path),
    }
    told = aligned([(name, text) for name, text in facts.items() if text])
    done = [f"  step {entry.get('step', '?')}: {intervention(entry)}" for entry in _mappings(info["interventions"])]
    return [*told, *(["done to it", *done] if done else [])]


def _mappings(items: Sequence[Any]) -> list[Mapping[str, Any]]:
    return [item for item in items if isinstance(item, Mapping)]


def _engine(info: Mapping[str, Any]) -> str:
    """``jax on gpu:0, gpu:1``; of many devices, how many."""
    devices = [str(device) for device in info["devices"]]
    shown = ", ".join(devices) if len(devices) <= MOST_DEVICES else f"{len(devices)} devices"
    return f"{info['engine']} on {shown}" if info["engine"] and shown else str(info["engine"])


def _best(best: Mapping[str, Any]) -> str:
    found = [(name, one) for name, one in best.items() if isinstance(one, Mapping)]
    return "  ".join(f"{name} {number(one.get('value'))} (epoch {one.get('epoch', '?')})" for name, one in found)


def differences(a: Run, b: Run) -> list[str]:
    """What is different between two runs: settings, and where they have come to."""
    projects = a.project(), b.project()
    told = []
    if projects[0] is not None and projects[1] is not None:
        told = [change.text for change in diff(projects[0], projects[1])] or ["the same settings"]
    results = [("", a.id, b.id), *_results(a, b)]
    return [*told, *(["", *aligned(results)] if len(results) > 1 else ["the same results"])]


def _results(a: Run, b: Run) -> list[tuple[str, str, str]]:
    facts = [_facts(run) for run in (a, b)]
    names = dict.fromkeys([*facts[0], *facts[1]])
    rows = [(name, number(facts[0].get(name, "-")), number(facts[1].get(name, "-"))) for name in names]
    return [row for row, name in zip(rows, names, strict=True) if facts[0].get(name) != facts[1].get(name)]


def _facts(run: Run) -> dict[str, Any]:
    info = run.info
    return {"state": run.state, "engine": _engine(info) or "-", "epoch": info["epoch"], **info["logs"]}


def usage() -> str:
    """What may be typed after ``runs do RUN``, and what it does."""
    return "\n".join(f"  {line}" for line in aligned([(words, help) for words, help in USAGE]))
