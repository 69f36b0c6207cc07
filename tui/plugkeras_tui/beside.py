"""Work beside the app: in a thread that nobody waits for when the app ends; its result comes back to the app's own."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from textual.dom import DOMNode

Result = TypeVar("Result")


async def beside(work: Callable[[], Result]) -> Result:
    """Do ``work`` in a thread and await what it returns or raises.

    Textual's own thread workers, and asyncio's, keep the program from ending until they are done: data that hang would
    hang the terminal. A thread of this kind dies with the program, and if its worker is cancelled its result is
    dropped. Code that wants to end the program (``sys.exit``) only ends its thread.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(how: Callable[[Any], None], what: Any) -> None:
        if not done.done():
            how(what)

    def told(how: Callable[[Any], None], what: Any) -> None:
        with suppress(RuntimeError):  # the app has ended meanwhile
            loop.call_soon_threadsafe(settle, how, what)

    def run() -> None:
        try:
            result = work()
        except Exception as error:
            told(done.set_exception, RuntimeError(str(error)) if isinstance(error, StopIteration) else error)
        except BaseException as error:
            told(done.set_exception, RuntimeError(f"it ended with {type(error).__name__}: {error}"))
        else:
            told(done.set_result, result)

    Thread(target=run, daemon=True).start()
    return await done


def go(node: DOMNode, group: str, work: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> None:
    """Let ``work`` go on while the app does; what went on in the same group is dropped. What fails ends nothing."""
    begin: Any = partial(work, *arguments)  # made only when it begins: one that is dropped before is not missed
    node.run_worker(begin, group=group, exclusive=True, exit_on_error=False)
