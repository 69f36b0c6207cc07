"""Forking a run: asked for on the screens Runs and Train, and done."""

from typing import TYPE_CHECKING

from plugkeras.errors import PlugkerasError
from plugkeras.runs import Run
from plugkeras.runs.forking import kept_epochs
from plugkeras_tui.afterwards.dialogs import ForkDialog, Forked
from plugkeras_tui.afterwards.doing import forked

if TYPE_CHECKING:
    from plugkeras_tui.frame import ModeScreen


def ask_to_fork(screen: "ModeScreen", run: Run, name: str, epoch: float | None = None) -> None:
    """Ask where and how, and train the fork or open its settings; at first it says the kept epoch next to ``epoch``,
    or the last one. What cannot be forked says why."""
    try:
        project, kept = run.project(), kept_epochs(run)
    except PlugkerasError as error:
        screen.notify(str(error), severity="error", markup=False)
        return
    if project is None or not kept:
        why = "it is a script's" if project is None else "no epoch of it was kept (short runs keep only their end)"
        screen.notify(f"The run cannot be forked: {why}.", severity="warning")
        return
    at = kept[-1] if epoch is None else min(kept, key=lambda one: abs(one - epoch))
    screen.app.push_screen(ForkDialog(project, name, kept, at), lambda wish: _fork(screen, run, wish))


def _fork(screen: "ModeScreen", run: Run, wish: Forked | None) -> None:
    if wish is None:
        return
    session = screen.session
    if not wish.train:
        session.open(wish.project)
        screen.app.switch_mode("Build")
        return
    try:
        made, worker = forked(run, wish)
    except (PlugkerasError, OSError) as error:
        screen.notify(str(error), severity="error", markup=False)
        return
    session.attach(made)
    session.worker = worker
    if screen.app.current_mode != "Train":
        screen.app.switch_mode("Train")
