"""Cases run by both libraries, in processes of their own, and how they differ."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .comparing import Numbers, differences
from .draw import Json
from .faults import excused

RUNNING = Path(__file__).with_name("running.py")
TOP = Path(__file__).parents[2]
DTYPES = ("float32", "float64")


def compared(cases: list[Json], keras: str, folder: Path) -> list[tuple[Json, list[str]]]:
    """The cases that differ, each with a line for each difference."""
    shutil.rmtree(folder, ignore_errors=True)  # of another run
    folder.mkdir(parents=True)
    run_all(cases, keras, folder)
    said = ((case, [line for line in _of_case(case, folder) if not excused(case, line)]) for case in cases)
    return [(case, lines) for case, lines in said if lines]


def run_all(cases: list[Json], keras: str, folder: Path) -> None:
    """The numbers and files of both libraries, and what each makes of the other's files.

    Keras, which is slow, gets two processes, each of which is started once for its half of the cases.
    """
    halves = [folder / f"cases-{n}.json" for n in range(2)]
    for n, file in enumerate(halves):
        file.write_text(json.dumps(cases[n::2]))
    interpreters = {"keras": keras, "plugkeras": sys.executable}

    def run(library: str, *jobs: str) -> None:
        command = [interpreters[library], str(RUNNING), library]
        commands = [[*command, str(file), str(folder), *jobs] for file in halves]
        processes = [subprocess.Popen(command, env=_environment(library)) for command in commands]
        failed = [process.wait() for process in processes]
        if any(failed):
            raise RuntimeError(f"{command} ended with {failed}")

    run("plugkeras", "write")
    run("keras", "write", "keras", "plugkeras")
    run("plugkeras", "plugkeras", "keras")


def _environment(library: str) -> dict[str, str]:
    """One thread each; and plugkeras's own folders where it is not installed."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONPATH", None)
    if library == "plugkeras":
        environment["PYTHONPATH"] = os.pathsep.join(str(TOP / place) for place in ("", "plugins", "tui"))
    return environment


def _of_case(case: Json, folder: Path) -> Iterator[str]:
    theirs = {dtype: _numbers(folder / "keras", case, dtype) for dtype in DTYPES}
    ours = {dtype: _numbers(folder / "plugkeras", case, dtype) for dtype in DTYPES}
    for dtype in DTYPES:
        if isinstance(theirs[dtype], str) or isinstance(ours[dtype], str):
            yield from _refusals(ours[dtype], theirs[dtype], dtype)
            return
    rough, exact = theirs["float32"], theirs["float64"]
    for dtype in DTYPES:
        for line in differences(ours[dtype], theirs[dtype], dtype, rough, exact):
            yield f"{dtype} {line}"
    yield from _of_files(case, folder, rough, exact)


def _of_files(case: Json, folder: Path, rough: Numbers, exact: Numbers) -> Iterator[str]:
    """What is read from files goes on as Keras goes on without."""
    dtype = case["dtype"]
    stage = "resumed/" if case["train"] else "before/"
    wanted = {n: x for n, x in (rough if dtype == "float32" else exact).items() if n.startswith(stage)}
    for reader in ("plugkeras", "keras"):
        for source in ("keras", "plugkeras"):
            found = _numbers(folder / f"{reader}-reads-{source}", case, dtype)
            if isinstance(found, str):
                yield f"{dtype} {reader} reads what {source} wrote: {found}"
            else:
                lines = differences(found, wanted, dtype, rough, exact)
                yield from (f"{dtype} {reader} reads what {source} wrote: {line}" for line in lines)


def _refusals(ours: Numbers | str, theirs: Numbers | str, dtype: str) -> Iterator[str]:
    """What one of them refuses, the other must refuse, too."""
    for name, said in (("plugkeras", ours), ("keras", theirs)):
        if isinstance(said, str) and not (isinstance(ours, str) and isinstance(theirs, str)):
            yield f"{dtype} {name} alone refuses: {said}"


def _numbers(folder: Path, case: Json, dtype: str) -> Numbers | str:
    """What was found, or the last line of what went wrong."""
    name = f"{case['seed']}-{dtype}"
    if (folder / f"{name}.txt").exists():
        lines = [line for line in (folder / f"{name}.txt").read_text().strip().splitlines() if line.strip()]
        bold = [line.strip("\x1b[1m0") for line in lines if line.startswith("\x1b[1m")]  # so Keras writes what is wrong
        return [*(line for line in lines if not line.startswith(" ")), *bold][-1][:400]
    with np.load(folder / f"{name}.npz") as found:
        return dict(found)
