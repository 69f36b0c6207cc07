"""What an author of optimizers can rely on: rules over whole variables, slots of any shape, wrappers, refusals."""

import numpy as np
import pytest

import plugkeras as keras
from plugkeras import ops, optimizers
from plugkeras.annotations import Count, LearningRate, Rate
from plugkeras.errors import ArgumentError, ShapeError, StateError
from plugkeras.host import host
from plugkeras.parts.config import deserialize, serialize
from plugkeras.parts.wrapper import Wrapper

RNG = np.random.default_rng(7)
STARTS = [RNG.normal(size=s) for s in [(3, 4), (4,)]]
GRADS = [[RNG.normal(size=s.shape) for s in STARTS] for _ in range(4)]


def trained(optimizer, starts=STARTS, grads=GRADS):
    variables = [keras.Variable(s) for s in starts]
    for some in grads:
        optimizer.apply(some, variables)
    return [v.numpy() for v in variables]


# -- rules over whole variables ------------------------------------------------------------------


@keras.register
class Lamb(keras.Optimizer):
    """You et al., 2019."""

    learning_rate: LearningRate = 0.001
    slots = {"momentum": 0.0, "velocity": 0.0}
    per_variable = True

    def update(self, value, gradient, m, v, *, lr, step):
        m = 0.9 * m + 0.1 * gradient
        v = 0.999 * v + 0.001 * gradient * gradient
        r = m / (1 - 0.9**step) / (ops.sqrt(v / (1 - 0.999**step)) + 1e-7)
        return value - lr * ops.norm(value) / ops.norm(r) * r, m, v


@keras.register
class Lars(keras.Optimizer):
    """You et al., 2017."""

    learning_rate: LearningRate = 0.1
    momentum: Rate = 0.9
    slots = {"momentum": 0.0}
    per_variable = True

    def update(self, value, gradient, m, *, lr, step):
        m *= self.momentum
        m += lr * 0.01 * ops.norm(value) / ops.norm(gradient) * gradient
        value -= m
        return value, m


@keras.register
class Muon(keras.Optimizer):
    """The momentum of matrices made orthogonal by Newton and Schulz's iteration. Jordan, 2024."""

    learning_rate: LearningRate = 0.02
    slots = {"momentum": 0.0}
    per_variable = True

    def update(self, value, gradient, m, *, lr, step):
        m = 0.95 * m + gradient
        if len(value.shape) != 2:
            return value - lr * m, m
        x = m / ops.norm(m)
        for _ in range(5):
            a = x @ ops.transpose(x)
            x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
        return value - lr * x, m


@keras.register
class Adafactor(keras.Optimizer):
    """Its core: the squares of a matrix's gradients as sums of rows and columns. Shazeer and Stern, 2018."""

    learning_rate: LearningRate = 0.01
    slots = {"row": 0.0, "column": 0.0, "steps": 0.0}
    per_variable = True

    def slot_array(self, name, variable):
        shape = {"row": variable.shape[:1], "column": variable.shape[1:], "steps": ()}[name]
        return np.zeros(shape, "int32" if name == "steps" else variable.dtype)

    def update(self, value, gradient, row, column, steps, *, lr, step):
        squares = gradient * gradient
        row, column = row + ops.sum(squares, axis=1), column + ops.sum(squares, axis=0)
        size = ops.expand_dims(row, 1) * column / ops.sum(row)
        return value - lr * gradient / ops.sqrt(size), row, column, steps + 1


@keras.register
class Lookahead(Wrapper):
    """Zhang et al., 2019."""

    period: Count = 2
    part: Rate = 0.5
    slots = {"slow": 0.0}

    def slot_array(self, name, variable):
        return variable.value

    def update(self, value, gradient, slow, *, lr, step):
        if step % self.period:
            return value, slow
        slow += self.part * (value - slow)
        return slow, slow


def lars(w, grads):
    m = 0
    for g in grads:
        m = 0.9 * m + 0.1 * 0.01 * np.linalg.norm(w) / np.linalg.norm(g) * g
        w = w - m
    return w


def muon(w, grads):
    m = 0
    for g in grads:
        m = 0.95 * m + g
        u, s, v = np.linalg.svd(m / np.linalg.norm(m), full_matrices=False)
        for _ in range(5):
            s = 3.4445 * s - 4.775 * s**3 + 2.0315 * s**5
        w = w - 0.02 * (u * s) @ v
    return w


