"""The standard sources: tables in CSV files. Those of arrays, files, images and functions are in test_sources_more."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugkeras.errors import ArgumentError, DataError, FileError
from plugkeras.parts import memory
from plugkeras.sources import CSV

PEOPLE = """id,name,age,sex,city,tall,born,score
1,Ann Alt,31,f,Ulm,yes,1990-01-05,1.5
2,Bob Bot,,m,Bonn,no,1985-11-30,2
3,Cy Cot,45,m,Ulm,yes,NA,3.25
4,"Di ""D"" Dot",28,f,?,no,2001-02-28,4
5,Ed Eck,51,m,Bonn,,1999-12-31,5
6,Flo Fit,31,f,Ulm,no,1990-01-06,6
7,Gus Got,40,m,Ulm,no,1970-01-01,7
8,Hal Hut,29,m,Bonn,no,1970-01-02,8.5
9,Ida Ins,30,f,Bonn,yes,1980-06-15,9
10,Jan Jot,33,m,Ulm,yes,1980-06-16,10
"""


def written(folder, text, name="table.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def learnt(folder, text, **arguments):
    return CSV(written(folder, text).name, **arguments).learn(folder)


def test_what_columns_are_is_told_from_their_cells_and_written_out(tmp_path):
    source = learnt(tmp_path, PEOPLE)
    assert source.columns == {
        "id": {"kind": "identifier"},
        "name": {"kind": "identifier"},
        "age": {"kind": "number", "fill": 31.0},
        "sex": {"kind": "category", "values": ["f", "m"]},
        "city": {"kind": "category", "values": ["Bonn", "Ulm", None]},
        "tall": {"kind": "boolean", "values": ["no", "yes"], "fill": 0.0},
        "born": {"kind": "date", "format": "iso", "fill": 5812.0},
        "score": {"kind": "number", "fill": 5.5},
    }
    assert (source.target, source.delimiter, source.header, source.encoding) == ("score", ",", True, "utf-8")
    assert CSV(**source.get_config()).learn(tmp_path).get_config() == source.get_config()


def test_rows_are_inputs_by_column_with_missing_values_filled(tmp_path):
    rows = learnt(tmp_path, PEOPLE).load(tmp_path)
    assert rows.x_names == ("age", "sex=f", "sex=m", "city=Bonn", "city=Ulm", "city=missing", "tall", "born")
    assert rows.x[1].tolist() == [31, 0, 1, 1, 0, 0, 0, 5812]
    assert rows.x[3].tolist() == [28, 1, 0, 0, 0, 1, 0, 11381]
    assert (rows.x.dtype, rows.y.dtype, rows.y.tolist()[:3]) == (np.float32, np.float32, [1.5, 2, 3.25])
    missing = {column.name: column.missing for column in rows.columns if column.missing}
    assert missing == {"age": 1, "city": 1, "tall": 1, "born": 1}
    assert [c.name for c in rows.columns if c.at is None] == ["id", "name", "score"]
    assert "'id' only numbers the rows" in rows.notes[0]


def cells(kind, count=40):
    return {
        "numbers": [str(n * 0.5) for n in range(count)],
        "exponents": [f"{n}e-3" for n in range(count)],
        "words": [("red", "green", "blue")[n % 3] for n in range(count)],
        "TRUE": [("TRUE", "FALSE")[n % 2] for n in range(count)],
        "yes": [("y", "n")[n % 2] for n in range(count)],
        "one": ["same"] * count,
        "nothing": [""] * count,
        "texts": [f"text {n} of many words that nobody will ever read in full" for n in range(count - 1)] + ["text 0"],
        "names": [f"name{n}" for n in range(count)],
        "day first": [f"{n % 28 + 1:02d}.03.2020" for n in range(count)],
        "month first": [f"03/{n % 28 + 1:02d}/2020" for n in range(count)],
        "times": [f"2020-03-{n % 28 + 1:02d}T12:00:00Z" for n in range(count)],
        "nearly": [*map(str, range(0, 2 * count - 2, 2)), "broken"],
        "rows": [str(n + 1) for n in range(count)],
        "many": [f"c{n % 25}" for n in range(count * 2)],
    }[kind]


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("numbers", {"kind": "number", "fill": 9.75}),
        ("exponents", {"kind": "number", "fill": 0.0195}),
        ("words", {"kind": "category", "values": ["blue", "green", "red"]}),
        ("TRUE", {"kind": "boolean", "values": ["false", "true"], "fill": 0.0}),
        ("yes", {"kind": "boolean", "values": ["n", "y"], "fill": 0.0}),
        ("one", {"kind": "constant"}),
        ("nothing", {"kind": "constant"}),
        ("texts", {"kind": "text"}),
        ("names", {"kind": "identifier"}),
        ("day first", {"kind": "date", "format": "%d.%m.%Y", "fill": 18335.5}),
        ("month first", {"kind": "date", "format": "%m/%d/%Y", "fill": 18335.5}),
        ("times", {"kind": "date", "format": "iso", "fill": 18336.0}),
        ("nearly", {"kind": "number", "fill": 38.0, "unknown": "missing"}),
        ("rows", {"kind": "identifier"}),
        ("many", {"kind": "category", "values": sorted(f"c{n}" for n in range(25)), "as": "codes"}),
    ],
)
def test_a_column_of_these_cells_is(tmp_path, kind, column):
    found = cells(kind)
    lines = [f"{cell},{n % 7 * 0.25},{n % 9 * 0.5}" for n, cell in enumerate(found)]
    assert learnt(tmp_path, "\n".join(["it,other,target", *lines])).columns["it"] == column


@pytest.mark.parametrize(
    ("cells", "kind", "classes"),
    [
        (["0", "1"], "category", ("0", "1")),
        (["1", "2", "3"], "category", ("1", "2", "3")),
        (["9", "10"], "category", ("9", "10")),
        (["1.0", "2"], "category", ("1", "2")),
        (["no", "yes"], "boolean", ("no", "yes")),
        (["cat", "dog", "cow"], "category", ("cat", "cow", "dog")),
        (["0.5", "1", "2"], "number", ()),
        (["-1", "1"], "number", ()),
    ],
)
def test_a_target_of_few_whole_numbers_or_words_is_classes(tmp_path, cells, kind, classes):
    lines = [f"{n * 0.1:.1f},{cells[n % len(cells)]}" for n in range(30)]
    source = learnt(tmp_path, "\n".join(["x,y", *lines]))
    rows = source.load(tmp_path)
    assert (source.columns["y"]["kind"], rows.class_names) == (kind, classes)
    found = rows.y[: len(cells)].tolist()
    assert found == (
        [sorted(classes, key=classes.index).index(plain(c)) for c in cells] if classes else [*map(float, cells)]
    )


def plain(cell):
    return cell.removesuffix(".0")


@pytest.mark.parametrize(
    ("text", "delimiter", "header", "shape"),
    [
        ("a,b\n1,2\n3,4\n", ",", True, (2, 1)),
        ("a;b\n1,5;2,25\n3,5;4,5\n", ";", True, (2, 1)),
        ("a\tb\n1\t2\n3\t4\n", "\t", True, (2, 1)),
        ("a|b\n1|2\n3|4\n", "|", True, (2, 1)),
        ("1 2 3\n4 5 7\n", " ", False, (2, 2)),
        ("1,2\n3,4\n5,6.5\n", ",", False, (3, 1)),
        ("1,2\r\n3,4\r\n5,6.5\r\n", ",", False, (3, 1)),
        ("1,2\r3,4\r5,6.5\r", ",", False, (3, 1)),
        ("\n\na, b\n1, 2\n\n3, 4\n\n", ",", True, (2, 1)),
        ('a,b,c\n1,"x, y",2\n3,"u\nv",4\n5,"x, y",6\n', ",", True, (3, 3)),
        ("a,a,\n1,2,3\n4,5,6\n", ",", False, None),
    ],
)
def test_delimiter_and_header_are_told_unless_they_are_given(tmp_path, text, delimiter, header, shape):
    if shape is None:
        source = learnt(tmp_path, text, header=True)
        assert list(source.columns) == ["a", "a_2", "column_3"]
        return
    source = learnt(tmp_path, text)
    assert (source.delimiter, source.header) == (delimiter, header)
    assert source.load(tmp_path).x.shape == shape


def test_a_comma_in_a_number_is_a_point_where_cells_are_apart_by_something_else(tmp_path):
    rows = learnt(tmp_path, "a;b\n1,5;2,25\n3;4,5\n").load(tmp_path)
    assert (rows.x.tolist(), rows.y.tolist()) == ([[1.5], [3]], [2.25, 4.5])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "utf-16-le"])
def test_a_file_is_read_in_its_encoding(tmp_path, encoding):
    path = written(tmp_path, "größe,ä\n1,ü\n2,ö\n3,ü\n4,ö\n", encoding=encoding)
    given = encoding if encoding in ("latin-1", "utf-16-le") else None
    source = CSV(path, encoding=given).learn(tmp_path)
    assert list(source.columns) == ["größe", "ä"]
    assert source.load(tmp_path).class_names == ("ö", "ü")


WRONG = {
    "an empty file": (b"", {}, "table.csv is empty"),
    "blank lines": (b"\n\n  \n", {}, "is empty"),
    "names alone": (b"age,sex\n", {}, "has a row of names and no rows"),
    "a long row": (b"a,b\n1,2\n3,4\n5,6,7\n", {}, "line 4: it has 3 cells where the row of names has 2"),
    "a short row": (b"1,2\n3,4\n\n5\n", {}, "line 4: it has 1 cell where the first row has 2"),
    "a row after one of two lines": (b'a,b\n"1\n1",2\n3,4,5\n', {}, "line 4: it has 3 cells"),
    "a NUL byte": (b"a,b\n1,2\n3,\x004\n", {}, "line 3: it has a NUL byte"),
    "UTF-16 without its mark": ("a,b\n1,2\n".encode("utf-16-le"), {}, "'utf-16'"),
    "another encoding": (b"a,b\n1,2\n3,\xe4\n", {}, "line 3: it is no text in utf-8: .*encoding='latin-1'"),
    "no encoding": (b"a,b\n1,2\n", {"encoding": "utf-99"}, "no encoding 'utf-99'"),
    "a quote that is not closed": (b'a,b\n1,"2\n' + b"3,4\n" * 40000, {}, "quotation mark"),
    "two delimiters": (b"a,b\n1,2\n", {"delimiter": ",,"}, "one character"),
    "no such target": (b"size,cost\n1,2\n3,4\n", {"target": "costs"}, "no column 'costs'; did you mean 'cost'"),
    "no such column": (b"size,cost\n1,2\n", {"columns": {"sise": "number"}}, "no column 'sise'; did you mean 'size'"),
    "a target of names": (
        b"x,y\n" + b"".join(b"%d,name%d\n" % (n % 5, n) for n in range(30)), {}, "'y' .* different in every row"
    ),
    "a constant target": (b"x,y\n1,2\n2,2\n", {}, "'y' .* same in all rows"),
    "a cell that is no number": (b"x,y\n1,2\n2,3\noh,4\n", {"columns": {"x": "number"}}, "line 4: 'x' has 'oh'"),
    "a cell that is no date": (
        b"x,y\n2020-01-01,2\nnever,3\n", {"columns": {"x": {"kind": "date", "format": "iso"}}},
        "line 3: 'x' has 'never'",
    ),
    "an unknown category": (
        b"x,y\nred,2\nblu,3\n", {"columns": {"x": {"kind": "category", "values": ["red", "blue"]}}},
        "line 3: 'x' has 'blu', .* did you mean 'blue'",
    ),
    "nothing to learn from": (b"x,y\n1,2\n1,3\n", {}, "no column to learn from"),
    "no target anywhere": (b"x,y\n1,\n2,\n", {}, "'y' .* cannot be learnt"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_one_sentence_with_its_line(tmp_path, what):
    text, arguments, message = WRONG[what]
    with pytest.raises((DataError, ArgumentError), match=message) as caught:
        CSV(written(tmp_path, text), **arguments).load(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (3, "must be a dict of what each column is"),
        ({"x": "numbre"}, "cannot be of the kind 'numbre'; did you mean 'number'"),
        ({"x": {"kin": "number"}}, r"\{'kind': 'number'\}"),
        ({"x": {"kind": "number", "fil": 3}}, "no `fil`.*did you mean 'fill'"),
        ({"x": {"kind": "number", "fill": "3"}}, "cannot have '3' as its `fill`"),
        ({"x": {"kind": "category", "values": ["a", "a"]}}, "as its `values`"),
        ({"x": {"kind": "category", "values": []}}, "as its `values`"),
    ],
)
def test_what_is_said_of_columns_is_checked(columns, message):
    with pytest.raises(ArgumentError, match=message):
        CSV("table.csv", columns=columns)


@pytest.mark.parametrize(
    ("path", "message"),
    [("tabel.csv", "did you mean 'table.csv'"), (".", "is no file"), ("x" * 300, "cannot be read|is not there")],
)
def test_a_file_that_is_not_there_is_told_with_the_nearest_name(tmp_path, path, message):
    written(tmp_path, "a,b\n1,2\n")
    with pytest.raises(FileError, match=message):
        CSV(path).load(tmp_path)


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("sex,age,city,tall,born\nm,22,Ulm,yes,1970-01-03\n", [22, 0, 1, 0, 1, 0, 1, 2]),
        ("more,born,tall,city,sex,age,score\n7,1970-01-03,,,f,,1\n", [31, 1, 0, 0, 0, 1, 0, 2]),
    ],
)
def test_another_file_is_prepared_in_the_same_way_whatever_the_order_of_its_columns(tmp_path, text, x):
    source = learnt(tmp_path, PEOPLE)
    assert source.inputs(written(tmp_path, text, "new.csv")).tolist() == [x]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sex,aeg,city,tall,born\nm,22,Ulm,yes,1970-01-03\n", "no column 'age', .*did you mean 'aeg'"),
        ("sex,age,city,tall,born\nm,22,Ulm,yes,1970-01-03\nx,22,Ulm,yes,1970-01-03\n", "line 3: 'sex' has 'x'"),
        ("sex,age,city,tall,born\nm,old,Ulm,yes,1970-01-03\n", "line 2: 'age' has 'old', which is no number"),
        ("sex,age,city,tall,born\nm,22,Ulm,maybe,1970-01-03\n", "line 2: 'tall' has 'maybe'"),
        ("sex,age,city,tall,born\n", "has no rows"),
    ],
)
def test_another_file_that_does_not_fit_is_one_sentence(tmp_path, text, message):
    source = learnt(tmp_path, PEOPLE)
    with pytest.raises(DataError, match=message):
        source.inputs(written(tmp_path, text, "new.csv"))


def test_a_file_without_names_is_known_by_its_places_with_or_without_the_target(tmp_path):
    source = learnt(tmp_path, "1,5,0\n2,6,1\n3,7,0\n4,9,1\n")
    for text in ("8,9,0\n", "8,9\n"):
        assert source.inputs(written(tmp_path, text, "new.csv")).tolist() == [[8, 9]]


def test_unknown_cells_count_as_missing_where_the_column_says_so(tmp_path):
    columns = {
        "n": {"kind": "number", "fill": 7, "unknown": "missing"},
        "c": {"kind": "category", "values": ["a", "b"], "unknown": "missing"},
        "d": {"kind": "date", "format": "%Y", "fill": 1, "unknown": "missing"},
    }
    rows = CSV(written(tmp_path, "n,c,d,y\nx,z,w,1\n2,b,1970,2\n"), columns=columns).load(tmp_path)
    assert rows.x.tolist() == [[7, 0, 0, 1], [2, 0, 1, 0]]


def test_dates_become_parts_and_categories_numbers_where_that_is_asked_for(tmp_path):
    columns = {"d": {"kind": "date", "as": "parts"}, "c": {"kind": "category", "as": "codes", "values": ["b", "a"]}}
    rows = CSV(written(tmp_path, "d,c,y\n2024-02-29,a,1\n1969-12-31,b,2\n"), columns=columns).load(tmp_path)
    assert rows.x_names == ("d.year", "d.month", "d.day", "d.weekday", "c")
    assert rows.x.tolist() == [[2024, 2, 29, 3, 1], [1969, 12, 31, 2, 0]]


def test_rows_without_a_target_are_left_out_and_told(tmp_path):
    rows = CSV(written(tmp_path, "x,y\n1,0.5\n2,\n3,2.5\n")).load(tmp_path)
    assert (rows.x.tolist(), rows.y.tolist()) == ([[1], [3]], [0.5, 2.5])
    assert "1 rows have no value for the target 'y'" in rows.notes[-1]


def test_a_table_may_have_no_target(tmp_path):
    rows = CSV(written(tmp_path, "a,b\n1,2\n3,4\n"), target="").load(tmp_path)
    assert (rows.x.tolist(), rows.y) == ([[1, 2], [3, 4]], None)


def test_rows_that_would_not_fit_into_memory_are_refused_before_they_are_read(tmp_path, monkeypatch):
    path = written(tmp_path, "a,b\n" + "1,2\n" * 1000)
    monkeypatch.setattr(memory, "available", lambda: 100)
    with pytest.raises(DataError, match=r"need about .* of memory, and 100 bytes are free: split the file"):
        CSV(path).load(tmp_path)


words = st.text("abcxyzäß \"',;|\t", max_size=6).map(str.strip)
numbers = st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6, width=32))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(numbers, words, numbers), min_size=2, max_size=30),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_csv_module_writes_is_read_back(tmp_path, rows, delimiter, quoting, end):
    path = tmp_path / "drawn.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator=end)
        writer.writerows([("n", "w", "y"), *rows])
    values = sorted({word for _, word, _ in rows if word}) or ["a"]
    columns = {"n": "number", "w": {"kind": "category", "values": [*values, None], "as": "one_hot"}, "y": "number"}
    found = CSV(path, "y", columns, delimiter, header=True).load(Path())
    assert found.x[:, 0].tolist() == [float(np.float32(n)) for n, _, _ in rows]
    assert found.y.tolist() == [float(np.float32(y)) for _, _, y in rows]
    places = [*values, None]
    assert found.x[:, 1:].argmax(axis=1).tolist() == [places.index(word or None) for _, word, _ in rows]
    assert (found.x[:, 1:].sum(axis=1) == 1).all()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=200), st.text('1a,;\n"\0é \t', max_size=80).map(str.encode)))
def test_any_bytes_are_rows_or_one_sentence(tmp_path, data):
    path = written(tmp_path, data, "drawn.csv")
    error = None
    try:
        rows = CSV(path).load(tmp_path)
    except (DataError, FileError, ArgumentError) as found:
        error = found
    if error is None:
        assert np.isfinite(rows.x).all()
        assert len(rows.x) == len(rows.y)
    assert "\n" not in str(error)
