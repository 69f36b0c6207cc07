"""What each kind of case computes, with whichever library is handed in.

A ``Side`` is real Keras or plugkeras; the code below is the same for both, so the public API is compared as well.
"""

from typing import Any, Protocol

import numpy as np

from .cases import (
    augmentations,
    boxes,
    formulas,
    functions,
    images,
    later,
    layers,
    losses,
    metrics,
    models,
    more_layers,
    operations,
    optimizers,
    preparing,
    recurrent,
)
from .parts import attribute, build, draw, source
from .prepared import run_prepared

Quantities = dict[str, Any]
EPOCHS = 3
STEPS = 20
REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


class Side(Protocol):
    """A library, with the one thing that Keras has no name for."""

    keras: Any

    def value_and_grad(self, function: Any, variables: list[Any]) -> tuple[Any, list[Any]]:
        """The scalar that ``function()`` returns, and its gradients as ndarrays."""


def _numpy(side: Side, value: Any) -> Any:
    return np.asarray(side.keras.ops.convert_to_numpy(value))


def _projected(side: Side, output: Any, projection: Any) -> Any:
    return side.keras.ops.sum(side.keras.ops.multiply(output, projection))


def _one(side: Side, outputs: Any) -> Any:
    """One array of all outputs, if there are several."""
    if not isinstance(outputs, tuple | list):
        return outputs
    parts = [side.keras.ops.reshape(_one(side, y), (-1,)) for y in outputs]
    return side.keras.ops.concatenate(parts)


def _weights(draw: np.random.RandomState, model: Any, low: float, high: float, dtype: str) -> list[Any]:
    return [draw.uniform(low, high, tuple(w.shape)).astype(dtype) for w in model.weights]


def run_layer(side: Side, name: str, case: layers.Layer, dtype: str) -> Quantities:
    """Outputs in each mode, the weights after training mode, and gradients in training mode."""
    random, result = source(name), {}
    batches = [draw(random, case.x, dtype) for _ in range(case.calls)]
    layer = build(side.keras, case.layer)
    kwargs = {
        name: draw(random, value, dtype) if isinstance(value, tuple) else value for name, value in case.call.items()
    }
    if kwargs:
        layer(batches[0], **kwargs)
    else:
        layer.build([x.shape for x in batches[0]] if isinstance(batches[0], list) else batches[0].shape)
    layer.set_weights(_weights(random, layer, *case.weights, dtype))
    if case.mask is not None:
        mask = draw(random, case.mask, dtype)
        kwargs["mask"] = [m.astype(bool) for m in mask] if isinstance(mask, list) else mask.astype(bool)
    for training in case.modes:
        for i, x in enumerate(batches):
            output = result[f"output-{training}-{i}"] = _numpy(side, _one(side, layer(x, training=training, **kwargs)))
    result |= {f"weight-{i}": np.array(w) for i, w in enumerate(layer.get_weights()) if True in case.modes}

    projection = random.uniform(-1, 1, output.shape).astype(dtype)
    several = batches[-1] if isinstance(batches[-1], list) else [batches[-1]]
    inputs = [side.keras.Variable(x) if x.dtype.kind == "f" else x for x in several]
    x = inputs if isinstance(batches[-1], list) else inputs[0]
    watched = [*layer.trainable_variables, *(v for v in inputs if not isinstance(v, np.ndarray))]
    if watched:
        _, grads = side.value_and_grad(
            lambda: _projected(side, _one(side, layer(x, training=case.modes[-1], **kwargs)), projection), watched
        )
        result |= {f"gradient-{i}": g for i, g in enumerate(grads)}
    return result


def run_activation(side: Side, name: str, case: functions.Function, dtype: str) -> Quantities:
    """Value and gradient."""
    result = run_kink(side, name, case, dtype)
    random = source(name)
    x = side.keras.Variable(draw(random, case.x, dtype))
    projection = random.uniform(-1, 1, result["value"].shape).astype(dtype)
    function = attribute(side.keras, case.path)
    _, grads = side.value_and_grad(lambda: _projected(side, function(x, **case.kwargs), projection), [x])
    return {**result, "gradient": grads[0]}


def run_kink(side: Side, name: str, case: functions.Function, dtype: str) -> Quantities:
    """The value alone."""
    x = side.keras.ops.convert_to_tensor(draw(source(name), case.x, dtype))
    return {"value": _numpy(side, attribute(side.keras, case.path)(x, **case.kwargs))}


