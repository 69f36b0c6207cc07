"""Screens of other people that fail: a card takes the place of one, and the app goes on."""

import traceback
from collections.abc import Iterator
from functools import partial
from typing import Any

from textual._context import active_message_pump
from textual.app import App
from textual.css.stylesheet import StylesheetParseError
from textual.dom import DOMNode
from textual.screen import Screen

from plugkeras_tui.everywhere.patience import Patience, package_of
from plugkeras_tui.everywhere.screens import FailedScreen, made

OURS = ("plugkeras_tui", "textual")
ELSEWHERE = "Welcome"
"""Where the app is for the moment in which a screen is replaced."""


class Strangers:
    """The screens of one app that are other people's: whose fault an error is, and what becomes of the screen."""

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        self.patience = Patience(lambda: {_package(screen) for _, screen in self._open()} | self._failed)
        self._failed: set[str] = set()  # the packages of those that were replaced: what is left of them may fail, too
        self._opening = ""
        self._cards: set[str] = set()

    def open(self, name: str) -> None:
        """Open the screen of that name, or a card that says why it cannot be."""
        self._opening = name
        try:
            with self.patience.making():
                self.app.switch_mode(name)
        except Exception as error:  # its style sheet, say
            self._replace(name, error)
        finally:
            self._opening = ""

    def again(self, name: str) -> None:
        """Try one that has failed once more."""
        self._cards.discard(name)
        self._put(name, partial(made, name))

    def blamed(self, error: BaseException) -> bool:
        """Whether an error comes out of a stranger's screen; that is replaced then, and nothing else happens."""
        passed, pump = set(_passed(error)), active_message_pump.get(None)
        for name, screen in self._open():
            is_in = isinstance(pump, DOMNode) and screen in pump.ancestors_with_self
            is_style = isinstance(error, StylesheetParseError) and name == self.app.current_mode
            if is_in or is_style or _package(screen) in passed:
                self._replace(name, error)
                return True
        return bool(passed & self._failed)

    def _open(self) -> Iterator[tuple[str, Screen[Any]]]:
        stacks = list(self.app._screen_stacks.items())
        return ((name, one) for name, stack in stacks for one in stack if _package(one) not in OURS)

    def _replace(self, name: str, error: BaseException) -> None:
        if name in self._cards:
            return
        self._cards.add(name)
        self._failed |= {_package(screen) for there, screen in self._open() if there == name}
        error = getattr(error, "error", error)  # of a worker's
        words, text = str(error) or type(error).__name__, _trace(error)
        # By the app's own loop: this may be that of the screen, which ends here.
        self.app.call_later(self._put, name, partial(FailedScreen, name, words, text), is_wanted=name == self._opening)

    def _put(self, name: str, maker: Any, is_wanted: bool = False) -> None:
        app, is_here = self.app, self.app.current_mode == name
        with app.batch_update():
            self._mend_styles()
            if is_here:
                app.switch_mode(ELSEWHERE)  # one that is shown cannot be taken away
            app.remove_mode(name)
            app.add_mode(name, maker)
            if is_here or is_wanted:
                app.switch_mode(name)

    def _mend_styles(self) -> None:
        """Forget style sheets that cannot be read: they would be read with every other."""
        sheet = self.app.stylesheet
        for where in [where for where, source in sheet.source.items() if source.content in sheet._invalid_css]:
            del sheet.source[where]


def _package(screen: Any) -> str:
    return str(type(screen).__module__).partition(".")[0]


def _trace(error: BaseException) -> str:
    """The traceback from where it leaves our code: how it came there says nothing to whoever mends the screen."""
    trace = error.__traceback__
    while trace is not None and package_of(trace.tb_frame) in OURS:
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace or error.__traceback__))


def _passed(error: BaseException | None) -> Iterator[str]:
    """The top packages of the code that an error came through."""
    while error is not None:
        trace = error.__traceback__
        while trace is not None:
            yield package_of(trace.tb_frame)
            trace = trace.tb_next
        error = getattr(error, "error", None) or error.__cause__ or error.__context__
