"""Files of events for TensorBoard, written through its own package."""

import json
import struct
import time
import zlib
from typing import Any

import numpy as np

from plugkeras.errors import MissingDependency
from plugkeras.host.extras import install_command


class EventFile:
    """A file of events in a folder.

    Raises:
        MissingDependency: the package ``tensorboard`` is not installed.
    """

    def __init__(self, folder: str) -> None:
        try:
            from tensorboard.compat.proto import event_pb2, summary_pb2
            from tensorboard.summary.writer.event_file_writer import EventFileWriter
            from tensorboard.util import tensor_util
        except ImportError as missing:
            how = install_command("tensorboard", "plugkeras")
            raise MissingDependency(
                f"The callback TensorBoard needs the package 'tensorboard', which is not installed: {how}"
            ) from missing
        self._events, self._summaries, self._tensors = event_pb2, summary_pb2, tensor_util
        self._writer = EventFileWriter(folder)

    def scalar(self, tag: str, value: float, step: int) -> None:
        """A number."""
        from tensorboard.plugins.scalar.summary_v2 import scalar_pb

        self._write(scalar_pb(tag, float(value)), step)

    def histogram(self, tag: str, values: Any, step: int) -> None:
        """How many of the values lie where, in 30 parts."""
        from tensorboard.plugins.histogram.summary_v2 import histogram_pb

        self._write(histogram_pb(tag, np.asarray(values, "float64")), step)

    def images(self, tag: str, images: Any, step: int, most: int = 3) -> None:
        """The first few of several images (n, height, width, 1, 3 or 4), of numbers from 0 to 1."""
        from tensorboard.plugins.image.metadata import create_summary_metadata

        pixels = (np.clip(np.asarray(images[:most], "float64"), 0, 1) * 255.5).astype("uint8")
        sizes = [str(n).encode() for n in (pixels.shape[2], pixels.shape[1])]
        self._tensor(tag, [*sizes, *map(png, pixels)], create_summary_metadata(tag, ""), step)

    def model(self, config: str) -> None:
        """A model, as ``to_json`` gives it: the graph that TensorBoard draws."""
        plugin = self._summaries.SummaryMetadata.PluginData(plugin_name="graph_keras_model", content=b"1")
        self._tensor("keras", json.dumps(json.loads(config)), self._summaries.SummaryMetadata(plugin_data=plugin), 0)

    def _tensor(self, tag: str, value: Any, metadata: Any, step: int) -> None:
        summary = self._summaries.Summary()
        summary.value.add(tag=tag, metadata=metadata, tensor=self._tensors.make_tensor_proto(value, dtype=np.object_))
        self._write(summary, step)

    def _write(self, summary: Any, step: int) -> None:
        self._writer.add_event(self._events.Event(wall_time=time.time(), step=int(step), summary=summary))

    def flush(self) -> None:
        """Have all on the disk, where a TensorBoard that is running reads it."""
        self._writer.flush()

    def close(self) -> None:
        """No more."""
        self._writer.close()


def png(pixels: Any) -> bytes:
    """Bytes (height, width, 1, 3 or 4) as a PNG file."""
    height, width, channels = pixels.shape
    rows = np.concatenate([np.zeros((height, 1), "uint8"), pixels.reshape(height, -1)], axis=1)  # 0: no filter
    colour = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
