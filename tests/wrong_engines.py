"""Engines that are wrong in one thing each."""

import numpy as np

from plugkeras.engine import Engine
from plugkeras_std.numpy_engine.engine import NumpyEngine


class Sine(NumpyEngine):
    """A sign is wrong in one gradient."""

    def sin(self, x):
        return self.custom_gradient(lambda v: ((np.sin(v),), lambda up: [-up * np.cos(v)]), [x])[0]


class Softmax(NumpyEngine):
    """One op takes the wrong axis."""

    def softmax(self, x, axis=-1):
        return super().softmax(x, 0)


class Remainder(NumpyEngine):
    """One op cannot do what it should."""

    def mod(self, x1, x2):
        raise NotImplementedError("no remainders here")


class Forgetful(NumpyEngine):
    """What a rule makes of a slot is lost."""

    def map(self, rule, *laid):
        kept = [array.copy() for array in laid[1].arrays] if len(laid) > 2 else []
        super().map(rule, *laid)
        for array, value in zip(laid[1].arrays if kept else (), kept, strict=True):
            array[...] = value


class Always(NumpyEngine):
    """What should be done if is always done."""

    def when(self, condition, action):
        action()


class Never(NumpyEngine):
    """What should be done if is never done."""

    def when(self, condition, action):
        pass


class Twice(NumpyEngine):
    """A compiled step is made twice."""

    def compile(self, step, state):
        return lambda *batch: (step(*batch), step(*batch))[1]


class Once(NumpyEngine):
    """A compiled step that is made once for each shape."""

    def compile(self, step, state):
        results = {}
        return lambda *batch: results[s] if (s := batch[0].shape) in results else results.setdefault(s, step(*batch))


class Sharing(NumpyEngine):
    """A Variable changes the array that it was made of."""

    hold = Engine.hold


class Widening(NumpyEngine):
    """A Variable takes the dtype of what is assigned."""

    def assign(self, variable, value):
        variable.value = np.array(self.to_numpy(value))


class Seedless(NumpyEngine):
    """Each stream is the same."""

    def generator(self, seed):
        return super().generator(0)


class Unseeded(NumpyEngine):
    """No stream repeats."""

    def generator(self, seed):
        return super().generator(None)


class Numberless(NumpyEngine):
    """There are no numbers, but arrays of one element."""

    def number(self, x):
        return self.to_numpy(x)


class Doubling(NumpyEngine):
    """One op computes in double precision, and gives that."""

    def exp(self, x):
        return self.cast(super().exp(x), "float64")


class Singles(NumpyEngine):
    """One op computes in single precision, whatever it gets."""

    def tanh(self, x):
        return self.cast(super().tanh(self.cast(x, "float32")), x.dtype)


class Scribbling(NumpyEngine):
    """One op writes into its argument."""

    def square(self, x):
        y = super().square(x)
        if isinstance(x, np.ndarray):
            x[...] = 0
        return y


class Borrowing(NumpyEngine):
    """A Variable holds the array that it was assigned."""

    def assign(self, variable, value):
        variable.value = np.asarray(self.to_numpy(value), variable.dtype)


class Hoarding(NumpyEngine):
    """The gradients of a Flat are added to those of before."""

    def value_and_grad(self, function, variables):
        before = [g.copy() for g in variables.grads.each()] if hasattr(variables, "grads") else None
        value, grads = super().value_and_grad(function, variables)
        if before:
            grads.take([g + old for g, old in zip(grads.each(), before, strict=True)])
        return value, grads


class Undoing(NumpyEngine):
    """What changes while gradients are taken is lost."""

    changed = None

    def assign_add(self, variable, value):
        if self.changed is not None:
            self.changed.append((variable, variable.numpy()))
        super().assign_add(variable, value)

    def value_and_grad(self, function, variables):
        self.changed = []
        result = super().value_and_grad(function, variables)
        changed, self.changed = self.changed, None
        for variable, value in changed:
            variable.assign(value)
        return result


class Deaf(NumpyEngine):
    """An author's own gradient is not asked for."""

    def custom_gradient(self, function, inputs):
        return function(*inputs)[0]


class Recording(NumpyEngine):
    """The gradient of the first batch is that of all."""

    def gradient(self, function, flat_, replayable=False):
        first = []

        def of_the_first(*batch):
            first[:] = first or [batch]
            return self.value_and_grad(lambda: function(*first[0]), flat_)[0]

        return of_the_first


class Standing(NumpyEngine):
    """A stream begins anew with each draw."""

    class Stream:
        def __init__(self, make):
            self.make = make

        def __getattr__(self, name):
            return getattr(self.make(), name)

    def generator(self, seed):
        return self.Stream(lambda: np.random.default_rng(seed)) if seed is not None else super().generator(seed)


class Stale(NumpyEngine):
    """A compiled step knows the state that there was when it was compiled, whoever assigns another one."""

    def compile(self, step, state):
        known = []

        def run(*batch):
            for variable, value in known:
                variable.assign(value)
            result = step(*batch)
            known[:] = [(variable, variable.numpy()) for variable in state()]
            return result

        return run


class Scattering(NumpyEngine):
    """Dropout drops each place by itself."""

    def dropout(self, x, rate, generator, noise_shape=None):
        return super().dropout(x, rate, generator)


class Withholding(NumpyEngine):
    """The gradients come back, and nobody has written them down."""

    def value_and_grad(self, function, variables):
        found = list(getattr(variables, "variables", variables))
        value, grads = super().value_and_grad(function, found)
        return value, getattr(variables, "grads", grads)


class Unused(NumpyEngine):
    """What does not matter has no gradient, rather than zero."""

    def value_and_grad(self, function, variables):
        value, grads = super().value_and_grad(function, variables)
        return value, grads if grads is getattr(variables, "grads", 0) else [g if g.any() else None for g in grads]


class Nameless(NumpyEngine):
    name = None


class Toneless(NumpyEngine):
    tanh = None


class Bare(Engine):
    name = "bare"
