"""What is seen of the model's inside: subscribed to while somebody looks, read in threads when it is there."""

from contextlib import suppress
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run
from plugkeras.runs.probes import Sample, read
from plugkeras.runs.watched import Watched
from plugkeras_tui.inside.looking import Looking
from plugkeras_tui.standing import Standing
from plugkeras_tui.train.boundary import BoundaryPane
from plugkeras_tui.train.layers import HISTORY, LayersPane
from plugkeras_tui.train.leases import Leases

if TYPE_CHECKING:
    from plugkeras_tui.frame import ModeScreen as Screen
else:
    Screen = object


class Probing(Screen):
    """The side of the screen: layers and boundary."""

    stands: Standing
    _watched: Watched | None
    _seen: dict[str, str]  # the snapshot of each probe that was read last

    def __init__(self) -> None:
        super().__init__()
        self.leases = Leases()
        self._seen = {}
        self._rows: tuple[Run | None, Sample | None] = (None, None)

    def show_panes(self) -> None:
        """Show the panes that there is room for; the screen knows which."""

    @property
    def has_plane(self) -> bool:
        """Whether there is a boundary to be drawn."""
        facts, watched = self.session.facts, self._watched
        return (facts is not None and facts.input_shape == (2,)) or (
            watched is not None and "boundary" in watched.probes
        )

    def lease(self) -> None:
        """Subscribe to what is seen, and to nothing else."""
        run = self.session.run
        wanted = set()
        if self.is_current and run is not None and self.stands.is_under_way and not self.stands.refusal:
            if self._is_seen("#layers"):
                wanted |= {"gradients", "weights", "activations"}
            if self._is_seen("#boundary") and self.has_plane:
                wanted |= {"boundary"}
        self.leases.want(run, wanted)

    def _is_seen(self, pane: str) -> bool:
        widget = self.query_one(pane)
        return bool(widget.size.area) and all(
            node.display for node in (widget, *self.query("#side"), *self.query("#main"))
        )

    def look_at_probes(self) -> None:
        watched, run = self._watched, self.session.run
        if watched is None or run is None:
            return
        fresh = {probe: path for probe, path in watched.probes.items() if self._seen.get(probe) != path}
        if not fresh:
            return
        is_first = "gradients" in fresh and "gradients" not in self._seen
        self._seen |= fresh
        self.show_panes()
        self.session.behind(partial(self._read, run, watched, fresh, is_first), "probes")

    def _read(self, run: Run, watched: Watched, fresh: dict[str, str], is_first: bool) -> None:
        """In a thread: the snapshots; of gradients the last ones, if none was read yet."""
        paths = [(probe, run.path / "snapshots" / PurePath(path).name) for probe, path in fresh.items()]
        if is_first:
            before = sorted((run.path / "snapshots").glob("gradients-*.npz"))[-HISTORY:-1]
            paths = [*(("gradients", path) for path in before), *paths]
        for probe, path in paths:
            try:
                seen = read(path)
            except PlugkerasError:
                continue
            rows = self._rows_of(run) if probe == "boundary" else None
            self.session.soon(self._take, watched, probe, seen, rows)

    def _rows_of(self, run: Run) -> Sample | None:
        """The rows that probes look at, prepared once for a run; None if they are not at hand."""
        if self._rows[0] != run:
            rows = None
            with suppress(Exception):  # the curves need no data; Inspect says what is wrong with them
                rows = Looking(run, self.session.prepared).data()
            self._rows = run, rows
        return self._rows[1]

    def _take(self, watched: Watched, probe: str, seen: dict[str, Any], rows: Sample | None) -> None:
        if watched is not self._watched:
            return
        if probe == "boundary":
            self.query_one(BoundaryPane).take(seen, rows)
        pane = self.query_one(LayersPane)
        pane.inside.take(probe, seen)
        pane.hint = ""
        pane.tell()
