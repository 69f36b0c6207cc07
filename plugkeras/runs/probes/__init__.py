"""Probes: what a model looks like inside while it trains, without its noticing."""

from plugkeras.runs.probes.probing import PROBES as PROBES
from plugkeras.runs.probes.probing import Probing as Probing
from plugkeras.runs.probes.sample import Sample as Sample
from plugkeras.runs.probes.snapshots import read as read
