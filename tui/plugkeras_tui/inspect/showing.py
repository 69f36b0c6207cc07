"""Looking in a thread: what is wanted now, and what came of it."""

from dataclasses import dataclass, field

from plugkeras.errors import PlugkerasError
from plugkeras.runs.probes import Sample
from plugkeras_tui.inside.looking import Arrays, Looking, layers_of
from plugkeras_tui.inside.moments import Moment, moments
from plugkeras_tui.inspect.tabs import View

COLUMNS = 60
"""Moments in a picture over time."""


@dataclass(frozen=True, eq=False)
class Look:
    """What was found for a view: the moments that there are, which of them it is, and what the probes saw there."""

    view: View
    moments: tuple[Moment, ...] = ()
    index: int = 0
    is_live: bool = False
    found: dict[str, Arrays] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)
    sample: Sample | None = None
    layers: tuple[tuple[str, str], ...] = ()

    @property
    def moment(self) -> Moment | None:
        """The one that is shown."""
        return self.moments[self.index] if self.moments else None


def look(looking: Looking, view: View, chosen: Moment | None) -> Look:
    """What there is to see at the chosen moment or the nearest to it; if none is, at the newest. Never raises."""
    try:
        is_live, steps = looking.run.is_under_way, looking.run.info["steps"]
    except PlugkerasError as error:
        return Look(view, trouble=dict.fromkeys(view.probes, str(error)))
    there = tuple(moments(looking.run, view.probes[0], is_live, steps))
    index = len(there) - 1 if chosen is None or not there else _nearest(there, chosen)
    found: dict[str, Arrays] = {}
    trouble: dict[str, str] = {}
    for probe in view.probes if there else ():
        try:
            found[probe] = looking.at(there[index], probe)
        except PlugkerasError as error:
            trouble[probe] = str(error)
        except Exception as error:  # a model of other people's layers may do anything
            trouble[probe] = f"{type(error).__name__}: {error}"
    names = [str(name) for arrays in found.values() for name in arrays.get("names", ())]
    layers = tuple(layers_of(looking.project, names))
    return Look(view, there, index, is_live, found, trouble, _sample(looking, view), layers)


def _nearest(there: tuple[Moment, ...], chosen: Moment) -> int:
    """The number of the nearest moment; of several that are as near, one of the same kind, or the last."""
    return min(range(len(there)), key=lambda n: (abs(there[n].step - chosen.step), there[n].kind != chosen.kind, -n))


def _sample(looking: Looking, view: View) -> Sample | None:
    try:
        return looking.data() if view.needs_data else None
    except Exception:  # what is missing is told where it is missed
        return None


def history(looking: Looking, there: tuple[Moment, ...], probe: str) -> list[tuple[str, Arrays]]:
    """What a probe saw at moments evenly chosen from all, the last among them; those that fail are left out."""
    every = -(-len(there) // COLUMNS) or 1
    found = []
    for moment in there[::-1][::every][::-1]:
        try:
            found.append((moment.label, looking.at(moment, probe)))
        except Exception:  # a snapshot may have been deleted in between
            continue
    return found
