"""Each problem is found, and each of its fixes makes it go away and brings no worse one."""

from dataclasses import replace

import numpy as np
import pytest
from wrong_projects import CLASSES, FINE, HIDDEN, ROWS, TABLE, Manifest, dense, project

from plugkeras.host import Host, use
from plugkeras.project.building import compiled, fit_arguments, model_of
from plugkeras.project.checking import Checker

check = Checker().check


@pytest.fixture(autouse=True)
def _a_source():
    with use(Host([Manifest()], standard=True)):
        yield


def found(report, where):
    return [p for p in report.problems if ".".join(map(str, p.where)) == where]


def weight(report):
    return len(report.errors), len(report.problems)


@pytest.mark.parametrize(("bad", "facts", "where", "label"), TABLE, ids=lambda v: v if isinstance(v, str) else "")
def test_a_problem_is_found_and_goes_with_its_fix(bad, facts, where, label):
    before = check(bad, facts)
    problems = found(before, where)
    assert problems, [(p.where, p.what) for p in before.problems]
    fixes = [fix for problem in problems for fix in problem.fixes if fix.label.startswith(label)]
    assert fixes, [fix.label for problem in problems for fix in problem.fixes]
    after = check(fixes[0].apply(bad), facts)
    gone = next(p for p in problems if fixes[0] in p.fixes)
    assert gone.what not in {p.what for p in found(after, where)}
    assert weight(after) < weight(before), [(p.where, p.what) for p in after.problems]


@pytest.mark.parametrize(("bad", "facts"), [row[:2] for row in TABLE], ids=lambda _: "")
def test_every_fix_that_is_offered_makes_its_problem_go_and_brings_no_error(bad, facts):
    before = check(bad, facts)
    for problem in before.problems:
        for fix in problem.fixes:
            after = check(fix.apply(bad), facts)
            assert problem.what not in {p.what for p in after.problems}, fix.label
            assert len(after.errors) <= len(before.errors), (fix.label, [p.what for p in after.errors])


@pytest.mark.parametrize(("good", "facts"), FINE, ids=lambda _: "")
def test_nothing_is_said_of_what_is_right(good, facts):
    assert [(p.where, p.what) for p in check(good, facts).problems] == []
    assert [p.what for p in check(good).problems if p.severity == "error"] == []


def test_two_layers_of_one_name_are_told_by_their_places():
    good = project(HIDDEN, CLASSES)
    first, second = good.model.layers
    bad = replace(good, model=replace(good.model, layers=(first, replace(second, name="a"))))
    (problem,) = check(bad, ROWS).problems
    assert problem.where == ("model", "layers", 1, "name")
    mended = problem.fixes[0].apply(bad)
    assert [layer.name for layer in mended.model.layers] == ["a", "a_1"]
    assert check(mended, ROWS).problems == ()


def test_data_that_are_missing_are_told():
    bad = replace(project(HIDDEN, CLASSES), data=replace(project().data, source=None))
    assert [p.where for p in check(bad).errors] == [("data", "source")]


def test_errors_come_before_warnings():
    bad = project(dense(16), dense(4, "relu"), loss=None)
    severities = [p.severity for p in check(bad, ROWS).problems]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}


def test_what_is_bypassed_has_no_problems():
    bad = project(("Dens", {"pass": True}), HIDDEN, CLASSES)
    assert check(bad, ROWS).problems == ()


def rows_like(facts):
    """Rows that are as the facts say."""
    rng, n = np.random.default_rng(0), min(facts.rows, 64)
    if "int" in facts.input_dtype:
        x = rng.integers(int(facts.low), int(facts.high) + 1, (n, *facts.input_shape))
    else:
        x = rng.uniform(facts.low, facts.high, (n, *facts.input_shape)).astype(facts.input_dtype)
    x.flat[:2] = facts.low, facts.high
    if facts.target == "numbers":
        return x, rng.normal(size=(n, *facts.target_shape)).astype("float32")
    y = rng.integers(0, facts.classes, (n, *facts.target_shape[: facts.target != "one_hot"]))
    y.flat[: facts.classes] = np.arange(facts.classes)
    return x, np.eye(facts.classes)[y] if facts.target == "one_hot" else y


def trains(said, facts):
    try:
        model = compiled(said, model_of(said, facts.input_shape))
        model.fit(*rows_like(facts), verbose=0, **fit_arguments(said) | {"epochs": 1})
    except Exception:
        return False
    return True


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("said", "facts"), [(row[0], row[1]) for row in (*TABLE, *FINE)], ids=lambda _: "")
def test_an_error_keeps_a_project_from_training_and_a_warning_does_not(said, facts, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a checkpoint is written
    if facts is not None and facts.target != "none":
        assert trains(said, facts) == (not check(said, facts).errors)


@pytest.mark.parametrize(("said", "facts"), [(row[0], row[1]) for row in TABLE], ids=lambda _: "")
def test_with_the_first_fix_of_each_problem_a_project_comes_out_right(said, facts):
    for _ in range(6):
        fixes = [problem.fixes[0] for problem in check(said, facts).problems if problem.fixes]
        said = fixes[0].apply(said) if fixes else said
    assert check(said, facts).problems == ()