def run_regularizer(side: Side, name: str, case: functions.Weights, dtype: str) -> Quantities:
    """The loss and its gradient."""
    regularizer = build(side.keras, case.part)
    x = side.keras.Variable(draw(source(name), case.x, dtype))
    value, grads = side.value_and_grad(lambda: regularizer(x), [x])
    return {"value": _numpy(side, value), "gradient": grads[0]}


def run_constraint(side: Side, name: str, case: functions.Weights, dtype: str) -> Quantities:
    """The constrained weight."""
    x = side.keras.ops.convert_to_tensor(draw(source(name), case.x, dtype))
    return {"value": _numpy(side, build(side.keras, case.part)(x))}


def run_initializer(side: Side, name: str, case: functions.Made, dtype: str) -> Quantities:
    """The array made."""
    return {"value": _numpy(side, build(side.keras, case.part)(case.shape, dtype=dtype))}


def run_schedule(side: Side, name: str, case: Any, dtype: str) -> Quantities:
    """The rate at 40 steps."""
    schedule = build(side.keras, case)
    return {"rates": np.array([float(schedule(step)) for step in range(40)])}


def run_op(side: Side, name: str, case: operations.Op, dtype: str) -> Quantities:
    """All results, integers as int64; and the gradients of the first by each array of floats."""
    ops = side.keras.ops
    random = source(name)
    arrays = [draw(random, data, dtype) for data in case.arrays]
    made = case.call(ops, *[ops.convert_to_tensor(x) for x in arrays])
    parts = [_numpy(side, y) for y in (made if isinstance(made, tuple | list) else [made])]
    result = {f"value-{i}": y.astype("int64") if y.dtype.kind in "iub" else y for i, y in enumerate(parts)}
    if not case.gradients:
        return result
    projection = random.uniform(-1, 1, parts[0].shape).astype(dtype)
    variables = [side.keras.Variable(x) if x.dtype.kind == "f" else None for x in arrays]
    pairs = list(zip(arrays, variables, strict=True))

    def projected() -> Any:
        made = case.call(ops, *[ops.convert_to_tensor(x) if v is None else ops.multiply(v, 1.0) for x, v in pairs])
        return _projected(side, made[0] if isinstance(made, tuple | list) else made, projection)

    _, grads = side.value_and_grad(projected, [v for v in variables if v is not None])
    return result | {f"gradient-{i}": g for i, g in enumerate(grads)}


def _given(side: Side, drawn: Any, dtype: str) -> Any:
    """What a layer has drawn, with arrays of the library, and floats of the dtype, in it."""
    if isinstance(drawn, dict):
        return {key: _given(side, value, dtype) for key, value in drawn.items()}
    if isinstance(drawn, list):
        return [_given(side, one, dtype) for one in drawn]
    if not isinstance(drawn, np.ndarray):
        return drawn
    return side.keras.ops.convert_to_tensor(drawn.astype(dtype) if drawn.dtype.kind == "f" else drawn)


def run_augmentation(side: Side, name: str, case: augmentations.Augmentation, dtype: str) -> Quantities:
    """Images after what was drawn, and what else the case has."""
    random, layer, given = source(name), build(side.keras, case.layer), side.keras.ops.convert_to_tensor
    images, masks, corners, labels = (draw(random, data, dtype) for data in case[2:6])

    def transformed(what: str, data: Any) -> Any:  # of what was drawn anew: Keras on PyTorch changes it
        return getattr(layer, f"transform_{what}")(data, _given(side, case.drawn, dtype), training=True)

    result = {"images": _numpy(side, transformed("images", given(images)))}
    if masks is not None:
        result["masks"] = _numpy(side, transformed("segmentation_masks", given(masks.astype(dtype))))
    if labels is not None:
        result["labels"] = _numpy(side, transformed("labels", given(labels)))
    if corners is not None:
        told = {
            "boxes": given(corners),
            "labels": given(np.arange(corners.shape[0] * corners.shape[1]).reshape(corners.shape[:2])),
        }
        moved = transformed("bounding_boxes", told)
        result |= {f"box-{key}": _numpy(side, moved[key]).astype("float32") for key in ("boxes", "labels")}
    return result


def run_boxes(side: Side, name: str, case: boxes.Boxes, dtype: str) -> Quantities:
    """What a function makes of boxes."""
    random = source(name)
    given = [side.keras.ops.convert_to_tensor(draw(random, data, dtype)) for data in case.arrays]
    return {"value": _numpy(side, case.call(side.keras.utils.bounding_boxes, *given))}


