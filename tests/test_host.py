"""How plugins are found, loaded, named and kept apart: each row of the table of failures is a test."""

import importlib
import re
import sys
import threading
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import plugkeras
from plugkeras import hookimpl
from plugkeras.errors import AmbiguousName, ArgumentError, MissingDependency, PluginError, UnknownName
from plugkeras.hookspecs import KINDS
from plugkeras.host import Host, namespace, use
from plugkeras.host import host as host_in_use
from plugkeras.host.kinds import CONTRACTS
from plugkeras.host.plugin import Plugin
from plugkeras.testing.distributions import fake_distribution


def one(x):
    return x


def two(x):
    return x


def three(x):
    return x


def manifest(name, *, api=1, hooks=None, **offers):
    """A manifest module: ``manifest("acme", layers={...})``; ``hooks`` are further functions by name."""
    module = ModuleType(name)
    module.PLUGKERAS_API = api
    for kind, offered in offers.items():
        setattr(module, f"register_{kind}", hookimpl(lambda offered=offered: offered))
    for hook, function in (hooks or {}).items():
        setattr(module, hook, hookimpl(function))
    return module


def standard(name, **offers):
    return Plugin(name, name, "plugkeras", "0", manifest=manifest(name, **offers))


def row_of(host, name, distribution=None):
    return next(p for p in host.rows() if p.name == name and distribution in (None, p.distribution))


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    for name in ("PLUGKERAS_DISABLE", "PLUGKERAS_PLUGINS", "PLUGKERAS_STRICT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """``install("acme", entry_points=..., files=...)`` puts a distribution on this process's path."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def installed(name, **contents):
        fake_distribution(tmp_path, name, **contents)
        importlib.invalidate_caches()

    yield installed
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


HEAD = "from plugkeras import hookimpl\nPLUGKERAS_API = 1\n"
OFFER = "@hookimpl\ndef register_activations():\n    return "
GOOD = HEAD + OFFER + "{'good': 'good_parts:good'}\n"
BROKEN = {
    "it calls sys.exit": ("import sys; sys.exit(3)", "its code ended with SystemExit: 3"),
    "a dependency is missing": ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package'"),
    "it has a syntax error": ("def (", "SyntaxError"),
    "it is for a newer API": ("PLUGKERAS_API = 999", "it was written for a newer plugkeras (API 999, here 1)"),
    "it declares no API": ("x = 1", "it does not say which API it was written for; write PLUGKERAS_API = 1"),
    "its API is no number": ("PLUGKERAS_API = 'one'", "it does not say which API it was written for"),
    "a hook is misspelt": (
        HEAD + OFFER + "{'bad': abs}\n@hookimpl\ndef register_layer(): return {}",
        "there is no hook 'register_layer'; did you mean 'register_layers'?",
    ),
    "a hook lacks its mark": (
        HEAD + "def register_layers(): return {}",
        "its 'register_layers' lacks @hookimpl, so that nobody would call it",
    ),
    "a hook has arguments of its own": (HEAD + "@hookimpl\ndef register_layers(x): return {}", "register_layers"),
    "a hook is a wrapper": (
        HEAD + "@hookimpl(wrapper=True)\ndef register_layers(): return (yield)",
        "its 'register_layers' is a hook wrapper",
    ),
    "a hook raises": (HEAD + OFFER + "{'bad': abs}\n@hookimpl\ndef register_layers(): 1 / 0", "ZeroDivisionError"),
    "a hook calls sys.exit": (HEAD + "@hookimpl\ndef register_layers(): raise SystemExit", "ended with SystemExit"),
    "a hook returns no dict": (HEAD + OFFER + "['bad']", "register_activations returned list, not a dict of names"),
    "a name has a prefix": (HEAD + OFFER + "{'acme>bad': abs}", "register_activations offers something as 'acme>bad'"),
    "it looks up names at import": (
        HEAD + OFFER + "{'bad': abs}\nfrom plugkeras.host import host\nhost().get('layers', 'no_such_layer')",
        "it looks up names while it is being loaded",
    ),
}


@pytest.mark.parametrize(("code", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_plugin_is_a_row_with_its_error_and_the_rest_works(install, code, sentence):
    install("bad-plugin", version="2.0", files={"bad_one.py": code}, entry_points={"bad": "bad_one"})
    install(
        "good-plugin", files={"good_one.py": GOOD, "good_parts.py": "good = abs"}, entry_points={"good": "good_one"}
    )
    with use(Host()) as host:
        assert host.get("activations", "good") is abs
        bad = row_of(host, "bad")
        assert (bad.state, bad.distribution, bad.version, bad.offers) == ("broken", "bad-plugin", "2.0", {})
        assert sentence in bad.trouble
        assert not [name for kind in KINDS for name in host.names(kind) if name.startswith("bad")]


def test_a_broken_plugin_that_would_have_the_name_is_in_the_error(install):
    install(
        "bad-plugin", version="2.0", files={"bad_one.py": "import sys; sys.exit(3)"}, entry_points={"bad": "bad_one"}
    )
    for name in ("shiny", "bad>shiny"):
        with pytest.raises(UnknownName, match=r"'bad' \(bad-plugin 2.0\) is broken: its code ended with SystemExit: 3"):
            Host().get("activations", name)


def test_a_manifest_that_does_not_exist_breaks_only_its_row(install):
    install("bad-plugin", entry_points={"bad": "no_such_manifest"})
    host = Host()
    assert "No module named 'no_such_manifest'" in host.load(row_of(host, "bad")).trouble


def test_a_manifest_may_be_an_attribute_of_a_module(install):
    code = f"from types import SimpleNamespace\n{GOOD}\nit = SimpleNamespace(**globals())"
    install("acme", files={"acme_all.py": code, "good_parts.py": "good = abs"}, entry_points={"acme": "acme_all:it"})
    assert Host().get("activations", "acme>good") is abs


def test_damaged_metadata_of_one_distribution_does_not_hide_the_others(install, tmp_path):
    install("acme", files={"acme_all.py": GOOD, "good_parts.py": "good = abs"}, entry_points={"acme": "acme_all"})
    install("torn", entry_points={"torn": "torn_module", "odd": "no module!"})
    (tmp_path / "torn-1.0.dist-info" / "METADATA").unlink()
    host = Host()
    assert host.get("activations", "good") is abs
    assert row_of(host, "odd").state == "broken"


def test_of_two_distributions_with_one_plugin_name_neither_is_chosen_and_every_use_names_both(install):
    for name in ("acme-one", "acme-two"):
        code = HEAD + OFFER + f"{{'{name}': abs}}"
        install(name, files={f"{name[-3:]}_acme.py": code}, entry_points={"acme": f"{name[-3:]}_acme"})
    host = Host()
    said = "both 'acme-one' and 'acme-two' have a plugin called 'acme'; uninstall one of them"
    for name in ("acme>acme-one", "acme-two"):
        with pytest.raises(UnknownName) as caught:
            host.get("activations", name)
        assert str(caught.value).endswith(f"The plugin 'acme' (acme-two 1.0) is broken: {said}")
    assert [row.trouble.endswith(said) for row in host.rows() if row.name == "acme"] == [True, True]
    assert not {"one_acme", "two_acme"} & set(sys.modules)


def test_a_claim_to_the_name_of_a_standard_plugin_breaks_the_claimant_alone(install):
    install("acme", files={"acme_all.py": GOOD}, entry_points={"layers": "acme_all"})
    host = Host()
    assert "both 'plugkeras' and 'acme' have a plugin called 'layers'" in row_of(host, "layers", "acme").trouble
    assert host.get("layers", "Dense")


def test_of_two_entry_points_to_one_manifest_the_second_says_so(install):
    files = {"acme_all.py": GOOD, "good_parts.py": "good = abs"}
    install("acme", files=files, entry_points={"acme": "acme_all", "alias": "acme_all"})
    host = Host()
    assert host.get("activations", "good") is abs
    assert row_of(host, "alias").trouble.endswith(
        "its manifest is that of the plugin 'acme' (acme 1.0); it needs but one name"
    )


def test_a_long_reason_is_cut():
    row = Plugin("acme")
    row.fail(ValueError("x" * 3000))
    assert len(row.trouble) < 400


def test_a_reason_of_several_lines_becomes_one(install):
    install("acme", files={"acme.py": "raise RuntimeError('one\\n  two')"}, entry_points={"acme": "acme"})
    host = Host()
    host.names("layers")
    assert row_of(host, "acme").trouble.endswith("RuntimeError: one two")


def test_a_damaged_list_of_entry_points_hides_no_other_plugins(install, tmp_path):
    install("acme", files={"acme.py": HEAD + OFFER + "{'f': abs}"}, entry_points={"acme": "acme"})
    folder = tmp_path / "damaged-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: damaged\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_bytes(b"\xff\xfe")
    with pytest.warns(UserWarning, match="plugins of a distribution are left out: UnicodeDecodeError"):
        assert Host().get("activations", "f") is abs


def test_a_plugin_cannot_be_called_main():
    assert Host([manifest("main", activations={"f": one})]).rows()[0].state == "broken"


def test_ctrl_c_while_a_plugin_is_loaded_passes_and_leaves_it_to_be_loaded():
    presses = iter([KeyboardInterrupt, None])

    def register_activations():
        if press := next(presses):
            raise press
        return {"f": one}

    host = Host([manifest("acme", hooks={"register_activations": register_activations})])
    with pytest.raises(KeyboardInterrupt):
        host.get("activations", "f")
    assert host.rows()[0].state == "found"
    assert host.get("activations", "f") is one


def test_strict_mode_raises_what_is_broken(monkeypatch):
    monkeypatch.setenv("PLUGKERAS_STRICT", "1")
    host = Host([manifest("acme", api=999), standard("activations", activations={"relu": one})])
    assert host.get("activations", "relu") is one
    with pytest.raises(PluginError, match="the plugin 'acme' is broken: it was written for a newer plugkeras"):
        host.names("activations")


@pytest.mark.parametrize(
    ("variable", "value", "state"),
    [
        ("PLUGKERAS_DISABLE", "acme", "disabled"),
        ("PLUGKERAS_DISABLE", "other, acme", "disabled"),
        ("PLUGKERAS_DISABLE", "other", "found"),
        ("PLUGKERAS_DISABLE", "", "found"),
        ("PLUGKERAS_PLUGINS", "", "disabled"),
        ("PLUGKERAS_PLUGINS", "other", "disabled"),
        ("PLUGKERAS_PLUGINS", "other, acme", "found"),
    ],
)
def test_the_environment_disables_a_plugin_before_it_is_imported(install, monkeypatch, variable, value, state):
    monkeypatch.setenv(variable, value)
    install("acme", files={"acme_all.py": GOOD, "good_parts.py": "good = abs"}, entry_points={"acme": "acme_all"})
    host = Host()
    assert row_of(host, "acme").state == state
    assert ("acme>good" in host.names("activations")) == (state == "found")
    assert ("acme_all" in sys.modules) == (state == "found")


def test_an_allowlist_keeps_the_standard_parts(monkeypatch):
    monkeypatch.setenv("PLUGKERAS_PLUGINS", "")
    host = Host([standard("activations", activations={"relu": one}), manifest("acme", activations={"f": two})])
    assert host.names("activations") == ["relu"]


def test_the_error_for_a_name_of_a_disabled_standard_plugin_says_that_it_is_disabled(monkeypatch):
    monkeypatch.setenv("PLUGKERAS_DISABLE", "activations")
    host = Host([standard("activations", activations={"relu": one})])
    with pytest.raises(UnknownName, match=r"no activations named 'relu'.*'activations' .* is disabled by PLUGKERAS_"):
        host.get("activations", "relu")


def test_a_slow_plugin_shows_its_load_time(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("plugkeras.host.manifest.perf_counter", lambda: clock[0])

    def register_activations():
        clock[0] += 4.0
        return {}

    host = Host([manifest("slow", hooks={"register_activations": register_activations}), manifest("quick")])
    assert [host.load(row).load_ms for row in host.rows()] == [4000.0, 0.0]


def test_a_standard_name_cannot_be_taken_and_the_taker_is_reachable_by_prefix():
    host = Host([manifest("acme", activations={"relu": two}), standard("activations", activations={"relu": one})])
    assert host.get("activations", "relu") is one
    assert host.get("activations", "acme>relu") is two
    assert host.names("activations") == ["relu", "acme>relu"]


def test_a_bare_name_works_while_exactly_one_plugin_offers_it():
    acts = manifest("acts", activations={"Swish": one, "mine": three})
    assert Host([acts]).get("activations", "Swish") is one
    host = Host([acts, manifest("swish", activations={"Swish": two})])
    with pytest.raises(AmbiguousName, match="named 'Swish': say 'acts>Swish' or 'swish>Swish'"):
        host.get("activations", "Swish")
    assert host.get("activations", "swish>Swish") is two
    assert host.names("activations") == ["mine", "acts>Swish", "acts>mine", "swish>Swish"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("rellu", "no activations named 'rellu'; did you mean 'relu'?"),
        ("acme>swich", "no activations named 'acme>swich'; did you mean 'acme>swish'?"),
        ("nobody>f", "no activations named 'nobody>f'; no plugin is called 'nobody'"),
        ("", "no activations named ''"),
    ],
)
def test_an_unknown_name_is_answered_with_the_near_one(name, sentence):
    host = Host([standard("activations", activations={"relu": one}), manifest("acme", activations={"swish": two})])
    with pytest.raises(UnknownName) as caught:
        host.get("activations", name)
    assert str(caught.value) == sentence


def test_a_name_that_is_no_text_is_refused():
    with pytest.raises(ArgumentError, match="None is no name of losses; a name is text"):
        Host([]).get("losses", None)


def test_an_unknown_kind_is_answered_with_the_near_one():
    with pytest.raises(ArgumentError, match=r"there is no kind 'layer'; did you mean 'layers'\?"):
        Host([]).get("layer", "Dense")


def test_each_lookup_loads_no_more_manifests_than_it_must():
    rows = [standard("activations", activations={"relu": one}), standard("extra", activations={"more": two})]
    host = Host([*rows, manifest("acme", activations={"swish": three})])
    states = []
    for name in ("relu", "more", "swish"):
        host.get("activations", name)
        states.append([row.state for row in host.rows()])
    assert states == [["loaded", "found", "found"], ["loaded", "loaded", "found"], ["loaded", "loaded", "loaded"]]


def test_names_are_listed_without_importing_any_part():
    assert Host([manifest("acme", layers={"Odd": "no_such_module:Odd"})]).names("layers") == ["Odd", "acme>Odd"]


PARTS = {
    "needs_more.py": "import no_such_package.sub",
    "own/__init__.py": "",
    "own/part.py": "from own import no_such_part",
    "broken_package/__init__.py": "",
    "needs_a_part.py": "import broken_package.core",
    "advises.py": "raise ImportError('install libfoo')",
    "exits.py": "import sys; sys.exit(3)",
    "fails.py": "1 / 0",
    "wrong_name.py": "from math import no_such_name",
}


def test_what_is_missing_is_installed_by_the_extra_of_its_own_plugin_that_asks_for_it(install):
    needs = ["numpy", 'other; extra == "dev"', *(f'no_such.package>=2; extra == "{e}"' for e in ("dev", "gpu"))]
    offer = HEAD + "@hookimpl\ndef register_engines(): return {'fast': 'acme_engine:Fast'}"
    files = {"acme.py": offer, "acme_engine.py": "import no_such_package"}
    install("acme-tools", files=files, entry_points={"acme": "acme"}, requires=needs)
    said = "'fast' needs 'no_such_package', which is not installed: pip install 'acme-tools[gpu]'"
    with pytest.raises(MissingDependency, match=re.escape(said)):
        Host().get("engines", "acme>fast")


@pytest.mark.parametrize(
    ("ref", "error", "sentence"),
    [
        ("needs_more:f", MissingDependency, "'f' needs 'no_such_package', which is not installed: pip install no_such"),
        (
            "needs_a_part:f",
            MissingDependency,
            "'f' of the plugin 'acme' cannot be imported: No module named 'broken",
        ),
        ("wrong_name:f", MissingDependency, "'f' of the plugin 'acme' cannot be imported: cannot import name"),
        ("gone:f", PluginError, "'f' of the plugin 'acme' cannot be imported from 'gone:f': .* No module named 'gone'"),
        (
            "own.part:f",
            PluginError,
            "'f' of the plugin 'acme' cannot be imported from 'own.part:f': .* cannot import name",
        ),
        ("advises:f", MissingDependency, "'f' of the plugin 'acme' cannot be imported: install libfoo"),
        ("math:f", PluginError, "the activations 'f' of the plugin 'acme' cannot be imported from 'math:f'"),
        ("exits:f", PluginError, "its code ended with SystemExit: 3"),
        ("fails:f", PluginError, "ZeroDivisionError"),
        (
            "math:pi",
            PluginError,
            "the activations 'f' of the plugin 'acme' is 3.14.*, but the kind asks for a function",
        ),
    ],
)
def test_a_part_that_cannot_be_had_is_an_error_on_use_only(install, ref, error, sentence):
    install("acme", files=PARTS)
    host = Host([manifest("acme", activations={"f": ref})])
    assert host.names("activations") == ["f", "acme>f"]
    with pytest.raises(PluginError, match=sentence) as caught:
        host.get("activations", "f")
    assert type(caught.value) is error
    assert (caught.value.__cause__ is None) == (ref == "math:pi")


def test_a_missing_optional_dependency_is_also_an_import_error_chained_to_the_original(install):
    install("acme", files=PARTS)
    with pytest.raises(ImportError) as caught:
        Host([manifest("acme", engines={"jax": "needs_more:Engine"})]).get("engines", "jax")
    assert caught.value.__cause__.name == "no_such_package"


def test_a_part_is_imported_once(monkeypatch):
    host = Host([manifest("acme", activations={"floor": "math:floor"})])
    floor = host.get("activations", "floor")
    monkeypatch.delattr("math.floor")
    assert host.get("activations", "floor") is floor


def test_a_reference_without_an_attribute_is_the_module_itself(install):
    install("acme", files={"acme_data.py": "def load_data(): return 1"})
    assert Host([manifest("acme", datasets={"mine": "acme_data"})]).get("datasets", "mine").load_data() == 1


def test_every_kind_says_what_its_parts_must_be():
    assert tuple(CONTRACTS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_of_the_wrong_kind_is_refused_with_plugin_kind_and_name(kind):
    host = Host([manifest("acme", **{kind: {"odd": 3}})])
    with pytest.raises(PluginError, match=f"the {kind} 'odd' of the plugin 'acme' is 3, but the kind asks for"):
        host.get(kind, "odd")


@pytest.mark.parametrize("kind", ["layers", "losses", "metrics", "optimizers", "callbacks", "engines", "activations"])
def test_a_class_that_is_not_of_the_kind_is_refused(kind):
    with pytest.raises(PluginError, match="but the kind asks for"):
        Host([manifest("acme", **{kind: {"Odd": SimpleNamespace}})]).get(kind, "Odd")


@pytest.mark.parametrize("kind", KINDS)
def test_every_standard_part_is_what_its_kind_asks_for(kind, monkeypatch):
    monkeypatch.setenv("PLUGKERAS_PLUGINS", "")
    host = Host()
    parts = {name: host.get(kind, name) for name in host.standard_names(kind)}
    assert all(CONTRACTS[kind].fits(part) for part in parts.values())


def test_no_two_standard_plugins_offer_the_same_name(monkeypatch):
    monkeypatch.setenv("PLUGKERAS_PLUGINS", "")
    rows = [Host().load(row) for row in Host().rows()]
    offered = [(kind, name) for row in rows for kind, names in row.offers.items() for name in names]
    assert len(offered) == len(set(offered))


def test_no_standard_plugin_is_broken(monkeypatch):
    monkeypatch.setenv("PLUGKERAS_PLUGINS", "")
    host = Host()
    assert [row.trouble for row in host.rows() if host.load(row).state != "loaded"] == []


def test_the_owner_of_a_part_is_its_plugin_and_full_name():
    host = Host(
        [
            standard("activations", activations={"floor": "math:floor", "down": "math:floor"}),
            manifest("acme", activations={"swish": two}),
        ]
    )
    host.register(three, "mine")
    owners = [host.owner("activations", part) for part in (host.get("activations", "down"), two, three)]
    assert [(row.name, full) for row, full in owners] == [
        ("activations", "floor"),
        ("acme", "acme>swish"),
        ("main", "main>mine"),
    ]
    assert host.owner("activations", one) is None
    assert host.owner("losses", two) is None


def test_a_manifest_is_loaded_once_whichever_thread_comes_first():
    calls, start = [], threading.Barrier(8)

    def register_activations():
        calls.append(1)
        return {"f": one}

    host = Host([manifest("acme", hooks={"register_activations": register_activations})])
    found = []

    def look():
        start.wait()
        found.append(host.get("activations", "f"))

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, calls) == ([one] * 8, [1])


def test_a_telling_hook_reaches_every_plugin_even_if_one_fails():
    told = []

    def fails(model):
        raise SystemExit(3)

    hooks = [
        fails,
        lambda path: told.append(path),
        lambda model, path: told.append((model, path)),
        lambda: told.append(0),
    ]
    plugins = [manifest(f"p{i}", hooks={"model_saved": hook}) for i, hook in enumerate(hooks)]
    with pytest.warns(UserWarning, match="the plugin 'p0' failed in model_saved: its code ended with SystemExit: 3"):
        Host(plugins).tell("model_saved", model="m", path="there")
    assert sorted(map(str, told)) == ["('m', 'there')", "0", "there"]


def test_a_plugin_that_is_broken_is_told_nothing():
    told = []
    hooks = {"model_saved": lambda: told.append(1), "register_layers": lambda: 1 / 0}
    Host([manifest("acme", hooks=hooks)]).tell("model_saved", model="m", path="there")
    assert told == []


def test_a_hook_of_a_later_plugkeras_is_allowed_if_it_says_so():
    module = manifest("acme", activations={"f": one})
    module.register_novelties = hookimpl(optionalhook=True)(lambda: {"new": one})
    assert Host([module]).get("activations", "f") is one


class TestRegister:
    """The user's own classes and functions."""

    def test_a_class_gets_the_prefix_main_and_its_kind_from_its_base(self):
        with use(Host([])) as host:

            @plugkeras.register
            class Swish(plugkeras.Layer):
                pass

            assert host.get("layers", "main>Swish") is host.get("layers", "Swish") is Swish
            assert host.names("layers") == ["Swish", "main>Swish"]

    def test_a_function_is_offered_as_loss_metric_and_activation(self):
        with use(Host([])) as host:
            assert plugkeras.register(one) is one
            assert [host.get(kind, "one") for kind in ("losses", "metrics", "activations")] == [one] * 3

    def test_name_package_and_kind_can_be_said(self):
        with use(Host([])) as host:
            plugkeras.register(name="uno", package="mine", kind="metrics")(one)
            assert host.get("metrics", "mine>uno") is one
            assert host.names("losses") == []

    def test_defining_the_same_thing_again_replaces_it(self):
        def made(value):
            def loss(y_true, y_pred):
                return value

            return loss

        with use(Host([])) as host:
            for value in (1, 2):
                plugkeras.register(made(value))
                assert host.get("losses", "loss")(None, None) == value

    def test_another_thing_of_the_same_name_is_an_error(self):
        with use(Host([])) as host:
            plugkeras.register(one, name="f")
            with pytest.raises(ArgumentError, match=r"'main>f' is already .*one.*; choose another name"):
                plugkeras.register(two, name="f")
            assert host.get("losses", "f") is one

    def test_a_clash_in_one_kind_registers_nothing_in_the_others(self):
        with use(Host([])) as host:
            plugkeras.register(one, name="f", kind="activations")
            with pytest.raises(ArgumentError, match="'main>f' is already"):
                plugkeras.register(two, name="f")
            assert host.names("losses") == host.names("metrics") == []

    def test_a_registered_name_does_not_hide_a_standard_one_and_can_make_a_bare_one_ambiguous(self):
        plugins = [standard("activations", activations={"relu": two}), manifest("acme", activations={"swish": three})]
        with use(Host(plugins)) as host:
            assert host.get("activations", "swish") is three
            plugkeras.register(one, name="relu")
            plugkeras.register(one, name="swish")
            assert host.get("activations", "relu") is two
            with pytest.raises(AmbiguousName, match="'acme>swish' or 'main>swish'"):
                host.get("activations", "swish")

    @pytest.mark.parametrize(
        ("part", "arguments", "sentence"),
        [
            (lambda x: x, {}, "'<lambda>' cannot be a name"),
            (one, {"name": "a>b"}, "'a>b' cannot be a name"),
            (one, {"kind": "loss"}, "there is no kind 'loss'; did you mean 'losses'?"),
            (SimpleNamespace, {}, "it cannot be seen of which kind .*SimpleNamespace.* is; say it with"),
            (3, {"name": "three"}, "it cannot be seen of which kind 3 is"),
            (one, {"package": "acme"}, "'acme' is the name of an installed plugin; choose another package"),
        ],
    )
    def test_what_cannot_be_registered_is_refused_with_a_reason(self, part, arguments, sentence):
        with use(Host([manifest("acme")])), pytest.raises(ArgumentError, match=sentence):
            plugkeras.register(part, **arguments)

    def test_a_part_of_the_wrong_kind_is_not_registered(self):
        with use(Host([])) as host:
            with pytest.raises(PluginError, match="but the kind asks for a subclass of"):
                plugkeras.register(one, kind="layers")
            assert host.names("layers") == []


class TestLooseFile:
    """``plugkeras.load_plugin``."""

    CODE = HEAD + OFFER + "{'loose': f'{__name__}:loose'}\ndef loose(x): return "

    def test_it_is_a_plugin_named_after_the_file(self, tmp_path):
        (tmp_path / "mine.py").write_text(self.CODE + "1")
        with use(Host([])) as host:
            assert plugkeras.load_plugin(tmp_path / "mine.py").name == "mine"
            assert host.get("activations", "mine>loose")(0) == 1

    def test_loading_it_again_shows_its_changes(self, tmp_path):
        path = tmp_path / "mine.py"
        host = Host([])
        for value in (1, 22):
            path.write_text(self.CODE + str(value))
            host.load_plugin(path)
            assert host.get("activations", "loose")(0) == value
        assert len(host.rows()) == 1

    def test_a_broken_change_leaves_the_former_in_place(self, tmp_path):
        path = tmp_path / "mine.py"
        host = Host([])
        for code in (self.CODE + "1", "def ("):
            path.write_text(code)
            with pytest.raises(PluginError, match="SyntaxError") if code == "def (" else use(host):
                host.load_plugin(path)
        assert host.get("activations", "loose")(0) == 1

    @pytest.mark.parametrize(
        ("file", "code", "sentence"),
        [
            ("gone.py", None, "there is no Python file"),
            ("exits.py", "raise SystemExit(3)", "'exits' is broken: its code ended with SystemExit: 3"),
            ("old.py", "x = 1", "'old' is broken: it does not say which API"),
            ("taken.py", CODE, "the plugin 'taken' already has this name"),
            ("mine.py", CODE, "the plugin 'mine' already has this name"),
            ("main.py", CODE, "a plugin cannot be called 'main'"),
        ],
    )
    def test_one_that_cannot_be_loaded_raises(self, tmp_path, file, code, sentence):
        if code:
            (tmp_path / file).write_text(code)
        host = Host([manifest("taken")])
        host.register(one, "f", package="mine")
        with pytest.raises(PluginError, match=sentence):
            host.load_plugin(tmp_path / file)


class TestNamespace:
    """Modules whose attributes are the parts of a kind."""

    @pytest.fixture
    def module(self):
        module = ModuleType("plugkeras.activations")
        module.__getattr__, module.__dir__ = namespace("activations", own=["get"])
        module.get = partial
        plugins = [
            standard("activations", activations={"relu": one, ".odd": two}),
            manifest("acme", activations={"swish": three, "relu": three}),
        ]
        with use(Host(plugins)):
            yield module

    def test_its_attributes_are_the_parts(self, module):
        assert (module.relu, module.swish, module.get) == (one, three, partial)

    def test_dir_lists_its_own_names_and_every_bare_one(self, module):
        assert dir(module) == ["get", "relu", "swish"]

    def test_a_star_import_takes_its_own_and_the_standard_names_only(self, module, monkeypatch):
        monkeypatch.setitem(sys.modules, "some_activations", module)
        scope = {}
        exec("from some_activations import *", scope)
        assert set(scope) - {"__builtins__"} == {"get", "relu"}

    def test_an_unknown_attribute_is_an_attribute_error_with_the_near_name(self, module):
        with pytest.raises(AttributeError, match=r"no activations named 'rellu'; did you mean 'relu'\?"):
            module.rellu  # noqa: B018
        assert not hasattr(module, "rellu")

    def test_dunder_attributes_fail_without_loading_anything(self, module):
        with use(Host([manifest("acme", activations={})])) as host:
            assert not hasattr(module, "__wrapped__")
            assert [row.state for row in host.rows()] == ["found"]


def test_use_ends_with_its_block_even_after_an_error():
    before = host_in_use()
    with pytest.raises(ZeroDivisionError), use(Host([])):
        raise ZeroDivisionError
    assert host_in_use() is before


def test_a_third_party_distribution_is_found_with_its_version(install):
    install("Acme_Parts", version="1.2.3", files={"acme_all.py": GOOD}, entry_points={"acme": "acme_all"})
    row = row_of(Host(), "acme")
    assert (row.target, row.distribution, row.version, row.state) == ("acme_all", "Acme_Parts", "1.2.3", "found")
    assert "acme_all" not in sys.modules


def test_the_standard_plugins_come_first_and_the_order_is_the_same_every_time(install, tmp_path):
    for name in ("zeta", "alpha"):
        install(name, entry_points={f"{name}_plugin": "nowhere"})
    names = [row.name for row in Host().rows()]
    assert names[-2:] == ["alpha_plugin", "zeta_plugin"]
    assert names[:-2] == sorted(names[:-2])
    assert Path(tmp_path, "zeta-1.0.dist-info", "entry_points.txt").exists()
