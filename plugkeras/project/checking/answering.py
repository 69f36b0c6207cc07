"""The process in which parts of other people are asked: one question a line in, one answer a line out.

    python -m plugkeras.project.checking.answering

What the parts print goes nowhere; what they read is empty. It ends when nobody can ask any more.
"""

import json
import os
import signal
import sys
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any, TextIO

from plugkeras import config
from plugkeras.host import host, load_plugin
from plugkeras.project.checking.answers import Answer, Question
from plugkeras.project.checking.asking import answer
from plugkeras.project.checking.strangers import inside
from plugkeras.project.values import as_part

DATA = 8 << 30
"""Bytes that a part may take while it is asked, beyond which there is no more memory for it."""


def main() -> None:
    """Answer until there are no more questions."""
    questions, out = _pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks
    _limit_memory()
    lines: SimpleQueue[str] = SimpleQueue()
    Thread(target=_read, args=(questions, lines), daemon=True).start()
    _say(out, {"ready": True})
    while True:
        question = json.loads(lines.get())
        _prepare(question)
        _say(out, {"id": question["id"], "begins": True})
        _say(out, {"id": question["id"], "answer": _answer(question).to_json()})


def _pipes() -> tuple[TextIO, TextIO]:
    """The pipes of this process, put where no part will look for them."""
    questions, out = os.fdopen(os.dup(0), "r", encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    return questions, out


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (DATA, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _read(questions: TextIO, lines: "SimpleQueue[str]") -> None:
    for line in questions:
        lines.put(line)
    os._exit(0)  # even if the part that is being asked hangs


def _say(out: TextIO, said: Any) -> None:
    out.write(json.dumps(said) + "\n")
    out.flush()


def _prepare(question: Any) -> None:
    """Import what the question is about; that takes the time it takes, and is not the layer's answer."""
    config.set_floatx(question["floatx"])
    config.set_image_data_format(question["data_format"])
    for path in question["plugins"]:
        if path not in _loaded:
            with suppress(Exception):
                load_plugin(path)
            _loaded.add(path)
    todo = [(question["kind"], as_part(question["part"]))]
    while todo:
        kind, part = todo.pop()
        with suppress(BaseException):
            host().get(kind, part.name)
            todo += inside(kind, part)


_loaded: set[str] = set()


def _answer(question: Any) -> Answer:
    try:
        return answer(Question.from_json(question))
    except BaseException as error:  # SystemExit, say
        name = question["part"]["class"]
        return Answer(wrong="unknown", reason=f"{name} ends with {type(error).__name__} when it is asked.")


if __name__ == "__main__":
    try:
        main()
    finally:
        sys.stderr.flush()
        os._exit(1)
