"""``plugkeras parts``: for people and for programs, whatever plugins are installed."""

import json
import os
import subprocess
import sys

import pytest

from plugkeras.cli import main
from plugkeras.hookspecs import KINDS
from plugkeras.testing.distributions import fake_distribution

ACME = """
    from plugkeras import hookimpl

    PLUGKERAS_API = 1

    @hookimpl
    def register_layers():
        return {"Swish": "acme.parts:Swish", "Gone": "acme.nowhere:Gone", "Ends": "acme.ends:Ends", "Dense": "acme:x"}
"""
FILES = {
    "acme/__init__.py": ACME,
    "acme/parts.py": '''
        from plugkeras import Layer

        class Swish(Layer):
            """x times sigmoid(x)\x1b[31m."""

            def __init__(self, slope: "float" = 1.5, *args, **kwargs):
                super().__init__(**kwargs)
    ''',
    "acme/ends.py": "raise SystemExit('the end')",
    "broken/__init__.py": "PLUGKERAS_API = 1\n1 / 0",
}


def told(capsys, *argv):
    status = main(["parts", *argv])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def installed(tmp_path):
    """A function that runs the command where acme and a broken plugin are installed."""
    fake_distribution(tmp_path, "acme-layers", "1.2", FILES, {"acme": "acme", "broken": "broken"})
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONPATH": path, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}

    def run(*argv, **variables):
        command = [sys.executable, *argv]
        return subprocess.run(command, env={**environment, **variables}, capture_output=True, text=True)

    return run


def test_the_kinds_are_counted_without_a_part_being_imported(installed):
    code = (
        "import sys; from plugkeras.cli import main; main(['parts']); print('plugkeras_std.layers.core' in sys.modules)"
    )
    done = installed("-c", code)
    assert done.stdout.rstrip().endswith("False")
    assert [line.split()[0] for line in done.stdout.splitlines()[1 : len(KINDS) + 1]] == list(KINDS)
    assert "the plugin 'broken' (acme-layers 1.2) is broken: ZeroDivisionError" in done.stdout


def test_the_parts_of_a_kind_are_listed_by_plugin_and_what_cannot_be_used_has_its_reason(installed):
    done = installed("-m", "plugkeras.cli", "parts", "layers")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("plugkeras ")
    theirs = "\n".join(lines[lines.index("acme-layers 1.2") :])
    for words in (
        "acme>Swish",
        "x times sigmoid(x)?[31m.",
        "(cannot be used: ",
        "the end",
        "is broken: ZeroDivisionError",
    ):
        assert words in theirs
    found = json.loads(installed("-m", "plugkeras.cli", "parts", "layers", "--json").stdout)
    entries = {entry["name"]: entry for entry in found["parts"]}
    assert entries["acme>Swish"]["fields"][0]["default"] == 1.5
    assert entries["acme>Swish"]["distribution"] == "acme-layers"
    assert entries["acme>Gone"]["error"]
    assert entries["MaxPool1D"]["same_as"] == "MaxPooling1D"
    assert len(found["troubles"]) == 1


def test_a_terminal_that_knows_ascii_alone_is_no_error(installed):
    done = installed("-m", "plugkeras.cli", "parts", "losses", "huber", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "argument" in done.stdout


def test_one_part_is_a_table_of_what_it_takes(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = told(capsys, "layers", "Conv2D")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    for line in (
        "Conv2D: one of the layers, a standard part",
        "filters               integer ≥ 1                         (required)",
        "kernel_size           1 or 2 integers ≥ 1                 (required)",
        "padding               valid, same, causal                 valid",
        "    How many channels come out.",
        "use_bias              true, false                         true",
    ):
        assert line in out.splitlines()


@pytest.mark.parametrize("kind", KINDS)
def test_each_part_of_each_kind_is_described_and_json_is_the_same_as_in_the_list(capsys, kind):
    status, out, _ = told(capsys, kind, "--json")
    listed = json.loads(out)
    assert (status, listed["v"], listed["kind"]) == (0, 1, kind)
    for entry in listed["parts"][:3]:
        status, out, _ = told(capsys, kind, entry["name"], "--json")
        one = json.loads(out)
        assert status == 0
        assert {name: entry[name] for name in one if name != "v"} == {n: v for n, v in one.items() if n != "v"}
        assert told(capsys, kind, entry["name"])[0] == 0
    assert told(capsys, kind)[0] == 0


def test_the_overview_as_json_has_each_name(capsys):
    found = json.loads(told(capsys, "--json")[1])
    kinds = {entry["kind"]: entry for entry in found["kinds"]}
    assert list(kinds) == list(KINDS)
    assert "Dense" in kinds["layers"]["names"]
    assert "Dense" in kinds["layers"]["plugins"]["layers"]


WRONG = [
    (["layer"], "plugkeras: there is no kind 'layer'; did you mean 'layers'?\n"),
    (["q"], "plugkeras: there is no kind 'q': it is engines, layers, "),
    (["layers", "Dens"], "plugkeras: no layers named 'Dens'; did you mean 'Dense'?\n"),
    (["layers", "x" * 5000], "plugkeras: no layers named 'x"),
]


@pytest.mark.parametrize(("argv", "said"), WRONG)
def test_a_wrong_kind_or_name_is_wrong_use_and_told_with_the_near_name(capsys, argv, said):
    status, out, err = told(capsys, *argv)
    assert (status, out) == (2, "")
    assert err.startswith(said)