def adafactor(w, grads):
    squares = 0
    for g in grads:
        squares = squares + g**2
        w = w - 0.01 * g / np.sqrt(np.outer(squares.sum(1), squares.sum(0)) / squares.sum())
    return w


def lookahead(w, grads):
    fast = w
    for step, g in enumerate(grads, 1):
        fast = fast - 0.1 * g
        if step % 2 == 0:
            fast = w = w + 0.5 * (fast - w)
    return fast


FORMULAS = {
    "LARS": (Lars, lars, 2),
    "Muon": (Muon, muon, 1),
    "Adafactor": (Adafactor, adafactor, 1),
    "Lookahead": (lambda: Lookahead(optimizers.SGD(0.1)), lookahead, 2),
}


@pytest.mark.parametrize("row", FORMULAS)
def test_an_authors_optimizer_follows_the_formula_of_its_paper(row):
    make, formula, n = FORMULAS[row]
    expected = [formula(w, [grads[i] for grads in GRADS]) for i, w in enumerate(STARTS[:n])]
    for mine, theirs in zip(trained(make(), STARTS[:n], [grads[:n] for grads in GRADS]), expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-5, atol=1e-7)


def test_a_rule_over_whole_variables_takes_the_steps_of_real_keras_lamb():
    starts, grads = [np.array([1.0, 2.0]), np.array([[3.0]])], [np.array([0.5, -1.0]), np.array([[2.0]])]
    found = trained(Lamb(0.1, weight_decay=0.1), starts, [grads] * 3)
    np.testing.assert_allclose(found[0], LAMB[0], rtol=1e-5)
    np.testing.assert_allclose(found[1], LAMB[1], rtol=1e-5)


LAMB = ([0.4919821, 2.418915], [[2.122044]])

AUTHORS = {
    **{c.__name__: c for c in (Lamb, Lars, Muon, Adafactor)},
    "Lookahead around Adam that gathers": lambda: Lookahead(
        optimizers.Adam(0.1, gradient_accumulation_steps=2, use_ema=True, clipnorm=1.0), period=3
    ),
}


@pytest.mark.parametrize("row", AUTHORS)
def test_an_authors_optimizer_goes_on_from_its_config_and_state(row):
    make, n = AUTHORS[row], 1
    straight = trained(make(), STARTS[:n], [g[:n] for g in GRADS])
    variables, first = [keras.Variable(STARTS[0])], make()
    for grads in GRADS[:2]:
        first.apply(grads[:n], variables)
    again = deserialize("optimizers", serialize(first))
    again.build(variables)
    again.set_weights(first.get_weights())
    for grads in GRADS[2:]:
        again.apply(grads[:n], variables)
    np.testing.assert_array_equal(variables[0].numpy(), straight[0])


