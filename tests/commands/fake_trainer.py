"""Stands for a training in tests: writes the events of a run that goes as its second argument says."""

import json
import os
import signal
import sys
import time


def main(run, plot):
    def tell(kind, **fields):
        with open(os.path.join(run, "events.jsonl"), "a") as file:
            file.write(json.dumps({"v": 1, "t": kind, "ts": 1.0, **fields}) + "\n")

    def asked():
        """The controls so far."""
        try:
            with open(os.path.join(run, "control.jsonl")) as file:
                return [json.loads(line) for line in file]
        except FileNotFoundError:
            return []

    def wait_for(do):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            found = [control for control in asked() if control["do"] == do]
            if found:
                return found[-1]
            time.sleep(0.01)
        sys.exit("nobody asked")

    tell("start", epochs=1, steps=2, pid=os.getpid(), resumed=False)
    if plot == "trains":
        tell("epoch_end", epoch=1, step=2, logs={"loss": 1.0}, seconds=0.5)
        tell("end", state="done", reason="", logs={"loss": 1.0})
    elif plot == "fails":
        tell("error", text="shapes do not fit", layer="hidden", plugin=None, traceback="")
        tell("end", state="failed", reason="error", logs={})
    elif plot == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif plot == "exits":
        sys.exit("no more disk")
    elif plot == "stops when asked":
        wait_for("stop")
        tell("end", state="stopped", reason="asked", logs={})
    elif plot == "hears nothing":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        tell("note", text="deaf")
        time.sleep(60)
    elif plot == "diverges":
        tell("diverged", loss="nan", step=1, offers=["rate", "clip", "stop"])
        tell("end", state="stopped", reason="diverged", logs={})
    elif plot == "goes back":
        tell("diverged", loss="nan", step=1, offers=["rate", "clip", "stop"])
        tell("end", state="done", reason="", logs={})
    elif plot == "diverges at once":
        tell("diverged", loss="nan", step=1, offers=["stop"])
        tell("end", state="stopped", reason=wait_for("recover")["how"], logs={})


if __name__ == "__main__":
    main(*sys.argv[1:])
