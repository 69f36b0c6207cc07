"""``python -m plugkeras.worker RUN``: trains the project of a run in a process of its own.

It has a session of its own, so that it outlives the terminal; what it and its parts print goes to the ``log.txt`` of
the run. One that was begun goes on from its last checkpoint, to the same bits. The exit status is 1 if it failed.
"""

import argparse
import faulthandler
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from plugkeras.errors import PlugkerasError, StateError
from plugkeras.runs.claim import claim, give_up
from plugkeras.runs.folder import Run


def main(argv: Sequence[str] | None = None) -> int:
    """Train the run, and return the exit status."""
    args = _parser().parse_args(argv)
    run = Run(args.run.absolute())
    held = None
    try:
        held = claim(run) if args.held is None else args.held
        if held is not None:
            os.set_inheritable(held, False)
        _settle(run)
        threading.Thread(target=_end_without, args=(run,), daemon=True).start()
        return _train(run, args)
    except StateError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{run.path} cannot be trained in: {error.strerror or error}", file=sys.stderr)
        return 1
    finally:
        give_up(held)


def _train(run: Run, args: argparse.Namespace) -> int:
    from plugkeras.runs.training import train

    options = {"checkpoint_every": args.checkpoint_every, "on_divergence": args.on_divergence}
    try:
        train(run, args.epochs, args.engine, **options)
    except PlugkerasError as error:
        print(error, file=sys.stderr)
        return 1
    except Exception:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m plugkeras.worker", description=__doc__.partition("\n")[2])
    parser.add_argument("run", type=Path, help="the folder of the run")
    parser.add_argument("--epochs", type=int, help="train until there were so many, whatever the project says")
    parser.add_argument("--engine", metavar="NAME", help="what computes, whatever the project says")
    parser.add_argument("--checkpoint-every", type=float, default=10.0, metavar="SECONDS", help="0: after every batch")
    parser.add_argument("--on-divergence", choices=("pause", "stop", "rate", "clip"), default="pause")
    parser.add_argument("--held", type=int, help=argparse.SUPPRESS)  # the open file of who claimed the run for it
    return parser


def _settle(run: Run) -> None:
    """Be a process that nobody waits for and that harms nobody."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    log = os.open(run.path / "log.txt", flags, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    if hasattr(os, "setsid"):
        with suppress(OSError):  # it leads a session already
            os.setsid()
    faulthandler.enable()  # which part crashed in compiled code is then in the log
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("800")  # if memory runs out, this process goes, and not whoever watches it

    def stop(number: int, frame: Any) -> None:
        """Asked to end: after this batch, and saved."""
        try:
            run.send("stop")
        except Exception:  # the control cannot be written, so nobody would read it
            os._exit(128 + number)

    signal.signal(signal.SIGTERM, stop)


def _end_without(run: Run) -> None:
    """End the process once the run's folder is deleted: nobody could watch it, stop it or have its model."""
    with suppress(OSError):  # where folders cannot be opened, nothing is known of them
        folder = os.open(run.path, os.O_RDONLY)
        while os.fstat(folder).st_nlink:  # one that was moved still has a name
            time.sleep(1.0)
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
