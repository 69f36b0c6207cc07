"""Arrays in HDF5 groups, as Keras lays them out; and reading them from files that are not trusted.

Each part that can own weights has a group, with a group ``vars`` in it whose datasets are ``0``, ``1``, ….
"""

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any

from plugkeras.errors import FormatError, UnsafeFile
from plugkeras.saving import Saved

OBJECTS = 100_000
DEPTH = 50
EXPANSION = 200
SMALL = 64 << 20
"""Limits, far beyond any model: objects in a file, groups within groups, how many times a file's size its arrays
may be (compressed ones are smaller in the file), and up to how many bytes that does not matter."""

_FILTERS = {1: "deflate", 2: "shuffle", 3: "fletcher32", 32000: "lzf"}
"""The filters that come with h5py. For others HDF5 would load plugins from a folder."""


def write_weights(file: Any, saved: Saved) -> None:
    """Write the weights into an open ``h5py.File``."""
    for path, arrays in saved.weights.items():
        group = file.create_group(f"{path}/vars".lstrip("/"))
        if path in saved.names:
            group.attrs["name"] = saved.names[path]
        for number, array in enumerate(arrays):
            group.create_dataset(str(number), data=array)
        for name, array in saved.named.get(path, {}).items():
            group.create_dataset(name, data=array)


def read_weights(file: Any, size: int) -> tuple[dict[str, Sequence[Any]], dict[str, dict[str, Any]]]:
    """The datasets in an open ``h5py.File`` of ``size`` bytes, by the path of the part that they belong to.

    Those that are counted, and those that have names.

    Raises:
        UnsafeFile: it has links, arrays outside the file, or arrays out of all proportion to its size.
        FormatError: it holds something else than numbers.
    """
    found: dict[str, dict[int, Any]] = {}
    named: dict[str, dict[str, Any]] = {}
    room = max(SMALL, EXPANSION * size)
    for path, dataset in datasets(file):
        room -= checked_size(path, dataset)
        if room < 0:
            raise UnsafeFile(f"Its arrays would take far more memory than the file's {size} bytes can account for.")
        owner, _, number = path.rpartition("/")
        owner, _, last = owner.rpartition("/") if "/" in owner else ("", "", owner)
        if last == "vars" and number.isdecimal() and number.isascii():
            found.setdefault(_current(owner), {})[int(number)] = dataset
        elif last == "vars":
            named.setdefault(owner, {})[number] = dataset
    return {path: _in_order(path, arrays) for path, arrays in found.items()}, named


def _current(path: str) -> str:
    """The path as it is written now: tf.keras 2.12 had another name for ``layers``."""
    return path.replace("_layer_checkpoint_dependencies", "layers")


def _in_order(path: str, arrays: Mapping[int, Any]) -> Sequence[Any]:
    if sorted(arrays) != list(range(len(arrays))):
        raise FormatError(f"It lacks some of the arrays of {path or 'the model'}: it has only {sorted(arrays)[:20]}.")
    return [arrays[number] for number in range(len(arrays))]


def datasets(file: Any) -> Iterator[tuple[str, Any]]:
    """Every dataset with its path, forward slashes only: files from Windows have others.

    Raises:
        UnsafeFile: it has links, or groups without end.
    """
    import h5py

    todo, seen = [("", file, 0)], 0
    while todo:
        path, group, depth = todo.pop()
        for name in group:
            seen += 1
            if seen > OBJECTS or depth > DEPTH:
                raise UnsafeFile("It has more groups within groups than any model; some may lead back to themselves.")
            _check_link(path, name, group.get(name, getlink=True))
            inner, item = f"{path}/{name}".replace("\\", "/").lstrip("/"), group[name]
            if isinstance(item, h5py.Group):
                todo.append((inner, item, depth + 1))
            elif isinstance(item, h5py.Dataset):
                yield inner, item
            else:
                raise FormatError(f"It has a named type at {inner!r}, where groups and arrays belong.")


def _check_link(path: str, name: str, link: Any) -> None:
    import h5py

    if not name.isprintable() or len(name) > 500:
        raise FormatError(f"It has something in {path!r} whose name is no name: {name[:80]!r}.")
    if not isinstance(link, h5py.HardLink):
        raise UnsafeFile(f"{path + '/' + name!r} is a link to something else, which is not followed.")


def checked_size(path: str, dataset: Any) -> int:
    """The bytes that reading a dataset takes; of its decompressed chunks, if one is larger than all of it.

    Raises:
        UnsafeFile: it lies in another file, or needs a filter that does not come with h5py.
        FormatError: it is not of numbers.
    """
    if dataset.is_virtual or dataset.external:
        raise UnsafeFile(f"The array {path!r} lies in another file, which is not followed.")
    if dataset.dtype.kind not in "biuf" or dataset.shape is None:
        what = "nothing" if dataset.shape is None else str(dataset.attrs.get("dtype") or dataset.dtype)[:40]
        raise FormatError(f"The array {path!r} holds {what!r}, where numbers belong that NumPy knows.")
    properties = dataset.id.get_create_plist()
    filters = {properties.get_filter(i)[0] for i in range(properties.get_nfilters())}
    if filters - _FILTERS.keys():
        raise UnsafeFile(f"The array {path!r} is compressed in a way that would need a plugin of HDF5.")
    return max(prod(dataset.shape), prod(dataset.chunks or ())) * dataset.dtype.itemsize
