"""``plugkeras COMMAND``: where commands come from, how failures are told, what ``plugkeras plugins`` prints."""

import io
import json
import os
import signal
import subprocess
import sys
from types import ModuleType

import pytest

from plugkeras import hookimpl
from plugkeras.cli import main
from plugkeras.errors import DataError
from plugkeras.host import Host, host, use
from plugkeras.host.plugin import Plugin
from plugkeras.testing.distributions import fake_distribution


def greet(argv):
    """Say hello.

    And more.
    """
    print("hello", *argv)


def count(argv):
    """Return the number of arguments."""
    return len(argv)


def fail(argv):
    """Fail."""
    raise DataError("the data is no good")


def interrupted(argv):
    """Be interrupted."""
    raise KeyboardInterrupt


def manifest(name, api=1, **offers):
    module = ModuleType(name)
    module.PLUGKERAS_API = api
    for kind, offered in offers.items():
        setattr(module, f"register_{kind}", hookimpl(lambda offered=offered: offered))
    return module


COMMANDS = {"greet": greet, "count": count, "fail": fail, "interrupted": interrupted, "lost": "no_such_package:run"}


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    for name in ("PLUGKERAS_DISABLE", "PLUGKERAS_PLUGINS", "PLUGKERAS_STRICT", "PLUGKERAS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def acme():
    with use(Host([manifest("acme", commands=COMMANDS)])):
        yield


@pytest.mark.parametrize("argv", [[], ["--help"], ["-h"]])
def test_help_lists_each_command_with_the_first_line_of_its_docstring(acme, capsys, argv):
    assert main(argv) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("usage: plugkeras COMMAND [ARGS]")
    assert "  greet        Say hello." in lines
    assert "  lost         (cannot be used: the commands 'lost' of the plugin 'acme' cannot be imported" in "\n".join(
        lines
    )


def test_the_version_is_that_of_the_distribution(capsys):
    from importlib.metadata import version

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"plugkeras {version('plugkeras')}\n"


@pytest.mark.parametrize(
    ("argv", "status", "out", "err"),
    [
        (["greet", "you", "--all"], 0, "hello you --all\n", ""),
        (["acme>greet"], 0, "hello\n", ""),
        (["count", "a", "b"], 2, "", ""),
        (["fail"], 1, "", "plugkeras: the data is no good\n"),
        (["interrupted"], 130, "", ""),
        (["great"], 2, "", "plugkeras: no commands named 'great'; did you mean 'greet'?\n"),
        (["--greet"], 2, "", "plugkeras: no commands named '--greet'; did you mean 'greet'?\n"),
    ],
)
def test_a_command_gets_its_arguments_and_failures_are_one_line(acme, capsys, argv, status, out, err):
    assert main(argv) == status
    assert capsys.readouterr() == (out, err)


def test_debug_shows_the_traceback(acme, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_DEBUG", "1")
    with pytest.raises(DataError):
        main(["fail"])


def test_arguments_come_from_the_command_line(acme, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["plugkeras", "greet", "you"])
    assert main() == 0
    assert capsys.readouterr().out == "hello you\n"


FLOOD = """
from plugkeras import hookimpl
PLUGKERAS_API = 1
@hookimpl
def register_commands():
    return {"flood": flood, "hang": hang}
def flood(argv):
    while True:
        print("x" * 1000)
def hang(argv):
    print("ready", flush=True)
    import threading
    threading.Event().wait()
"""


@pytest.fixture
def flood(tmp_path):
    fake_distribution(tmp_path, "flood", files={"flood_all.py": FLOOD}, entry_points={"flood": "flood_all"})
    path = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])

    def started(command):
        return subprocess.Popen(
            [sys.executable, "-m", "plugkeras.cli", command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what runs in the background ignores it
        )

    return started


def test_a_reader_that_has_had_enough_is_no_error(flood):
    with flood("flood") as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 141


def test_ctrl_c_ends_it_without_a_traceback(flood):
    with flood("hang") as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == ""
    assert process.returncode == 130


@pytest.fixture
def installed(monkeypatch):
    """The standard commands, and three plugins of other people."""
    clock = [0.0]
    monkeypatch.setattr("plugkeras.host.manifest.perf_counter", lambda: clock.append(clock[-1] + 0.004) or clock[-1])
    monkeypatch.setenv("PLUGKERAS_DISABLE", "off")
    standard = next(row for row in host().rows() if row.name == "commands")
    rows = [
        Plugin("commands", standard.target, "plugkeras", "0.1"),
        Plugin("acme", "acme", "acme-layers", "1.2", manifest=manifest("acme", layers={"A": "a:A", "B": "a:B"})),
        Plugin("future", "future", "future-things", "3.0", manifest=manifest("future", api=999)),
        Plugin("off", "off", "off-dist", "1.0"),
    ]
    with use(Host(rows)):
        yield


def test_plugins_prints_a_table_and_the_errors_of_broken_rows_below(installed, capsys):
    assert main(["plugins"]) == 0
    head, commands, *others = capsys.readouterr().out.splitlines()
    assert head.split() == ["name", "distribution", "version", "state", "ms", "kinds"]
    assert commands.split()[:6] == ["commands", "plugkeras", "0.1", "loaded", "4.0", "commands"]
    assert others == [
        "acme      acme-layers    1.2      loaded    4.0  layers 2",
        "future    future-things  3.0      broken    4.0  -",
        "off       off-dist       1.0      disabled  -    -",
        "",
        "the plugin 'future' (future-things 3.0) is broken: it was written for a newer plugkeras "
        "(API 999, here 1); upgrade plugkeras",
    ]


def test_plugins_json_has_every_field_of_every_row(installed, capsys):
    assert main(["plugins", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["state"] for row in rows] == ["loaded", "loaded", "broken", "disabled"]
    assert rows[1] == {
        "name": "acme",
        "target": "acme",
        "distribution": "acme-layers",
        "version": "1.2",
        "state": "loaded",
        "load_ms": 4.0,
        "kinds": {"layers": ["A", "B"]},
        "error": None,
        "remark": None,
    }
    assert rows[2]["error"].startswith("it was written for a newer plugkeras")


@pytest.mark.parametrize("name", host().standard_names("commands"))
def test_every_standard_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: plugkeras {name}")
    assert host().get("commands", name).__doc__


def test_wrong_use_of_a_command_ends_with_status_2(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["plugins", "--no-such-option"])
    assert ended.value.code == 2
    assert "--no-such-option" in capsys.readouterr().err


class Terminal(io.StringIO):
    """What is written to it, and read from it, is said to be a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def app(monkeypatch):
    """The arguments with which the app was opened, in place of the app."""
    calls = []
    monkeypatch.setenv("TERM", "xterm")
    offered = manifest("commands", commands={"greet": greet, "tui": lambda argv: calls.append(argv)})
    with use(Host([Plugin("commands", "commands", "plugkeras", "0.1", manifest=offered)])):
        yield calls


@pytest.mark.parametrize(("stdin", "stdout", "term", "opens"), [
    (Terminal, Terminal, "xterm", True),
    (Terminal, io.StringIO, "xterm", False),
    (io.StringIO, Terminal, "xterm", False),
    (Terminal, Terminal, "dumb", False),
])  # fmt: skip
def test_without_arguments_the_app_opens_in_a_terminal_and_nowhere_else(app, monkeypatch, stdin, stdout, term, opens):
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stdin", stdin())
    monkeypatch.setattr("sys.stdout", out := stdout())
    assert main([]) == 0
    assert app == ([[]] if opens else [])
    assert ("usage" in out.getvalue()) is not opens


def test_a_file_in_the_place_of_a_command_is_opened_in_the_app(app, tmp_path):
    (tmp_path / "iris.csv").write_text("a,b\n1,2\n")
    assert main([str(tmp_path / "iris.csv"), "--ascii"]) == 0
    assert app == [[str(tmp_path / "iris.csv"), "--ascii"]]


def test_a_command_is_a_command_even_where_a_file_has_its_name(app, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "greet").write_text("")
    assert main(["greet"]) == 0
    assert app == []


def test_what_is_neither_a_command_nor_a_file_is_told_of_with_status_2(app, capsys):
    assert main(["gret"]) == 2
    assert "greet" in capsys.readouterr().err
    assert app == []


def test_what_needs_no_screen_does_not_import_textual():
    code = (
        "import contextlib, sys; from plugkeras.cli import main\n"
        "for argv in ['--version'], ['--help'], ['parts', 'layers'], ['summary', '--help']:\n"
        "    with contextlib.suppress(SystemExit): main(argv)\n"
        "    if 'textual' in sys.modules: sys.exit(str(argv))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL).returncode == 0
