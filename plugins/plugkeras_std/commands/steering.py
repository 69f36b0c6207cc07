"""``plugkeras runs do RUN ...``: a control in words, and what became of it."""

from plugkeras.runs import Run, wait_ack
from plugkeras.runs.words import parse
from plugkeras_std.commands.options import say, tell

UNHEARD, REFUSED = 4, 1
"""Exit statuses: nobody answered in time; the training refused."""


def steer(run: Run, words: str, patience: float) -> int:
    """Ask the training of ``run`` for what the words say, and wait until it is done; returns the exit status.

    Raises:
        UnknownName: there is nothing of that name to be done.
        ArgumentError: what follows makes no sense.
        StateError: nobody would listen.
    """
    do, fields = parse(words)
    ack = wait_ack(run, run.send(do, **fields), patience)
    if ack is None:
        tell(f"plugkeras runs do: the run {run} has not answered in {patience:g} s; it hears between two batches")
        return UNHEARD
    text = str(ack.get("text") or words)
    if ack.get("status") == "refused":
        tell(f"plugkeras runs do: {text}")
        return REFUSED
    say(f"{ack.get('status')}: {text}")
    return 0
