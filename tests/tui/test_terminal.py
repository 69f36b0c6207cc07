"""The app in a real terminal: tmux, where it is installed."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from itertools import count

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")

PATIENCE = 60.0

NUMBERS = count()


class Terminal:
    """A terminal of 80 by 24 in which something runs."""

    def __init__(self, command, folder):
        self.server = f"plugkeras-test-{os.getpid()}-{next(NUMBERS)}"
        given = {"PLUGKERAS_STATE": folder / "state", "PLUGKERAS_RUNS": folder / "runs", "PLUGKERAS_CONFIG": folder}
        settings = " ".join(f"{name}={shlex.quote(str(value))}" for name, value in given.items())
        line = f"env -u OPENBLAS_CORETYPE {settings} {shlex.join(command)}; echo STATUS $?; exec sleep 60"
        self._tmux("-f", os.devnull, "new-session", "-d", "-c", str(folder), "-x", "80", "-y", "24", line)

    def _tmux(self, *arguments):
        done = subprocess.run(["tmux", "-L", self.server, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def press(self, *keys):
        self._tmux("send-keys", *keys)

    def send(self, signal):
        """Send a signal to what runs in it."""
        shell = self._tmux("display-message", "-p", "#{pane_pid}").strip()
        found = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        os.kill(int(found.stdout), signal)

    @property
    def screen(self):
        return self._tmux("capture-pane", "-p")

    def wait(self, *words):
        """Until one of the words is on the screen."""
        self.wait_until(lambda screen: any(word in screen for word in words), f"{words} did not come")

    def wait_until(self, is_so, otherwise="it stays"):
        """Until the screen is so."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if is_so(self.screen):
                return
            time.sleep(0.05)
        raise AssertionError(f"{otherwise}:\n{self.screen}")

    def close(self):
        subprocess.run(["tmux", "-L", self.server, "kill-server"], capture_output=True)


@pytest.fixture
def terminal(tmp_path):
    there = []

    def opened(*arguments):
        there.append(Terminal([sys.executable, "-m", "plugkeras.cli", *arguments], tmp_path))
        return there[-1]

    yield opened
    for one in there:
        one.close()


def test_from_launch_one_key_trains_the_demo_and_leaving_gives_the_terminal_back(terminal, tmp_path):
    there = terminal()
    there.wait("spirals")
    there.press("F5")
    there.wait("epoch")
    there.wait("done")
    (run,) = (tmp_path / "runs").iterdir()
    assert (run / "model.keras").exists()
    there.press("C-q")
    there.wait("STATUS 0")


@pytest.mark.slow
def test_a_table_is_trained_by_one_key(terminal, tmp_path):
    table = tmp_path / "flowers.csv"
    table.write_text("a,b,kind\n" + "".join(f"{n},{n % 7},{'xy'[n % 2]}\n" for n in range(60)))
    there = terminal(str(table))
    there.wait("flowers")
    there.press("F5")
    there.wait("done")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_app_that_is_told_to_end_gives_the_terminal_back_and_says_what_is_kept(terminal, number):
    there = terminal()
    there.wait("Empty model")
    there.press("Enter")
    there.wait("Dense 2 softmax")
    there.wait("x del")  # which Build's keys say, and not the preview
    there.press("x")
    there.wait("spirals *")
    there.send(number)
    there.wait("STATUS 0")
    assert "The edits of spirals are kept" in there.screen
    assert "softmax" not in there.screen


@pytest.mark.slow
def test_an_app_that_was_stopped_is_drawn_anew_when_it_goes_on(terminal):
    there = terminal()
    there.wait("Empty model")
    there.send(signal.SIGTSTP)
    there.wait_until(lambda screen: "Empty model" not in screen)
    there.send(signal.SIGCONT)
    there.wait("Empty model")


def test_what_is_not_there_is_told_before_the_app_opens(terminal, tmp_path):
    there = terminal("tui", str(tmp_path / "nothing.json"))
    there.wait("STATUS 1")
    assert "There is no file" in there.screen
