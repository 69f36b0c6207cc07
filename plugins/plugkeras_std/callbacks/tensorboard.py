"""What TensorBoard shows of a training."""

import os
import time
from typing import Annotated, Any, ClassVar, Literal

import numpy as np

from plugkeras.annotations import Range, Via, is_integer
from plugkeras.errors import ArgumentError
from plugkeras.parts.callback import Callback, Logs
from plugkeras_std.callbacks.event_files import EventFile


def _folder(value: Any) -> str:
    return str(os.fspath(value))


def _frequency(value: Any) -> Any:
    if value in ("epoch", "batch") or (is_integer(value) and value > 0):
        return 1 if value == "batch" else value
    raise ValueError("must be 'epoch', 'batch' or a number of batches")


def _no_profile(value: Any) -> Any:
    if value:
        raise ValueError("must be 0: TensorFlow's profiler, which wrote that, is not here (cProfile looks at a step)")
    return 0


def _no_embeddings(value: Any) -> Any:
    if value:
        raise ValueError("cannot be asked for: TensorBoard's projector reads TensorFlow's checkpoints only")
    return value


class TensorBoard(Callback):
    """Writes the logs into ``log_dir``, in ``train`` and ``validation``: ``tensorboard --logdir logs`` shows them.

    Every epoch (``epoch_loss``, …, with the learning rate), and every ``update_freq`` batches (``batch_loss``, …).
    Every ``histogram_freq`` epochs the weights as histograms, with ``write_images`` as pictures too. ``write_graph``:
    the layers. ``write_steps_per_second``: how fast it is. It needs the package ``tensorboard``, not TensorFlow.
    Profiles and embeddings are refused.

    Raises:
        MissingDependency: ``tensorboard`` is not installed; told when training begins.
    """

    passive: ClassVar[bool] = True
    log_dir: Annotated[str, Via(_folder)] = "logs"
    histogram_freq: Annotated[int, Range(0)] = 0
    write_graph: bool = True
    write_images: bool = False
    write_steps_per_second: bool = False
    update_freq: Annotated[int | Literal["epoch", "batch"], Via(_frequency)] = "epoch"
    profile_batch: Annotated[Any, Via(_no_profile)] = 0
    embeddings_freq: Annotated[Any, Via(_no_embeddings)] = 0
    embeddings_metadata: Annotated[Any, Via(_no_embeddings)] = None

    def setup(self) -> None:
        """Batches need not be told if they do not count."""
        self._files: dict[str, EventFile] = {}
        self._trains = False
        self._batch = 0
        self._times = [0.0, 0.0]  # when the batch began, and the epoch
        self._done = 0
        if self.update_freq != "epoch":
            self.on_train_batch_begin = self._on_batch_begin  # type: ignore[method-assign]
            self.on_train_batch_end = self._on_batch_end  # type: ignore[method-assign]

    def get_state(self) -> dict[str, Any]:
        """The number of batches so far."""
        return {"batch": self._batch}

    def set_state(self, state: dict[str, Any]) -> None:
        """Count on."""
        self._batch = int(state["batch"])

    def _file(self, part: str) -> EventFile:
        if part not in self._files:
            self._files[part] = EventFile(os.path.join(self.log_dir, part))
        return self._files[part]

    def on_train_begin(self, logs: Logs = None) -> None:
        """Begin a file, so that what is missing is told before anything has been trained."""
        self._trains, self._batch = True, 0
        self._file("train")
        if self.write_graph and self.model.built:
            self._write_graph()

    def _write_graph(self) -> None:
        try:
            self._file("train").model(self.model.to_json())
        except ArgumentError:
            return  # a model with parts that no file can name has no graph in one

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Look at the clock."""
        self._times[1], self._done = time.perf_counter(), self._steps()

    def _steps(self) -> int:
        return int(self.model.optimizer.iterations)

    def _on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._batch += 1
        self._times[0] = time.perf_counter()

    def _on_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self._batch % int(self.update_freq):
            return
        if self.write_steps_per_second:
            rate = 1 / max(time.perf_counter() - self._times[0], 1e-9)
            self._file("train").scalar("batch_steps_per_second", rate, self._batch)
        self._write("train", {f"batch_{name}": value for name, value in (logs or {}).items()}, self._batch)

    def _write(self, part: str, numbers: dict[str, Any], step: int) -> None:
        for name, value in numbers.items():
            if np.ndim(value) == 0:  # a metric of several numbers has no curve
                self._file(part).scalar(name, value, step)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """The logs, and the weights if they are due."""
        found = dict(logs or {}) | self._rates()
        if self.write_steps_per_second:
            elapsed = max(time.perf_counter() - self._times[1], 1e-9)
            found["steps_per_second"] = (self._steps() - self._done) / elapsed
        of_val = {f"epoch_{name[4:]}": value for name, value in found.items() if name.startswith("val_")}
        self._write("train", {f"epoch_{name}": v for name, v in found.items() if not name.startswith("val_")}, epoch)
        self._write("validation", of_val, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        for file in self._files.values():
            file.flush()

    def _rates(self) -> dict[str, float]:
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        several = getattr(optimizer, "optimizers", None)
        if several is None:
            return {"learning_rate": optimizer.current_rate()}
        return {f"learning_rate_{one.name}": one.current_rate() for one in several}

    def _write_weights(self, epoch: int) -> None:
        for weight in self.model.weights:
            value = weight.numpy()
            self._file("train").histogram(f"{weight.path}/histogram", value, epoch)
            pictures = as_pictures(value) if self.write_images else None
            if pictures is not None:
                self._file("train").images(f"{weight.path}/image", pictures, epoch)

    def on_test_end(self, logs: Logs = None) -> None:
        """What an evaluation gave, by the steps of the optimizer."""
        named = {f"evaluation_{name}_vs_iterations": value for name, value in (logs or {}).items()}
        self._write("validation", named, self._steps())
        if not self._trains:
            self._close()

    def on_train_end(self, logs: Logs = None) -> None:
        """Nothing more is written."""
        self._trains = False
        self._close()

    def on_train_failed(self, error: BaseException) -> None:
        """What there is, is on the disk."""
        self.on_train_end()

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}


def as_pictures(weight: Any) -> Any:
    """A weight as images (n, height, width, channels), as Keras lays it out; None if it is none."""
    image = np.squeeze(weight)
    if image.ndim == 1:
        return image.reshape(1, -1, 1, 1)
    if image.ndim == 2:
        return (image.T if image.shape[0] > image.shape[1] else image)[None, ..., None]
    if image.ndim == 3:
        return np.moveaxis(image, -1, 0)[..., None]
    return image if image.ndim == 4 and image.shape[-1] in (1, 3, 4) else None