@pytest.mark.parametrize("row", AUTHORS)
def test_a_model_learns_with_an_authors_optimizer(row):
    x = RNG.normal(size=(16, 3)).astype("float32")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, use_bias=False)])
    model.compile(AUTHORS[row](), "mse")
    losses = model.fit(x, x[:, :2] * 2, epochs=4, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_the_rate_of_the_optimizer_inside_is_that_of_the_wrapper():
    wrapper = Lookahead(optimizers.SGD(0.5))
    wrapper.learning_rate = 0.25
    assert float(wrapper.optimizer.learning_rate) == 0.25
    assert "learning_rate" not in wrapper.get_config()


def test_a_hand_written_constructor_may_pass_the_learning_rate_on_as_in_keras():
    class Plain(keras.Optimizer):
        def __init__(self, learning_rate=0.5, name="plain", **kwargs):
            super().__init__(learning_rate=learning_rate, name=name, **kwargs)

        def update(self, value, gradient, *, lr, step):
            return (value - lr * gradient,)

    assert trained(Plain(0.25), [np.ones(1)], [[np.ones(1)]]) == [0.75]
    assert Plain(0.25).get_config()["learning_rate"] == 0.25


# -- what a rule returns -------------------------------------------------------------------------

RULES = {
    "an array alone": (lambda value, gradient, m: value - gradient, "returned a"),
    "no slot": (lambda value, gradient, m: (value - gradient,), "returned arrays of shapes"),
    "nothing": (lambda value, gradient, m: None, "returned a NoneType"),
    "one slot too many": (lambda value, gradient, m: (value, m, m), "the new value and each slot"),
    "another shape": (lambda value, gradient, m: (value[:1], m), "returned arrays of shapes"),
    "a number": (lambda value, gradient, m: (value, 0.0), "returned arrays of shapes"),
}


@pytest.mark.parametrize("whole", [False, True], ids=["elementwise", "per_variable"])
@pytest.mark.parametrize("row", RULES)
def test_a_rule_that_returns_something_else_is_refused_before_anything_changes(row, whole):
    rule, message = RULES[row]

    class Wrong(keras.Optimizer):
        learning_rate: LearningRate = 0.1
        slots = {"momentum": 0.0}
        per_variable = whole

        def update(self, value, gradient, m, *, lr, step):
            value -= gradient
            return rule(value, gradient, m)

    variable = keras.Variable(np.array([5.0, 7.0]))
    with pytest.raises(ShapeError, match=message):
        Wrong().apply([np.ones(2)], [variable])
    assert variable.numpy().tolist() == [5, 7]


def test_slots_of_another_shape_need_a_rule_over_whole_variables():
    class Wrong(Adafactor):
        per_variable = False

    with pytest.raises(ShapeError, match="needs per_variable = True"):
        Wrong().build([keras.Variable(np.ones((2, 3)))])


# -- gradients and variables ---------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [{}, dict(gradient_accumulation_steps=2), dict(use_ema=True)])
def test_a_variable_without_a_gradient_stays_with_its_state(arguments):
    optimizer = optimizers.AdamW(0.1, weight_decay=0.5, **arguments)
    a, b = keras.Variable(np.ones(2), name="a"), keras.Variable(np.ones(2), name="b")
    for _ in range(2):
        with pytest.warns(UserWarning, match="no gradient for b, which stay"):
            optimizer.apply([np.ones(2), None], [a, b])
    assert (a.numpy() < 1).all()
    assert (b.numpy() == 1).all()
    assert all((v.numpy() == 0).all() for v in optimizer.variables if v.name in ("b_momentum", "b_velocity"))


def test_gradients_of_some_variables_in_any_order_go_to_these():
    optimizer = optimizers.SGD(1.0)
    a, b = keras.Variable(np.zeros(1)), keras.Variable(np.zeros(1))
    optimizer.build([a, b])
    optimizer.apply_gradients([(np.array([2.0]), b), (np.array([1.0]), a)])
    optimizer.apply_gradients([(np.array([2.0]), b)])
    assert (a.numpy()[0], b.numpy()[0]) == (-1, -4)


@pytest.mark.parametrize("name", [n for n in host().standard_names("optimizers") if n[:4] not in ("Loss", "Mult")])
def test_a_rate_of_zero_moves_nothing_and_spoils_nothing(name):
    optimizer = getattr(optimizers, name)(optimizers.schedules.PiecewiseConstantDecay([1, 3], [0.5, 0.0, 0.5]))
    variable, values = keras.Variable(np.ones(2)), []
    for _ in range(6):
        optimizer.apply([np.ones(2)], [variable])
        values.append(variable.numpy()[0])
    moving = getattr(optimizer, "momentum", 0) > 0 or name == "ScheduleFreeAdamW"
    assert moving or values[1] == values[2] == values[3]
    assert np.isfinite(values).all()
    assert values[5] != values[3]


def test_a_scaled_loss_makes_the_same_step():
    scaled = optimizers.SGD(0.1, loss_scale_factor=8.0)
    assert scaled.scale_loss(2.0) == 16
    np.testing.assert_allclose(
        trained(scaled, STARTS[:1], [[scaled.scale_loss(g[0])] for g in GRADS]),
        trained(optimizers.SGD(0.1), STARTS[:1], [g[:1] for g in GRADS]),
    )


def built():
    optimizer = optimizers.Adam()
    optimizer.build([keras.Variable(np.ones(2), name="a")])
    return optimizer


REFUSED = {
    "no gradient at all": (lambda: built().apply([None]), ArgumentError, "none of the variables has a gradient"),
    "a gradient that would be broadcast": (lambda: built().apply([np.ones(())]), ShapeError, "its gradient"),
    "a variable it does not know": (
        lambda: built().apply([np.ones(2)], [keras.Variable(np.ones(2), name="c")]),
        ArgumentError,
        "other variables than c",
    ),
    "a state before it is built": (lambda: optimizers.SGD().set_weights([]), StateError, "call build"),
    "too small a state": (lambda: built().set_weights([0]), ShapeError, "its state is 4 arrays"),
}


@pytest.mark.parametrize("row", REFUSED)
def test_what_does_not_go_with_the_variables_is_refused(row):
    attempt, error, message = REFUSED[row]
    with pytest.raises(error, match=message):
        attempt()
