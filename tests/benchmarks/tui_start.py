"""How long the app takes from launch until something is seen, and until its first screen can be worked on.

    python tests/benchmarks/tui_start.py

Each time in a fresh interpreter, in a pseudo-terminal of 80 by 24. Goal: the first paint within 0.4 s.
"""

import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time

ROUNDS = 7
SEEN, READY = b"spirals", b"Start something"
LONGEST = 20.0


def times(command: list[str]) -> tuple[float, float]:
    """Seconds from launch to the first paint, and to the first screen that answers."""
    start = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    first = done = 0.0
    seen = b""
    while not done and time.perf_counter() - start < LONGEST:
        if select.select([terminal], [], [], 1.0)[0]:
            seen += os.read(terminal, 1 << 16)
            now = time.perf_counter() - start
            first = first or (now if SEEN in seen else 0.0)
            done = now if b"Empty" in seen else 0.0
    os.write(terminal, b"\x11")
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(terminal)
    return first, done


def main() -> None:
    """Print the least and the median."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(PLUGKERAS_STATE=folder, PLUGKERAS_RUNS=folder, TERM="xterm-256color", COLUMNS="", LINES="")
        command = [sys.executable, "-m", "plugkeras.cli", "tui"]
        found = [times(command) for _ in range(ROUNDS)]
    for what, column in zip(("first paint", "first screen ready"), zip(*found, strict=True), strict=True):
        print(f"{what}: {min(column):.3f} s at best, {statistics.median(column):.3f} s at the median")


if __name__ == "__main__":
    main()