def run_loss(side: Side, name: str, case: losses.Loss, dtype: str) -> Quantities:
    """The loss with every reduction and both weightings; gradients with the reductions `None` and the default."""
    random, result = source(name), {}
    y_true, y_pred, weight = (draw(random, data, dtype) for data in (case.y_true, case.y_pred, case.weight))
    loss_class = attribute(side.keras, case.loss.path)
    for label, w in {"": None, "-weighted": weight}.items():
        if label and weight is None:
            continue
        for reduction in REDUCTIONS:
            value = _numpy(side, loss_class(**case.loss.kwargs, reduction=reduction)(y_true, y_pred, sample_weight=w))
            result[f"{reduction}{label}"] = np.squeeze(value)  # Keras has (n, 1) for weights of that shape
        if case.gradients:
            projection = random.uniform(0.5, 1, value.shape).astype(dtype)
            each, mean = loss_class(**case.loss.kwargs, reduction=None), build(side.keras, case.loss)
            result[f"gradient-None{label}"] = _loss_gradient(side, each, y_true, y_pred, w, projection)
            result[f"gradient{label}"] = _loss_gradient(side, mean, y_true, y_pred, w, np.ones((), dtype))
    return result


def _loss_gradient(side: Side, loss: Any, y_true: Any, y_pred: Any, weight: Any, projection: Any) -> Any:
    x = side.keras.Variable(y_pred)
    return side.value_and_grad(lambda: _projected(side, loss(y_true, x, sample_weight=weight), projection), [x])[1][0]


def run_loss_function(side: Side, name: str, case_name: str, dtype: str) -> Quantities:
    """``keras.losses.<name>`` with the arguments and arrays of a case."""
    case = losses.CASES[case_name]
    random = source(case_name)
    y_true, y_pred = draw(random, case.y_true, dtype), draw(random, case.y_pred, dtype)
    return {"value": _numpy(side, getattr(side.keras.losses, name)(y_true, y_pred, **case.loss.kwargs))}


def run_head(side: Side, name: str, case: losses.Head, dtype: str) -> Quantities:
    """The gradients of the weights, taken directly and as one step of `train_on_batch` with SGD of rate 1."""
    random, loss = source(name), build(side.keras, case.loss.loss)
    x = draw(random, losses.real((5, 4)), dtype)
    y = draw(random, case.loss.y_true, dtype)
    weight = draw(random, case.loss.weight, dtype)
    model = side.keras.Sequential([side.keras.layers.Input((4,)), *build(side.keras, case.layers)])
    weights = _weights(random, model, -case.scale, case.scale, dtype)
    model.set_weights(weights)
    value, grads = side.value_and_grad(
        lambda: loss(y, model(x, training=True), sample_weight=weight), model.trainable_variables
    )
    model.compile(optimizer=side.keras.optimizers.SGD(1.0), loss=loss)
    trained = model.train_on_batch(x, y, sample_weight=weight)
    steps = [before - after for before, after in zip(weights, model.get_weights(), strict=True)]
    return {
        "loss": _numpy(side, value),
        "trained": np.asarray(trained),
        **{f"gradient-{i}": g for i, g in enumerate(grads)},
        **{f"step-{i}": s for i, s in enumerate(steps)},
        "loss-after": np.asarray(model.evaluate(x, y, sample_weight=weight, verbose=0)),
    }


def run_metric(side: Side, name: str, case: metrics.Metric, dtype: str) -> Quantities:
    """The result after each of three batches, without and with weights; and after a reset."""
    result = {}
    for label in ("", "-weighted") if case.weight is not None else ("",):
        random, metric = source(name), build(side.keras, case.metric)
        for i in (0, 1, 2, "reset"):
            if i == "reset":
                metric.reset_state()
            y_true, y_pred, w = (draw(random, data, dtype) for data in (case.y_true, case.y_pred, case.weight))
            metric.update_state(y_true, y_pred, sample_weight=w if label else None)
            result[f"result-{i}{label}"] = _numpy(side, metric.result())
    return result


def run_optimizer(side: Side, name: str, case: optimizers.Steps, dtype: str) -> Quantities:
    """Two variables along 20 steps, and after `finalize_variable_values`."""
    random, result = source(name), {}
    optimizer = build(side.keras, case.optimizer)
    variables = [side.keras.Variable(random.uniform(-1, 1, shape).astype(dtype)) for shape in ((3, 2), (4,))]
    if case.constraint:
        variables[0].constraint = build(side.keras, case.constraint)
    for step in range(1, STEPS + 1):
        grads = [random.uniform(-case.gradients, case.gradients, tuple(v.shape)).astype(dtype) for v in variables]
        optimizer.apply([side.keras.ops.convert_to_tensor(g) for g in grads], variables)
        if step in (1, 2, 3, 10, STEPS):
            result |= {f"step{step}-{i}": _numpy(side, v).copy() for i, v in enumerate(variables)}
    optimizer.finalize_variable_values(variables)
    result |= {f"final-{i}": _numpy(side, v) for i, v in enumerate(variables)}
    return result


