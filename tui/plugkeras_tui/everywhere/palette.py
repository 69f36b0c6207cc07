"""The command palette: what can be done here, parts to add or choose, screens, runs to watch, themes."""

from asyncio import gather, wait_for
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from plugkeras.errors import PlugkerasError
from plugkeras.host import host
from plugkeras.parts.naming import snake_case
from plugkeras_tui.beside import beside
from plugkeras_tui.everywhere import keymap, screens
from plugkeras_tui.everywhere.actions import actions
from plugkeras_tui.everywhere.themes import OWN
from plugkeras_tui.names import shortest

MOST_RUNS = 20
PATIENCE = 1.0
"""Seconds in which it has to be known whether strangers' screens can be opened."""

CHOSEN = {
    "losses": "loss",
    "optimizers": "optimizer",
    "metrics": "metrics",
    "callbacks": "callbacks",
    "datasets": "source",
}
"""Kinds of parts, and the rows of Data that they stand in."""


class Command(NamedTuple):
    """A row of the palette; with a ``reason`` it is grey, and choosing it tells the reason."""

    title: str
    do: Callable[[], Awaitable[None] | None]
    help: str = ""
    reason: str = ""
    is_listed: bool = True


class Everything(Provider):
    """What the palette finds."""

    @property
    def main(self) -> Any:
        """The app, as what it is."""
        return self.app

    async def startup(self) -> None:
        """Look once what there is, while the palette is open."""
        strange = [name for name in self.main.names if name not in screens.KEYS]
        self._troubles: dict[str, str] = {}
        with suppress(TimeoutError):
            await wait_for(gather(*map(self._look_at, strange)), PATIENCE)
        self._commands = list(self._all())

    async def _look_at(self, name: str) -> None:
        """Import a stranger's screen, which may hang."""
        self._troubles[name] = await beside(partial(screens.trouble, name))

    async def discover(self) -> Hits:
        """Before anything is typed: what can be done here, and screens."""
        for command in self._commands:
            if command.is_listed:
                yield DiscoveryHit(self._shown(command), self._doing(command), command.title, self._help(command))

    async def search(self, query: str) -> Hits:
        """What has the letters of the query in it, in this order."""
        matcher = self.matcher(query)
        for command in self._commands:
            score = matcher.match(command.title)
            if score > 0:
                shown = self._shown(command) if command.reason else matcher.highlight(command.title)
                yield Hit(score, shown, self._doing(command), command.title, self._help(command))

    def _shown(self, command: Command) -> Content:
        return Content.styled(command.title, "dim") if command.reason else Content(command.title)

    def _help(self, command: Command) -> str | None:
        return (command.reason or command.help or None) and (command.reason or command.help).replace("[", "\\[")

    def _doing(self, command: Command) -> Callable[[], Any]:
        if command.reason:
            return partial(self.app.notify, command.reason, severity="warning", markup=False)
        return command.do

    # -- what there is ------------------------------------------------------------------------------

    def _all(self) -> Iterator[Command]:
        yield from self._actions()
        yield from self._screens()
        yield from self._keys()
        yield from self._layers()
        yield from self._others()
        yield from self._themes()
        yield from self._runs()

    def _actions(self) -> Iterator[Command]:
        for action in actions(self.screen):
            if not action.only_moves and not action.binding.action.startswith(("go(", "menu", "command_palette")):
                yield Command(action.title, action.do, f"key {action.keys}", action.reason)

    def _keys(self) -> Iterator[Command]:
        """Where other keys are said."""
        how = '"run.toggle" = "f9", say; `plugkeras keys` lists the names'
        told = f"Other keys are said in {keymap.shown_file()}: {how}"
        yield Command("keys: where other keys are said", partial(self.app.notify, told, markup=False), how)

    def _screens(self) -> Iterator[Command]:
        for name in self.main.names:
            key = screens.KEYS.get(name)
            why = self._troubles.get(name, "")
            yield Command(
                screens.told(name), partial(self.main.action_go, name), f"key {key}" if key else "a plugin's", why
            )

    def _layers(self) -> Iterator[Command]:
        session = self.main.session
        why = f"The project is open in {session.read_only}." if session.read_only else ""
        for name in shortest(host().names("layers")):
            yield Command(
                f"add layer {name}", partial(self._add, name), "behind the cursor of Build", why, is_listed=False
            )

    def _add(self, name: str) -> None:
        """As Build's own palette does, which asks what the layer needs."""
        self.main.action_go("Build")
        self.app.call_later(self._add_there, name)

    def _add_there(self, name: str) -> None:
        screen: Any = self.app.screen
        screen.call_after_refresh(screen.add_named, name)  # it may have been made just now

    def _others(self) -> Iterator[Command]:
        """What Data chooses from: it is chosen there, where what does not fit says why."""
        for kind, path in CHOSEN.items():
            names = shortest(host().names(kind))
            for name in (name for name in names if name.islower() or snake_case(name) not in names):
                yield Command(f"{path} {name}", partial(self._choose, path, name), "chosen on Data", is_listed=False)

    def _choose(self, path: str, name: str) -> None:
        self.main.action_go("Data")
        self.app.call_later(self._choose_there, path, name)

    def _choose_there(self, path: str, name: str) -> None:
        screen: Any = self.app.screen
        screen.call_after_refresh(screen.choose, (path,), name)

    def _themes(self) -> Iterator[Command]:
        wardrobe = self.main.wardrobe
        names = [*OWN, *sorted(set(self.app.available_themes) - set(OWN))]
        for name in names:
            yield Command(f"theme {name}", partial(wardrobe.choose, name), OWN.get(name, ""), is_listed=name in OWN)
        for name, why in wardrobe.troubles.items():
            yield Command(f"theme {name}", lambda: None, reason=why)

    def _runs(self) -> Iterator[Command]:
        try:
            from plugkeras.runs import runs

            there = runs()[: -MOST_RUNS - 1 : -1]
        except PlugkerasError:
            return
        for run in there:
            try:
                words = f"{run.state}, {run.name}"
            except PlugkerasError:
                continue
            yield Command(f"watch run {run.id}", partial(self._watch, run), words, is_listed=False)

    def _watch(self, run: Any) -> None:
        self.main.session.attach(run)
        self.main.action_go("Train")
