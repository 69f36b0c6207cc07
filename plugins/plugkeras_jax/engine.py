"""The JAX engine: state is in Variables, and a step is traced with what stands for their values."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from plugkeras.engine import Engine, F, Flat, Laid, State
from plugkeras.engine.promotion import NUMBERS
from plugkeras.errors import PluginError
from plugkeras.host.plugin import reason
from plugkeras_jax import cluster, custom, flow, laid, placing
from plugkeras_jax.compiled import Compiled
from plugkeras_jax.faults import in_words, quiet
from plugkeras_jax.flowing import concrete, flowing, standing
from plugkeras_jax.looking import followed, look
from plugkeras_jax.many import Many, fits
from plugkeras_jax.primitives import TABLE
from plugkeras_jax.scopes import is_tracing, made, put, scope, traced, untraced
from plugkeras_jax.streams import UNSEEDED, Stream
from plugkeras_jax.values import as_dtype, given, placed, plain


class JaxEngine(Engine):
    """JAX: compiled by XLA for the devices that it finds."""

    name: ClassVar[str] = "jax"
    results: Sequence[tuple[Any, Any]] = ()  # of the function that gradients were last taken of: traced, and after it

    def __init__(self) -> None:
        cluster.make_room_for_virtual_devices()

    # -- arrays and state --------------------------------------------------------------------------

    def array(self, value: Any, dtype: str | None = None) -> Any:
        """An array of JAX; Python numbers become floats of the default dtype, or int32."""
        return followed(given(value) if dtype is None else as_dtype(value, dtype), value)

    def hold(self, make: Callable[[], Any], dtype: str) -> Any:
        """An array with values, also within a step that is traced."""
        in_step = is_tracing()
        with jax.ensure_compile_time_eval(), untraced():
            value = as_dtype(make(), dtype)
            value = jnp.array(value) if in_step else value  # its own, by which the step knows it
        return made(value)

    def to_numpy(self, value: Any) -> Any:
        """``value`` as an ndarray, which may be changed."""
        value = concrete(plain(value))
        return np.array(placing.to_numpy(value)) if isinstance(value, jax.Array) else np.asarray(value)

    def assign(self, variable: Any, value: Any) -> None:
        """Have the variable hold another array."""
        old, value = variable.value, plain(value)
        if not isinstance(value, jax.Array):
            value = jnp.array(value, old.dtype) if is_tracing() else made_of(value, old)
        value = value if value.dtype == old.dtype else value.astype(old.dtype)
        value = value if value.shape == old.shape else jnp.broadcast_to(value, old.shape)
        value = placing.put_like(old, value)
        is_watched = is_tracing() and custom.flows(plain(old))  # a jax.grad of somebody's own watches no Variables
        put(variable, custom.instead(old, value) if is_watched else value)

    def flat(self, variables: Sequence[Any]) -> Flat:
        """One array a variable."""
        return laid.JaxFlat(variables)

    def map(self, rule: Callable[..., Any], *changed: Laid) -> None:
        """One call a variable; XLA makes one pass of it."""
        laid.change(rule, *changed)

    def number(self, x: Any) -> Any:
        """A Python number, or what stands for one."""
        x = plain(x)
        return x if is_tracing() or isinstance(x, jax.core.Tracer) or not hasattr(x, "item") else x.item()

    def known(self, x: Any) -> Any:
        """An ndarray; None while there are no values."""
        x = concrete(plain(x))
        return None if isinstance(x, jax.core.Tracer) else np.asarray(x)

    def look(self, x: Any, refuse: Callable[[Any], None]) -> None:
        """Before each step, at the batch."""
        look(x, refuse)

    def when(self, condition: Any, action: Callable[[], None]) -> None:
        """A branch of the program, if the condition is traced."""
        if not isinstance(condition, jax.core.Tracer):
            super().when(condition, action)
            return
        with scope() as tried:
            jax.eval_shape(action)
            changed = tried.assigned()

        def taken(values: Sequence[Any]) -> list[Any]:
            with scope(changed, values):
                action()
                return [v.value for v in changed]

        values = lax.cond(condition, taken, list, [v.value for v in changed])
        for variable, value in zip(changed, values, strict=True):
            put(variable, value)

    def values(self, formula: Callable[..., Any], *arrays: Any) -> Any:
        """In ``jax.numpy``, so that it may be traced."""
        return formula(jnp, *map(flow.constant, arrays))

    def written(self, x: Any, index: tuple[Any, ...], updates: Any, how: str | None = None) -> Any:
        """By ``x.at[index]``."""
        return flow.written(x, index, updates, how)

    def branch(self, index: Any, branches: Sequence[Callable[[], Any]]) -> Any:
        """A branch of the program, if the index is traced."""
        known = self.known(index)
        return flow.branch(plain(index), branches) if known is None else branches[int(known)]()

    def repeat_while(
        self, going: Callable[..., Any], body: Callable[..., Sequence[Any]], state: Sequence[Any]
    ) -> Sequence[Any]:
        """A loop of the program from where the condition is traced; until then one round after the other."""
        while (known := self.known(going(*state))) is not None:
            if not known:
                return state
            state = body(*state)
        return flow.repeat_while(going, body, state)

    def scan(
        self, step: Callable[..., tuple[Sequence[Any], Any]], state: Sequence[Any], xs: Sequence[Any]
    ) -> tuple[Sequence[Any], Any]:
        """A loop of the program, while a step is traced."""
        return super().scan(step, state, xs) if traced() is None else flow.scan(step, state, xs)

    def each_step(self, question: Callable[[], Any], varies: bool = False) -> Any:
        """Traced, if that is possible; else an input of the program."""
        return question() if traced() is None else traced().answer(question, varies)

    def apart(self, function: Callable[..., None], *args: Any) -> None:
        """Traced, if that is possible; else called with what the program returns."""
        function(*args) if traced() is None else traced().call(function, *args)

    def same(self, x: Any, y: Any) -> bool:
        """Gradients are taken of what only stands for an array; the array comes afterwards."""
        return super().same(x, y) or any(super(JaxEngine, self).same(x, a) and b is y for a, b in self.results)

    def generator(self, seed: Any) -> Any:
        """NumPy's draws outside of steps, keys within."""
        return Stream(seed)

    def unseeded(self) -> Any:
        """One for all steps."""
        return UNSEEDED if is_tracing() else None

    # -- gradients and steps -------------------------------------------------------------------------

    def value_and_grad(self, function: Callable[[], Any], variables: Sequence[State] | Flat) -> tuple[Any, Any]:
        """By ``jax.value_and_grad``; what ``function`` assigns stays assigned."""
        found = list(variables.variables if isinstance(variables, laid.JaxFlat) else variables)  # type: ignore[arg-type]
        changed: list[Any] = []
        traces: list[Any] = []

        def pure(values: Sequence[Any]) -> Any:
            with scope(found, values) as mine, flowing(found):
                result = function()
                result = tuple(map(plain, result)) if isinstance(result, tuple) else plain(result)
                traces[:] = result if isinstance(result, tuple) else [result]
                changed[:] = mine.assigned()
                return traces[0], (result, [plain(v.value) for v in changed])

        with quiet(), nullcontext() if is_tracing() else in_words():
            (_, (result, values)), grads = jax.value_and_grad(pure, has_aux=True)([plain(v) for v in found])
        for variable, value in zip(changed, values, strict=True):
            put(variable, value)
        self.results = list(zip(traces, result if isinstance(result, tuple) else [result], strict=True))
        if not isinstance(variables, laid.JaxFlat):
            return result, grads
        variables.grads.take(grads)
        return result, variables.grads

    def gradient(self, function: Callable[..., Any], flat_: Flat, replayable: bool = False) -> Callable[..., Any]:
        """``function(*batch)`` with gradients; a loss that would teach nothing is refused."""
        return super().gradient(lambda *batch: custom.led_to(function(*batch), flat_), flat_)

    def custom_gradient(self, function: Callable[..., Any], inputs: Sequence[Any]) -> tuple[Any, ...]:
        """By ``jax.custom_vjp``."""
        return custom.custom_gradient(function, inputs)

    def compile(self, step: F, state: Callable[[], Sequence[Any]]) -> F:
        """One program for each shape of batch."""
        return Compiled(step, state)  # type: ignore[return-value]

    def over(self, step: Callable[..., Any], data: Sequence[Any]) -> Callable[[Iterable[Any]], Iterator[int]] | None:
        """With the data on the device, if they fit there, and nothing else is to be done at each step."""
        return Many(step, data) if isinstance(step, Compiled) and step.computes_only() and fits(data) else None

    # -- many devices and processes ----------------------------------------------------------------

    @property
    def process(self) -> tuple[int, int]:  # type: ignore[override]
        """As ``jax.distributed`` numbers them."""
        return cluster.place()

    def devices(self, kind: str | None = None) -> list[str]:
        """JAX's, of all processes."""
        try:
            return [f"{d.platform}:{d.id}" for d in jax.devices(kind)]
        except Exception as problem:  # none of that kind, or none at all, which JAX tells in several ways
            if kind is not None:
                return []
            wanted = os.environ.get("JAX_PLATFORMS", "")
            where = f", and JAX_PLATFORMS={wanted} lets it look nowhere else" if wanted else ""
            raise PluginError(f"JAX finds no device to compute on{where}: {reason(problem)}") from problem

    def join(self, address: str | None, processes: int | None, number: int | None) -> None:
        """By ``jax.distributed``."""
        cluster.join(address, processes, number)

    def place(self, variable: Any) -> None:
        """By ``jax.device_put``; one that is made while a step is traced is placed before the next."""
        spread = placing.in_use()
        if spread is not None and not is_tracing() and isinstance(variable.value, jax.Array):
            variable.value = placing.put(variable.value, spread.of(variable))

    def laid_out(self, x: Any, layout: Any) -> Any:
        """At once, or as a wish to XLA in a step."""
        return placing.laid_out(given(x), layout)


def made_of(value: Any, like: Any) -> Any:
    """A new array of ``value`` with the shape and dtype of another, by NumPy."""
    if type(value) in NUMBERS and like.size == 1:
        return filled(np.asarray(value, like.dtype).tobytes(), like.shape, like.dtype)
    return placed(np.array(np.broadcast_to(value, like.shape), like.dtype))


@lru_cache(maxsize=64)
def filled(value: bytes, shape: tuple[int, ...], dtype: Any) -> Any:
    """An array of one number, kept: metrics begin at 0 in each epoch, and putting 0 on a device takes its time."""
    return placed(np.frombuffer(value, dtype).reshape(shape))


for _name, _function in TABLE.items():
    setattr(JaxEngine, _name, staticmethod(standing(_function)))
