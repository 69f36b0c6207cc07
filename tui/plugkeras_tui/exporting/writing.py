"""A script leaves the app: into a file beside the project, or as a copy into an editor."""

import os
import re
import shlex
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from textual.app import SuspendNotSupported

from plugkeras.errors import PlugkerasError
from plugkeras.saving.files import replacing
from plugkeras_tui.everywhere.choosing import Choosing
from plugkeras_tui.frame import ModeScreen


class Writing(ModeScreen):
    """A screen from which the project's script can be written."""

    @property
    def file(self) -> Path:
        """Where it is written."""
        return self.session.folder / file_name(self.session.project.name)

    def write(self, text: str) -> None:
        """Beside the project; asks before anything else is replaced."""
        before = ""
        with suppress(OSError):
            before = self.file.read_text(encoding="utf-8", errors="replace")
        if not self.file.exists() or before == text:
            self._write(text)
            return
        answers = (("replace", "r", "replace it"), ("cancel", "c", "leave it as it is"))
        question = Choosing("write the script", f"{self.file} is there already.", answers)
        self.app.push_screen(question, lambda answer: self._write(text) if answer == "replace" else None)

    def _write(self, text: str) -> None:
        try:
            with replacing(self.file, overwrite=True) as temporary:
                temporary.write_text(text, encoding="utf-8")
        except (PlugkerasError, OSError) as error:
            self.notify(str(error), severity="error", markup=False)
        else:
            self.notify(f"{self.file}: python {self.file.name} trains it", markup=False)

    def open_editor(self, text: str) -> None:
        """A copy in ``$EDITOR``, since what is changed there does not come back."""
        try:
            with self.app.suspend():
                copy = edited(text, self.file.name)
        except SuspendNotSupported:
            self.notify("An editor cannot be opened here; e writes the script.", severity="warning")
        except (OSError, ValueError) as error:
            self.notify(f"The editor cannot be opened: {error}. $EDITOR names it.", severity="error", markup=False)
        else:
            if copy is not None:
                self.notify(f"Your changes are in {copy}; the project is as it was.", markup=False, timeout=10)


def file_name(name: str) -> str:
    """``spirals.py``: a name that is no path, and can be imported."""
    return (re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_") or "script")[:80] + ".py"


def edited(text: str, name: str) -> Path | None:
    """Open a copy of the text in ``$EDITOR`` and wait; where it lies if it was changed, else None.

    Raises:
        OSError: there is no such editor, or no room for the copy.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    copy = Path(tempfile.mkdtemp(prefix="plugkeras-")) / name
    copy.write_text(text, encoding="utf-8")
    subprocess.run([*shlex.split(editor), str(copy)], check=False)
    if copy.read_text(encoding="utf-8", errors="replace") != text:
        return copy
    copy.unlink()
    copy.parent.rmdir()
    return None
