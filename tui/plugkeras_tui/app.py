"""The app: its screens are parts, as everything is; what they work on is the session."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import DescendantFocus
from textual.filter import LineFilter
from textual.message import Message
from textual.widgets import Input

from plugkeras.errors import debugging
from plugkeras.host import host
from plugkeras_tui import train_key
from plugkeras_tui.everywhere import failing, keymap, leaving, screens
from plugkeras_tui.everywhere.actions import Action, actions
from plugkeras_tui.everywhere.choosing import Choosing
from plugkeras_tui.everywhere.colourless import Colourless
from plugkeras_tui.everywhere.doing import Doing
from plugkeras_tui.everywhere.farewell import farewell, last_words
from plugkeras_tui.everywhere.jumping import Jumping, Target, targets
from plugkeras_tui.everywhere.menu import Menu
from plugkeras_tui.everywhere.named import named
from plugkeras_tui.everywhere.noticing import Noticing
from plugkeras_tui.everywhere.palette import Everything
from plugkeras_tui.everywhere.plain_glyphs import Ascii
from plugkeras_tui.everywhere.pulse import USUAL, Pulse
from plugkeras_tui.everywhere.strangers import Strangers
from plugkeras_tui.everywhere.sweeping import Sweeping
from plugkeras_tui.everywhere.wardrobe import Wardrobe
from plugkeras_tui.first import FirstScreen
from plugkeras_tui.opening import Opening
from plugkeras_tui.plugins import admitting, left_out

if TYPE_CHECKING:
    from plugkeras.project import Project

FIRST = "Welcome"


class PlugkerasApp(Doing, inherit_bindings=False):
    """Assemble a model, compile it, watch and steer the training, look inside, leave with a file and a script."""

    TITLE = "plugkeras"
    CSS_PATH = "app.tcss"
    COMMANDS = {Everything}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "train", "train", id="run.toggle", tooltip="train, pause, go on"),
        Binding("f6", "step('batch')", "step", id="run.step", show=False, tooltip="train one batch, and pause"),
        Binding("f7", "step('epoch')", "epoch", id="run.step_epoch", show=False, tooltip="train one epoch, and pause"),
        Binding("f8", "stop", "stop", id="run.stop", show=False, tooltip="stop the training after the batch, saved"),
        Binding("ctrl+s", "save", "save", id="project.save", show=False, tooltip="save the project to its file"),
        Binding("W", "save_as", "save as", id="project.save_as", show=False, tooltip="save as: rename the project"),
        Binding("ctrl+z,u", "undo", "undo", id="project.undo", show=False, tooltip="undo the last edit"),
        Binding("ctrl+y,U", "redo", "redo", id="project.redo", show=False, tooltip="do again what was undone"),
        Binding("H", "past", "history", id="project.history", show=False, tooltip="the history of the project"),
        Binding(
            "ctrl+t", "take_over", "take over", id="project.take_over", show=False, tooltip="take the project over"
        ),
        *screens.bindings(),
        Binding("ctrl+pagedown", "next_screen(1)", "next screen", id="screen.next", show=False),
        Binding("ctrl+pageup", "next_screen(-1)", "screen before", id="screen.previous", show=False),
        Binding("ctrl+o", "jump", "jump", id="app.jump", show=False, tooltip="jump: a letter on each pane"),
        Binding("z", "zoom", "zoom", id="app.zoom", show=False, tooltip="one pane on the whole screen, and back"),
        Binding("question_mark,f1", "menu", "keys", id="app.menu", tooltip="what can be done here"),
        Binding("ctrl+p", "command_palette", "commands", id="app.palette", show=False, tooltip="all commands, themes"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
        Binding("ctrl+q", "quit", "quit", id="app.quit", priority=True, tooltip="leave the app"),
    ]

    def __init__(
        self,
        project: "Project | None" = None,
        path: Path | None = None,
        ascii: bool = False,
        file: Path | None = None,
        run: Path | None = None,
    ) -> None:
        """Open a ``project`` that is there, of the file ``path``; or a ``file`` of a project, a model or data; or watch
        a ``run``, by its folder."""
        super().__init__()
        self.ascii = ascii
        left_out.apply()
        host().hold()  # manifests of other people may hang; see admitting
        self.opening = Opening(self, self.begin, file, run)
        self.wardrobe, self.strangers = Wardrobe(self), Strangers(self)
        self.fault: str = ""
        """After a fault of the app itself: what it was, and where everything is."""
        self._start = project, path
        self._colourless = Colourless(self)
        self._filters_of_own = [Ascii()] if ascii else []
        if "plugkeras.project" in sys.modules:  # else a first screen is shown while that is read
            self.names = screens.names()
            self.opening.prepare()
        else:
            self.names = list(screens.KEYS)

    def on_mount(self) -> None:
        """Show something, and make the session, or have it made."""
        self.wardrobe.open()
        self._read_keys()
        if self.is_ready:
            self.begin()
        else:
            self.push_screen(FirstScreen(self.opening.words))

    def begin(self) -> None:
        """Make the modes, open what was asked for."""
        for name in self.names:
            self.add_mode(name, partial(screens.made, name))
        session, (project, path) = self.session, self._start
        Noticing(self)
        session.project_changed.subscribe(self, lambda _: self.refresh_bindings())
        session.run_changed.subscribe(self, lambda _: self.tell_training())
        if not self.is_headless:
            leaving.on_signals(self.leave)
            Sweeping(self).begin()
        if project is not None:
            session.open(project, path)
        self.switch_mode("Build" if project is not None else FIRST)
        self.set_interval(USUAL, Pulse(self).beat)
        self.set_interval(1.0, self._look_around)
        self.call_after_refresh(lambda: session.behind(self._complete, "completing"))
        self.opening.begin()

    def _read_keys(self) -> None:
        said = keymap.read()
        for sentence in said.troubles:
            self.notify(sentence, severity="warning", markup=False)
        self.set_keymap(said.keys)
        keys = said.keys.get("run.toggle", "")
        train_key.have(keys, self.get_key_display(Binding(keys.partition(",")[0], "train")) if keys else "")

    def _complete(self) -> None:
        """What can wait until the first picture stands: other people's plugins, conflicts of keys."""
        if admitting.admit_all():
            self.call_later(self.session.forget)
        self.call_later(self._take_in, screens.names())
        self.call_later(self.wardrobe.complete)
        said = keymap.read()
        if said.keys:
            all_named = named(PlugkerasApp)
            known = keymap.read(one.id for one in all_named)
            for sentence in [*known.troubles, *keymap.conflicts(keymap.remapped(all_named, said.keys), said.keys)]:
                self.call_later(partial(self.notify, sentence, title="keys", severity="warning", markup=False))

    def _take_in(self, names: list[str]) -> None:
        """The screens of plugins, whose manifests may take their time."""
        for name in names:
            if name not in self.names:
                self.add_mode(name, partial(screens.made, name))
        self.names = names

    def _look_around(self) -> None:
        """What changes without us, once a second: files of themes, and who has the project."""
        for sentence in self.wardrobe.look():
            self.notify(sentence, severity="warning", markup=False)
        self.session.look_who()
        self.strangers.patience.beat()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What the themes in the terminal's own colours do not say."""
        return {**super().get_theme_variable_defaults(), "foreground-disabled": "ansi_bright_black"}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Colours, as Textual does, or none; and glyphs, if there are none but ASCII's."""
        colours = [self._colourless] if self.no_color else super().get_line_filters()
        return [*colours, *self._filters_of_own]

    def get_key_display(self, binding: Binding) -> str:
        """As Textual draws it; where there is only ASCII, a key that is drawn as a glyph is written as a word."""
        drawn = super().get_key_display(binding)
        return drawn if not self.ascii or drawn.isascii() else binding.key

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A cursor that blinks is drawn for ever; ours holds still."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    @on(Driver.SignalResume)
    def _came_back(self) -> None:
        """After Ctrl-Z and ``fg`` the terminal has nothing of what was on it."""
        self.refresh(layout=True)

    def to_terminal(self, sequence: str) -> None:
        """Write something that is not seen."""
        if self._driver is not None:
            self._driver.write(sequence)

    # -- leaving ----------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave; if edits would be lost, or while something is being trained, ask what becomes of it."""
        if not self.is_ready:
            self.exit()
        elif isinstance(self.screen, Choosing):
            return
        elif self.session.is_dirty and self.session.unkept:
            self.push_screen(leaving.lost(self.session), self._answered)
        else:
            self._answered("lose")

    def _answered(self, answer: str | None) -> None:
        if answer == "save":
            self.action_save()
        if answer == "lose" or (answer == "save" and not self.session.is_dirty):
            if self.session.is_training:
                self.push_screen(leaving.question(self.session), self._answered)
            else:
                self.leave()
        if answer == "stop":
            self.session.ask("stop")
        if answer in ("stop", "detach"):
            self.leave(stopping=answer == "stop")

    def leave(self, stopping: bool = False) -> None:
        """Leave; what goes on is said when the screen is as it was before."""
        self.exit(message=farewell(self.session, stopping) or None)

    def on_unmount(self) -> None:
        """Let go of the project, unless a fault ended the app: then all of it is kept."""
        self.strangers.patience.end()
        if self._exception is None and self.is_ready:
            self.session.end()

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the app: nothing is lost, and where it is is said when the screen is as it was before."""
        if self.strangers.blamed(error):
            return
        if self._exit and isinstance(error, NoMatches):
            return  # a screen was still being made when the app was left, and finds nothing in itself
        if self._exception is None and self.is_ready:
            self.fault = last_words(self.session, error, failing.keep(error))
        super()._handle_exception(error)

    async def _dispatch_message(self, message: Message) -> None:
        """Do not end for what a stranger's screen does in the app's own name: its actions, say."""
        try:
            await super()._dispatch_message(message)
        except (Exception, SystemExit) as error:
            if not self.strangers.blamed(error):
                raise

    def _fatal_error(self) -> None:
        if debugging():
            super()._fatal_error()
        self._close_messages_no_wait()

    # -- going about ------------------------------------------------------------------------------

    def action_go(self, name: str) -> None:
        """Open a screen."""
        if name in self.names and name != self.current_mode:
            self.switch_mode(name) if name in screens.KEYS else self.strangers.open(name)

    def open_anew(self, name: str) -> None:
        """Open the screen of a plugin that has failed once more."""
        self.strangers.again(name)

    def action_next_screen(self, by: int) -> None:
        """The screen after, or before, this one."""
        here = self.names.index(self.current_mode) if self.current_mode in self.names else 0
        self.action_go(self.names[(here + by) % len(self.names)])

    def action_menu(self) -> None:
        """List what can be done here, and do what is chosen."""
        self.push_screen(Menu(actions(self.screen)), self._do)

    async def _do(self, action: Action | None) -> None:
        if action is not None:
            await action.do()

    def action_jump(self) -> None:
        """A letter on every pane; pressing it goes there."""
        self.push_screen(Jumping(targets(self.screen)), self._jumped)

    def _jumped(self, target: Target | None) -> None:
        if target is None:
            return
        target.widget.focus()
        jumped = getattr(target.widget, "jumped", None)
        if target.row is not None and callable(jumped):
            jumped(target.row)

    def action_zoom(self) -> None:
        """One pane on the whole screen, and back."""
        if self.screen.maximized is not None:
            self.screen.minimize()
        elif self.screen.focused is not None and not self.screen.maximize(self.screen.focused):
            self.notify("This pane cannot be larger.")
