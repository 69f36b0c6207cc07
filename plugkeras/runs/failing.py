"""How a training that fails is told: what was raised, in which layer, and of which plugin."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from plugkeras.errors import PlugkerasError
from plugkeras.runs.events import EventWriter
from plugkeras.runs.folder import Run
from plugkeras.runs.whereabouts import blamed


def sentence(error: BaseException) -> str:
    """What an error says; of one that is not plugkeras's, its class too."""
    return str(error) if isinstance(error, PlugkerasError) else f"{type(error).__name__}: {error}"


def reason(error: BaseException) -> str:
    """The sentence, with the part in whose code it happened."""
    layer, plugin = blamed(error)
    where = f" (in '{layer}'" + (f" of the plugin {plugin})" if plugin else ")") if layer else ""
    return sentence(error) + where


def tell_failure(say: Callable[..., None], error: BaseException) -> None:
    """Write the ``error`` event."""
    layer, plugin = blamed(error)
    trace = "".join(traceback.format_exception(error))
    say("error", text=sentence(error), layer=layer, plugin=plugin, traceback=trace)


@contextmanager
def told(run: Run) -> Iterator[None]:
    """What goes wrong within, before training has begun, is told in the run, and raised."""
    try:
        yield
    except BaseException as error:
        interrupted = isinstance(error, KeyboardInterrupt | SystemExit)
        state = ("stopped", "interrupted") if interrupted else ("failed", reason(error))
        events = EventWriter(run)
        if not interrupted:
            tell_failure(events.write, error)
        events.write("end", state=state[0], reason=state[1], logs={})
        events.close()
        with suppress(PlugkerasError):
            run.update(state=state[0], reason=state[1])
        raise
