"""Which file: a path to type, with what is there to choose from; Tab completes."""

import os
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

KNOWN = (".csv", ".tsv", ".txt", ".npz", ".npy", ".h5", ".hdf5", ".json", ".keras")
"""Suffixes of files that can be opened, and folders besides."""

MOST = 200


def completions(text: str, folder: Path) -> list[str]:
    """What may be meant by ``text``, a path from ``folder`` that is not typed to its end; folders end in a slash."""
    head, _, start = text.rpartition("/")
    place = Path(os.path.expanduser(f"{head}/" if head or text.startswith("/") else "."))
    try:
        with os.scandir(place if place.is_absolute() else folder / place) as entries:
            found = [entry for entry in entries if _fits(entry, start)]
    except (OSError, ValueError):
        return []
    names = [f"{entry.name}/" if _is_folder(entry) else entry.name for entry in found]
    before = text[: len(text) - len(start)]
    return [before + name for name in sorted(names, key=lambda name: (name.endswith("/"), name.lower()))][:MOST]


def _fits(entry: "os.DirEntry[str]", start: str) -> bool:
    if not entry.name.lower().startswith(start.lower()) or (entry.name.startswith(".") and not start.startswith(".")):
        return False
    return entry.name.isprintable() and (_is_folder(entry) or entry.name.lower().endswith(KNOWN))


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


class AskFile(ModalScreen[Path | None]):
    """Closes with the path that was said, or None."""

    DEFAULT_CSS = """
    AskFile { align: center middle; }
    AskFile > Vertical { width: 72; max-width: 96%; height: 18; max-height: 90%; border: round $border;
        background: $surface; padding: 0 1; }
    AskFile OptionList { height: 1fr; background: $surface; border: none; }
    AskFile #said { height: auto; max-height: 2; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="file.leave"),
        Binding("tab", "complete", "complete", priority=True, id="file.complete"),
        Binding("down", "move(1)", "down", show=False, id="file.down"),
        Binding("up", "move(-1)", "up", show=False, id="file.up"),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._chosen = False  # whether the cursor of the list was moved since the last key

    def compose(self) -> ComposeResult:
        """The path, and what is there."""
        with Vertical() as box:
            box.border_title = "open a file"
            yield Input(placeholder="a table, arrays, a folder of images, a project or a model")
            yield OptionList(compact=True)
            yield Static("Tab completes · ↓ ↑ choose · Enter opens · Esc", id="said", markup=False)

    def on_mount(self) -> None:
        """What is in the folder."""
        self._list("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, text: str) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(name)) for name in completions(text, self.folder)])
        self._chosen = False

    def action_move(self, by: int) -> None:
        """Another of what is there."""
        options = self.query_one(OptionList)
        if options.option_count:
            now = options.highlighted
            options.highlighted = 0 if now is None else min(max(now + by, 0), options.option_count - 1)
            self._chosen = True

    def action_complete(self) -> None:
        """As far as what is there begins alike; or what the cursor is on."""
        box, options = self.query_one(Input), self.query_one(OptionList)
        names = [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]
        if self._chosen and options.highlighted is not None:
            box.value = names[options.highlighted]
        elif names:
            alike = next((n for n, ones in enumerate(zip(*names, strict=False)) if len(set(ones)) > 1), None)
            common = min(names, key=len)[:alike]
            box.value = common if len(common) > len(box.value) else box.value
        box.cursor_position = len(box.value)

    def _is_clear(self, text: str) -> bool:
        """Whether there is one thing only that can be meant by a path that is not typed to its end."""
        return bool(text) and self.query_one(OptionList).option_count == 1 and not (self.folder / text).exists()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if self._chosen or self._is_clear(event.value.strip()):
            self.action_complete()
        text = self.query_one(Input).value.strip()
        path = Path(os.path.abspath(self.folder / Path(text).expanduser())) if text else None
        if path is None or not path.exists():
            self.query_one("#said", Static).update(f"There is no file {text}." if text else "Type a path.")
        elif path.is_dir() and (self._chosen or not _has_images(path)):
            self.query_one(Input).value = text.rstrip("/") + "/"
            self.query_one(Input).cursor_position = len(self.query_one(Input).value)
        else:
            self.dismiss(path)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._chosen = True
        box = self.query_one(Input)
        box.value = str(event.option.prompt)
        box.cursor_position = len(box.value)
        box.focus()

    def action_leave(self) -> None:
        """No file."""
        self.dismiss(None)


def _has_images(folder: Path) -> bool:
    """Whether it may be a folder of images: it has folders, and those have files that are none of ours."""
    try:
        inner = [entry for entry in os.scandir(folder) if _is_folder(entry)][:3]
        return bool(inner) and all(
            any(file.name.lower().endswith((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".ppm", ".webp", ".npy"))
                for file in os.scandir(entry.path)) for entry in inner
        )  # fmt: skip
    except OSError:
        return False