def _made(side: Side, case: models.Model, weights: list[Any] | None, random: Any, dtype: str) -> tuple[Any, list[Any]]:
    model = side.keras.Sequential(build(side.keras, case.layers))
    model.compile(**build(side.keras, case.compile))
    weights = weights or [_start(random, tuple(w.shape)).astype(dtype) for w in model.weights]
    model.set_weights(weights)
    return model, weights


def _start(random: np.random.RandomState, shape: tuple[int, ...]) -> Any:
    """Starting weights of a sensible size; vectors are positive, as variances must be."""
    if len(shape) < 2:
        return random.uniform(0.1, 0.5, shape)
    return random.uniform(-1, 1, shape) * np.sqrt(3 / np.prod(shape[:-1]))


def run_model(side: Side, name: str, case: models.Model, dtype: str) -> Quantities:
    """Logs of 20 steps, a fit of three epochs, an evaluation and a prediction; and the weights."""
    random, result = source(name), {}
    x, y, weight = (draw(random, data, dtype) for data in (case.x, case.y, case.weight))
    common = {"batch_size": case.batch, "verbose": 0}
    model, weights = _made(side, case, None, random, dtype)
    result["predicted-before"] = model.predict(x, **common)
    logs = []
    for step in range(STEPS):
        rows = (np.arange(case.batch) + step * case.batch) % len(x)
        w = None if weight is None else weight[rows]
        kwargs = {"sample_weight": w, "class_weight": case.class_weight, "return_dict": True}
        logs.append(model.train_on_batch(x[rows], y[rows], **kwargs))
    result |= {f"log-{key}": np.array([log[key] for log in logs]) for key in logs[0]}
    result |= {f"trained-{i}": np.array(w) for i, w in enumerate(model.get_weights())}

    model, _ = _made(side, case, weights, random, dtype)
    validation = (x[:10], y[:10]) if weight is None else (x[:10], y[:10], weight[:10])
    kwargs = {"sample_weight": weight, "class_weight": case.class_weight, "validation_data": validation}
    history = model.fit(x, y, epochs=EPOCHS, shuffle=False, **kwargs, **common).history
    result |= {f"history-{key}": np.array(values) for key, values in history.items()}
    result |= {f"fitted-{i}": np.array(w) for i, w in enumerate(model.get_weights())}
    evaluated = model.evaluate(x, y, sample_weight=weight, return_dict=True, **common)
    result |= {f"evaluated-{key}": np.array(value) for key, value in evaluated.items()}
    if "weighted_metrics" not in case.compile:  # real Keras repeats metrics of the same name in a list
        result["evaluated"] = np.array(model.evaluate(x, y, sample_weight=weight, **common))
    result["predicted"] = model.predict(x, **common)
    return result


FAMILIES = {
    "layers": (run_layer, layers.CASES),
    "more_layers": (run_layer, more_layers.CASES),
    "recurrent": (run_layer, recurrent.CASES),
    "activations": (run_activation, functions.activations),
    "kinks": (run_kink, functions.kinks),
    "regularizers": (run_regularizer, functions.regularizers),
    "constraints": (run_constraint, functions.constraints),
    "initializers": (run_initializer, functions.initializers),
    "schedules": (run_schedule, functions.schedules),
    "losses": (run_loss, losses.CASES),
    "loss_functions": (run_loss_function, losses.FUNCTIONS),
    "heads": (run_head, losses.HEADS),
    "metrics": (run_metric, metrics.CASES),
    "optimizers": (run_optimizer, optimizers.CASES),
    "models": (run_model, models.CASES),
    "ops": (run_op, formulas.CASES),
    "images": (run_op, images.CASES),
    "augmentations": (run_augmentation, augmentations.CASES),
    "boxes": (run_boxes, boxes.CASES),
    "image_layers": (run_layer, images.LAYERS),
    "later_optimizers": (run_optimizer, later.optimizers),
    "later_losses": (run_loss, later.losses),
    "later_initializers": (run_initializer, later.initializers),
    "later_metrics": (run_metric, later.metrics),
    "preparing": (run_prepared, preparing.CASES),
}
"""Family -> how a case of it is computed, and its cases; a family is a golden file."""


def cases_in(family: str, dtype: str) -> dict[str, Any]:
    """The cases of ``family`` that make sense in ``dtype``: all, unless a case says otherwise."""
    return {name: case for name, case in FAMILIES[family][1].items() if dtype in getattr(case, "dtypes", (dtype,))}
