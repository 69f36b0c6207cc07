"""``plugkeras.tree`` gives what ``keras.tree`` gives."""

from collections import OrderedDict, deque, namedtuple

import pytest

from plugkeras import tree
from plugkeras.errors import ArgumentError

Point = namedtuple("Point", "x y")
BOTH = {"b": [1, (2, None)], "a": Point(3, {"z": 4})}

ROWS = {
    "flatten": (lambda: tree.flatten(BOTH), [3, 4, 1, 2, None]),
    "flatten, in the order of its own": (lambda: tree.flatten(OrderedDict(b=1, a=2)), [1, 2]),
    "flatten a leaf": (lambda: tree.flatten(5), [5]),
    "flatten nothing": (lambda: tree.flatten([]), []),
    "flatten_with_path": (
        lambda: tree.flatten_with_path(BOTH)[:3],
        [(("a", 0), 3), (("a", 1, "z"), 4), (("b", 0), 1)],
    ),
    "pack_sequence_as": (
        lambda: tree.pack_sequence_as(BOTH, "vwxyz"),
        {"b": ["x", ("y", "z")], "a": Point("v", {"z": "w"})},
    ),
    "map_structure": (lambda: tree.map_structure(lambda a, b: a + b, [1, (2,)], [3, (4,)]), [4, (6,)]),
    "map_structure, dicts": (lambda: tree.map_structure(str, {"b": 1, "a": 2}), {"b": "1", "a": "2"}),
    "map_structure, None": (lambda: tree.map_structure(str, [1, None], none_is_leaf=False), ["1", None]),
    "map_structure_up_to": (lambda: tree.map_structure_up_to([0, 0], len, [[1, 1], [2]]), [2, 1]),
    "map_shape_structure": (lambda: tree.map_shape_structure(sum, {"a": (1, 2), "b": [[3]]}), {"a": 3, "b": [3]}),
    "is_nested": (lambda: [tree.is_nested(x) for x in ((), {}, deque(), "ab", None, 1)], [True] * 3 + [False] * 3),
    "lists_to_tuples": (lambda: tree.lists_to_tuples([1, {"a": [2]}]), (1, {"a": (2,)})),
    "traverse": (lambda: tree.traverse(lambda x: -x if isinstance(x, int) else None, [1, (2,)]), [-1, (-2,)]),
    "traverse to None": (lambda: tree.traverse(lambda x: tree.MAP_TO_NONE if x == 1 else None, [1, [2]]), [None, [2]]),
    "traverse, not below": (lambda: tree.traverse(lambda x: 0 if isinstance(x, tuple) else None, [(1, 2)]), [0]),
    "assert_same_structure": (lambda: tree.assert_same_structure({"a": 1}, OrderedDict(a=2)), None),
    "assert_same_paths": (lambda: tree.assert_same_paths([1, 2], (3, 4)), None),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_structure_becomes_what_it_does_in_keras(name):
    call, expected = ROWS[name]
    assert call() == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda: tree.map_structure(max, [1], [1, 2]),
        lambda: tree.map_structure(max, [1], (1,)),
        lambda: tree.map_structure(max, 1, [1]),
        lambda: tree.map_structure(max),
        lambda: tree.map_structure_up_to([0, [0]], str, [1, 2]),
        lambda: tree.assert_same_structure([1, 2], (1, 2)),
        lambda: tree.assert_same_structure({"a": 1}, {"b": 1}),
        lambda: tree.assert_same_paths([1, 2], [1]),
        lambda: tree.pack_sequence_as([1, 2], [1]),
        lambda: tree.pack_sequence_as([1, 2], [1, 2, 3]),
    ],
)
def test_structures_that_do_not_go_together_are_refused(call):
    with pytest.raises(ArgumentError):
        call()
