"""Runs: a training as one folder, which whoever watches reads, and whoever steers writes to."""

from plugkeras.runs.control import ControlReader as ControlReader
from plugkeras.runs.control import ControlWriter as ControlWriter
from plugkeras.runs.control import wait_ack as wait_ack
from plugkeras.runs.events import EventReader as EventReader
from plugkeras.runs.events import EventWriter as EventWriter
from plugkeras.runs.finding import find as find
from plugkeras.runs.finding import listing as listing
from plugkeras.runs.finding import runs as runs
from plugkeras.runs.folder import Run as Run
from plugkeras.runs.folder import create as create
from plugkeras.runs.trash import empty_trash as empty_trash
from plugkeras.runs.trash import trash as trash
from plugkeras.runs.trash import untrash as untrash
from plugkeras.runs.watched import Watched as Watched
