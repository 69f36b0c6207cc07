"""Whatever a document says, checking it is no exception but a report, and so is what its fixes make of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from plugkeras.host import host
from plugkeras.project import CompileSpec, DataSpec, FitSpec, LayerSpec, ModelSpec, Part, Project, Table
from plugkeras.project.arguments import arguments
from plugkeras.project.checking import Checker, auto_head
from plugkeras.project.facts import Facts

SENSIBLE = {"units": 4, "filters": 3, "kernel_size": 3, "rate": 0.5, "input_dim": 9, "output_dim": 4, "n": 2}
SENSIBLE |= {"shape": (8, 8, 1), "activation": "relu", "layer": Part("Dense", Table({"units": 2}))}

plain = st.none() | st.booleans() | st.sampled_from([0, -1, 3, 2**62, 10**12, 0.5, 1e308, "relu", "same", "", "x>y"])
values = st.recursive(
    plain | st.sampled_from(["Zeros", "L2", "Dense", "softmax"]).map(Part),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | inner.map(lambda v: Table({"a": v})),
    max_leaves=4,
)


@st.composite
def parts(draw, kind):
    """A part of the kind with sensible arguments, of which one or two are replaced by anything at all."""
    name = draw(st.sampled_from([*host().standard_names(kind), "Bogus", "acme>Bogus"]))
    known = list(arguments(host().get(kind, name))) if "Bogus" not in name else ["units"]
    said = {name: SENSIBLE[name] for name in known if name in SENSIBLE}
    return Part(name, Table(said | draw(st.dictionaries(st.sampled_from([*known, "bogus"]), values, max_size=2))))


@st.composite
def projects(draw):
    layers = draw(st.lists(st.tuples(parts("layers"), st.booleans()), max_size=4))
    metrics = draw(st.lists(parts("metrics") | st.just(Part("accuracy")), max_size=2))
    return Project(
        model=ModelSpec(tuple(LayerSpec(part, f"l{i}", by and i > 1) for i, (part, by) in enumerate(layers))),
        data=DataSpec(draw(st.none() | parts("sources")), scaling=draw(st.sampled_from(["none", "unit"]))),
        compile=CompileSpec(draw(parts("optimizers")), draw(st.none() | parts("losses")), tuple(metrics)),
        fit=FitSpec(callbacks=tuple(draw(st.lists(parts("callbacks"), max_size=1)))),
    )


facts = st.builds(
    Facts,
    rows=st.sampled_from([0, 1, 100]),
    input_shape=st.sampled_from([(8,), (8, 8, 1), (5, 4), (), (0,)]),
    input_dtype=st.sampled_from(["float32", "int64", "uint8"]),
    low=st.sampled_from([-1.0, 0.0, float("nan")]),
    high=st.sampled_from([1.0, 255.0, float("inf")]),
    target=st.sampled_from(["classes", "one_hot", "numbers", "none"]),
    classes=st.none() | st.sampled_from([0, 1, 2, 3, 1000]),
    target_shape=st.sampled_from([(), (1,), (3,), (4, 4), (0,)]),
)
CHECKER = Checker()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(projects(), st.none() | facts)
def test_anything_can_be_checked(project, told):
    report = CHECKER.check(project, told)
    assert [row.name for row in report.layers] == [spec.name for spec in project.model.layers]
    assert all((row.output_shape is None) == bool(row.reason) for row in report.layers)
    assert all("\n" not in problem.what for problem in report.problems)
    for fix in (fix for problem in report.problems for fix in problem.fixes):
        CHECKER.check(fix.apply(project), told)
    if told is not None:
        auto_head(project, told)
