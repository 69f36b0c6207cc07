"""The kit of everyday tests runs on JAX beside the tests of this folder, in processes of its own."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from plugkeras.engine import set_engine

TOP = Path(__file__).parents[2]
QUICKLY = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"  # each op is called a few times


class Elsewhere:
    """Test files that run on JAX, with doubles, in another process."""

    def __init__(self, files: list[str], left_out: list[str], folder: Path) -> None:
        self.report, self.said = folder / "report.xml", folder / "said.txt"
        options = ["-q", "-n", "2", "-p", "no:cacheprovider", "--tb=short", f"--junit-xml={self.report}"]
        options += [f"--deselect=tests/{name}" for name in left_out]
        environment = {**os.environ, "PLUGKERAS_ENGINE": "jax", "JAX_ENABLE_X64": "1", "XLA_FLAGS": QUICKLY}
        environment["PLUGKERAS_GOLDEN_PART"] = os.environ.get("PLUGKERAS_GOLDEN_PART", "40")
        with self.said.open("w") as said:
            command = [sys.executable, "-m", "pytest", *options, *(f"tests/{name}" for name in files)]
            self.process = subprocess.Popen(command, cwd=TOP, env=environment, stdout=said, stderr=said)
        self._cases: list[Any] | None = None

    def failures(self, file: str) -> str:
        """What the tests of a file said that failed; empty if all passed."""
        if self._cases is None:
            self.process.wait(timeout=1200)
            assert self.report.exists(), self.said.read_text()[-4000:]
            self._cases = list(ElementTree.parse(self.report).iter("testcase"))
        name = file.removesuffix(".py").replace("/", ".")
        mine = [case for case in self._cases if case.get("classname", "").endswith(name)]
        assert mine, f"no test of {file} was run:\n{self.said.read_text()[-4000:]}"
        wrong = [(case.get("name"), part.text) for case in mine for part in case if part.tag in ("failure", "error")]
        return "\n".join(f"{test}:\n{(text or '')[-1500:]}" for test, text in wrong)


@pytest.fixture(scope="session", autouse=True)
def elsewhere(request: Any, tmp_path_factory: Any) -> Iterator[Elsewhere | None]:
    """The files that ``test_the_kit`` asks for, begun before the first test."""
    asking = [
        item
        for item in request.session.items
        if "elsewhere" in getattr(item, "fixturenames", ())
        and "file" in getattr(getattr(item, "callspec", None), "params", {})
    ]
    if not asking:
        yield None
        return
    left_out = list(asking[0].module.LEFT_OUT)
    run = Elsewhere([item.callspec.params["file"] for item in asking], left_out, tmp_path_factory.mktemp("kit"))
    try:
        yield run
    finally:
        run.process.kill()


@pytest.fixture
def on_jax() -> Iterator[None]:
    """The JAX engine is in use, and the usual one after the test."""
    set_engine("jax")
    yield
    set_engine("numpy")


@pytest.fixture(scope="module", autouse=True)
def little_memory() -> Iterator[None]:
    """What was compiled for a file is thrown away after it."""
    yield
    if jax := sys.modules.get("jax"):
        jax.clear_caches()
        gc.collect()
