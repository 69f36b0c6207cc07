"""What a format is, and which one a file's suffix means."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from plugkeras.errors import AmbiguousName, UnknownName
from plugkeras.host import host


@dataclass(frozen=True)
class Saved:
    """What a file holds.

    ``weights`` has a list of arrays for each part that can own some, in the part's order, under its
    path: ``""`` (the model), ``"layers/dense"``, ``"layers/lstm/cell"``, ``"optimizer"``. From a file they
    may come as anything with ``shape``, ``dtype`` and ``__array__``, and are read only if they fit.
    """

    weights: Mapping[str, Sequence[Any]]
    names: Mapping[str, str] = field(default_factory=dict)
    """The name of the part at each path; of use to people only, so a format need not read it back."""
    config: Mapping[str, Any] | None = None
    """The model as JSON, with ``compile_config`` if it was compiled; None where weights are kept alone."""
    origin: Mapping[str, Any] = field(default_factory=dict)
    """As JSON: which plugins the model needs. Empty in the files of others."""
    assets: Mapping[str, bytes] = field(default_factory=dict)
    """The files that layers keep besides, as ``save_assets`` wrote them, by path: ``"layers/words/vocabulary.txt"``."""
    named: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Arrays that parts keep by names of their own, as ``save_own_variables`` gave them, by the part's path."""


class Format(ABC):
    """A way to keep models in files: the subclass is registered as one of the ``formats`` under its suffix.

    It moves a `Saved` to a file and back. That a file is replaced only when the new one is complete, that
    weights fit the model, and which parts a config may name, is seen to by ``plugkeras.saving``.
    """

    whole: ClassVar[bool] = True
    """Whether it keeps whole models; False: weights alone."""
    keeps_assets: ClassVar[bool] = False
    """Whether it keeps the files of layers, too; a model that has some is not saved without them."""
    signature: ClassVar[bytes] = b""
    """What its files begin with; a file that begins otherwise is refused before ``read`` is called."""

    @abstractmethod
    def write(self, path: Path, saved: Saved) -> None:
        """Write ``saved`` to ``path``, an empty file beside the one that it will replace."""

    @abstractmethod
    def read(self, path: Path) -> AbstractContextManager[Saved]:
        """What the file holds; arrays need not be read before they are asked for, inside the ``with``.

        Nothing in the file is to be trusted: not its names, its sizes, or what it claims about itself.

        Raises:
            FormatError: it is damaged or something else.
            UnsafeFile: it asks for what a file may not ask for.
        """


def format_for(path: Path, *, whole: bool | None = None, name: str | None = None) -> Format:
    """The format called ``name``, ``"acme>.blob"`` say, or that the suffix of ``path`` means.

    With ``whole``, one that keeps whole models, or weights alone.

    Raises:
        UnknownName: no format (of that sort) has the suffix.
        AmbiguousName: several plugins offer the suffix.
    """
    if name is not None:
        chosen: Format = host().get("formats", name)()
        if whole is not None and chosen.whole != whole:
            kept = "weights alone" if whole else "whole models"
            raise UnknownName(f"{path}: the format '{name}' keeps {kept}.")
        return chosen
    file = path.name.lower()
    for known in (host().standard_names, host().names):  # a standard suffix needs nobody else
        suffixes = {full.rpartition(">")[2] for full in known("formats")}
        for suffix in sorted((s for s in suffixes if file.endswith(s.lower())), key=len, reverse=True):
            try:
                found: Format = host().get("formats", suffix)()
            except AmbiguousName as error:
                raise AmbiguousName(f"{path}: {error}, as format=…") from None
            if whole is None or found.whole == whole:
                return found
    raise UnknownName(f"{path}: {_advice(file, whole, sorted(suffixes))}")


def _advice(name: str, whole: bool | None, suffixes: Sequence[str]) -> str:
    able = [s for s in suffixes if s in host().names("formats")]  # others' may be ambiguous
    able = [s for s in able if whole is None or host().get("formats", s).whole == whole]
    wanted = {True: "whole models", False: "weights alone", None: "models and weights"}[whole]
    listed = f"{wanted} are kept in files ending in {' or '.join(able)}"
    if whole and name.endswith(".weights.h5"):
        return f"such a file holds weights alone; {listed}, and load_weights reads this one."
    if name.endswith((".h5", ".hdf5")):
        return f"this suffix means the older HDF5 format, which is not among those installed; {listed}."
    return f"no format has the suffix '{Path(name).suffix}'; {listed}."
