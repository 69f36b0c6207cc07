"""Golden files: the results of many cases in one compressed ``.npz``, without pickles.

All numbers of a dtype lie end to end in one array; ``index`` (JSON) says where each result is.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "data"
DTYPES = ("float32", "float64")
Results = dict[str, dict[str, dict[str, Any]]]
"""dtype -> case -> quantity -> array"""


def write(family: str, results: Results) -> None:
    """Write what the cases of ``family`` gave."""
    index: dict[str, Any] = {}
    arrays: dict[str, Any] = {}
    for dtype, cases in results.items():
        offset, flat = 0, []
        for case, quantities in cases.items():
            for quantity, value in quantities.items():
                array = np.asarray(value)
                index.setdefault(dtype, {}).setdefault(case, {})[quantity] = [
                    offset,
                    list(array.shape),
                    array.dtype.name,
                ]
                flat.append(array.astype(dtype).ravel())
                offset += array.size
        arrays[dtype] = np.concatenate(flat)
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(FOLDER / f"{family}.npz", index=np.array(json.dumps(index)), **arrays)


def read(family: str) -> Results:
    """What ``write`` was given."""
    with np.load(FOLDER / f"{family}.npz", allow_pickle=False) as file:
        index = json.loads(str(file["index"]))
        flat = {dtype: file[dtype] for dtype in index}
    return {
        dtype: {
            case: {q: _slice(flat[dtype], *place) for q, place in quantities.items()}
            for case, quantities in cases.items()
        }
        for dtype, cases in index.items()
    }


def _slice(flat: Any, offset: int, shape: list[int], dtype: str) -> Any:
    return flat[offset : offset + int(np.prod(shape))].reshape(shape).astype(dtype)
