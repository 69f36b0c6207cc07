"""A file of weights, looked into and changed without the model that it is of."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from plugkeras.errors import ArgumentError, DataError, nearest
from plugkeras.saving.files import as_path, check_file, reading, replacing
from plugkeras.saving.format import Saved, format_for
from plugkeras.saving.weights import weights_of

Tree = dict[str, Any]


class KerasFileEditor:
    """The weights of a file, by the names of what has them, to be renamed, added and left out.

    Attributes:
        weights_dict: ``{"layers": {"dense": {"0": kernel, "1": bias}}}``: dicts of objects, and of arrays by number.
        config, metadata: What a file of a whole model says of it; None for a file of weights.

    Raises:
        FileError: the file cannot be read.
        FormatError: it is damaged.
    """

    def __init__(self, filepath: Any) -> None:
        self.filepath = path = as_path(filepath)
        form = format_for(path)
        check_file(path, form)
        self.weights_dict: Tree = {}
        with reading(path), form.read(path) as saved:
            self.config, self.metadata = saved.config, dict(saved.origin) or None
            for place, arrays in sorted(saved.weights.items()):
                if len(arrays):
                    self._at(place, make=True).update({str(n): np.array(a) for n, a in enumerate(arrays)})

    def _at(self, path: str, make: bool = False) -> Tree:
        """The dict at a path."""
        found = self.weights_dict
        for name in filter(None, path.split("/")):
            if make:
                found.setdefault(name, {})
            if not isinstance(found.get(name), dict):
                raise ArgumentError(f"KerasFileEditor: there is no '{path}' in {self.filepath}{self._near(path)}")
            found = found[name]
        return found

    def _near(self, name: str) -> str:
        objects = [path for path, _ in _objects(self.weights_dict)]
        close = nearest(name, objects) or nearest(name, [path.rpartition("/")[2] for path in objects])
        return f"; did you mean '{close}'?" if close else "."

    def _edit(self, name: str, change: Callable[[Tree, str], None]) -> None:
        """Call ``change`` with the dict that an object is in, and its own name."""
        paths = [path for path, _ in _objects(self.weights_dict) if path == name or path.endswith(f"/{name}")]
        exact = [path for path in paths if path == name] or paths
        if not exact:
            raise ArgumentError(f"KerasFileEditor: there is no '{name}' in {self.filepath}{self._near(name)}")
        if len(exact) > 1:
            raise ArgumentError(f"KerasFileEditor: there are several '{name}': say which of {', '.join(exact)}.")
        folder, _, last = exact[0].rpartition("/")
        change(self._at(folder), last)

    def summary(self) -> None:
        """Print all objects, and the shapes of their weights."""
        print(f"{self.filepath}:")
        for path, weights in _objects(self.weights_dict):
            shapes = [f"{name}: {a.shape} {a.dtype}" for name, a in weights.items() if not isinstance(a, dict)]
            print(f"  {path or '(the model)'}" + (f"  {', '.join(shapes)}" if shapes else ""))

    def compare(self, reference_model: Any) -> dict[str, Any]:
        """Print what does not fit a model.

        Returns:
            ``status``, "success" or "error", ``error_count`` and ``match_count``.
        """
        mine = dict(_arrays(self.weights_dict))
        wanted = {
            f"{path}/{n}".lstrip("/"): a
            for path, arrays in weights_of(reference_model).weights.items()
            for n, a in enumerate(arrays)
        }
        wrong = [f"{path} is in the model only" for path in wanted.keys() - mine.keys()]
        wrong += [f"{path} is in the file only" for path in mine.keys() - wanted.keys()]
        shared = sorted(mine.keys() & wanted.keys())
        other = [path for path in shared if mine[path].shape != wanted[path].shape]
        wrong += [f"{path} is {mine[path].shape} in the file, {wanted[path].shape} in the model" for path in other]
        print("\n".join(sorted(wrong)) or f"All {len(shared)} weights fit.")
        found = {"error_count": len(wrong), "match_count": len(shared) - len(other)}
        return {"status": "error" if wrong else "success", **found}

    def rename_object(self, object_name: str, new_name: str) -> None:
        """Give an object, by its name or its path, another name.

        Raises:
            ArgumentError: there is no such object, or several; or ``new_name`` is a path.
        """
        if "/" in new_name:
            raise ArgumentError(f"KerasFileEditor: the new name is one name, not a path: {new_name!r}.")

        def rename(tree: Tree, name: str) -> None:
            moved = {new_name if key == name else key: value for key, value in tree.items()}
            tree.clear()
            tree.update(moved)

        self._edit(object_name, rename)

    def delete_object(self, object_name: str) -> None:
        """Leave an object out, with all that is in it."""
        self._edit(object_name, lambda tree, name: tree.pop(name) and None)

    def add_object(self, object_path: str, weights: Mapping[str, Any]) -> None:
        """Add an object at a path whose beginning is there: ``add_object("layers/dense_2", {"0": kernel})``."""
        folder, _, name = object_path.rpartition("/")
        self._at(folder)[name] = _checked(weights)

    def delete_weight(self, object_name: str, weight_name: str) -> None:
        """Leave a weight of an object out."""

        def delete(tree: Tree, name: str) -> None:
            if weight_name not in tree[name]:
                raise ArgumentError(f"KerasFileEditor: '{name}' has no weight '{weight_name}', but {list(tree[name])}.")
            del tree[name][weight_name]

        self._edit(object_name, delete)

    def add_weights(self, object_name: str, weights: Mapping[str, Any]) -> None:
        """Add weights to an object, or give it others of these names."""
        given = _checked(weights)
        self._edit(object_name, lambda tree, name: tree[name].update(given))

    def save(self, filepath: Any) -> None:
        """Write the weights to a file ``.weights.h5``.

        Raises:
            DataError: the weights of an object are not numbered from 0 on.
        """
        path = as_path(filepath)
        form = format_for(path, whole=False)
        found: dict[str, list[Any]] = {}
        for place, tree in [("", self.weights_dict), *_objects(self.weights_dict)]:
            arrays = {name: a for name, a in tree.items() if not isinstance(a, dict)}
            numbers = [str(n) for n in range(len(arrays))]
            if arrays.keys() != set(numbers):
                raise DataError(f"KerasFileEditor: the weights of '{place}' are numbered {sorted(arrays)}, not from 0.")
            if arrays:
                found[place] = [arrays[n] for n in numbers]
        with replacing(path, True) as temporary:
            form.write(temporary, Saved(found, {place: place.rpartition("/")[2] for place in found}))

    resave_weights = save


def _objects(tree: Tree, path: str = "") -> Iterator[tuple[str, Tree]]:
    """Every object with its path."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield f"{path}{name}", value
            yield from _objects(value, f"{path}{name}/")


def _arrays(tree: Tree, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _arrays(value, f"{path}{name}/")
        else:
            yield f"{path}{name}", value


def _checked(weights: Any) -> Tree:
    if not isinstance(weights, Mapping):
        raise ArgumentError('KerasFileEditor: weights are given as {"0": kernel, "1": bias}.')
    return {str(name): np.asarray(value) for name, value in weights.items()}
