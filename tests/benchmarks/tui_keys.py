"""How long a key takes until the terminal shows what it did, while a model trains; and the memory that the app takes.

    python tests/benchmarks/tui_keys.py

The app in a pseudo-terminal, its demo in training; keys on each screen, one after the other, each timed from the write
until the terminal has got what the key is to show. Goals: 30 ms for 99 of 100, and less than 120 MB.
"""

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from dataclasses import replace
from pathlib import Path

from plugkeras.host import host
from plugkeras.project.keeping import save

PRESSES = 100
SIZES = ((24, 80), (60, 200))
EPOCHS = 1_000_000
DOWN, UP, F5, F8 = b"\x1b[B", b"\x1b[A", b"\x1b[15~", b"\x1b[19~"
CURSOR = "▸".encode()
SCREENS = {
    "Train": (b"3", b"y", b"log y", b"y"),
    "Build": (b"1", DOWN, CURSOR, UP),
    "Data": (b"2", DOWN, CURSOR, UP),
}
"""For each screen its key; a key that shows something, what it shows, and the key that takes it back."""


class Terminal:
    """The app in a pseudo-terminal."""

    def __init__(self, command: list[str], rows: int, columns: int) -> None:
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.execv(command[0], command)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, key: bytes) -> None:
        """Press a key."""
        os.write(self.file, key)

    def read(self, seconds: float) -> bytes:
        """What the app has written, at most some seconds later."""
        return os.read(self.file, 1 << 16) if select.select([self.file], [], [], seconds)[0] else b""

    def wait(self, text: bytes, seconds: float) -> None:
        """Until a text is seen."""
        seen, end = b"", time.perf_counter() + seconds
        while text not in seen:
            seen += self.read(0.1)
            if time.perf_counter() > end:
                raise SystemExit(f"{text!r} was not seen in {seconds} s; but {seen[-300:]!r}")

    def settle(self, seconds: float) -> None:
        """Read away what comes."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.read(0.02)

    def echo(self, key: bytes, shown: bytes) -> float:
        """Milliseconds from a key until the terminal has got what it is to show."""
        self.read(0.0)
        begun = time.perf_counter()
        self.press(key)
        self.wait(shown, 5.0)
        return 1000 * (time.perf_counter() - begun)

    def memory(self, what: str) -> float:
        """Megabytes of memory that the app holds (VmRSS), or held at most (VmHWM)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def end(self) -> None:
        """Kill it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.file)


def demo(folder: str) -> str:
    """The file of a project that trains until it is stopped."""
    project, file = host().get("templates", "spirals")(), str(Path(folder) / "demo.json")
    save(replace(project, fit=replace(project.fit, epochs=EPOCHS)), file)
    return file


def presses(terminal: Terminal, screen: bytes, key: bytes, shown: bytes, back: bytes) -> list[float]:
    """Milliseconds of each press, in order of size."""
    terminal.press(screen)
    terminal.settle(1.5)
    took = []
    for press in range(PRESSES):
        took.append(terminal.echo(key, shown))
        terminal.settle(0.05 + 0.003 * (press % 10))
        terminal.press(back)
        terminal.settle(0.2)
    return sorted(took)


def main() -> None:
    """Print the times of each screen, and the memory."""
    for rows, columns in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            os.environ.update(
                PLUGKERAS_STATE=folder, PLUGKERAS_RUNS=folder, TERM="xterm-256color", COLUMNS="", LINES=""
            )
            terminal = Terminal([sys.executable, "-m", "plugkeras.cli", "tui", demo(folder)], rows, columns)
            terminal.settle(3.0)
            print(f"{columns} by {rows}: {terminal.memory('VmRSS'):.0f} MB at first")
            terminal.press(F5)
            terminal.settle(3.0)
            for name, (screen, key, shown, back) in SCREENS.items():
                took = presses(terminal, screen, key, shown, back)
                middle, late = statistics.median(took), took[int(0.99 * len(took)) - 1]
                print(f"  {name:6} median {middle:5.1f} ms, 99th percentile {late:5.1f} ms, at most {took[-1]:5.1f} ms")
            print(f"  {terminal.memory('VmHWM'):.0f} MB at most")
            terminal.press(F8)
            terminal.settle(1.0)
            terminal.end()


if __name__ == "__main__":
    main()
