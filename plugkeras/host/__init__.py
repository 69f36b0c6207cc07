"""Finds, loads, names and isolates plugins: from a kind and a name to the part."""

from plugkeras.host.registry import Host as Host
from plugkeras.host.registry import host as host
from plugkeras.host.registry import load_plugin as load_plugin
from plugkeras.host.registry import namespace as namespace
from plugkeras.host.registry import register as register
from plugkeras.host.registry import use as use
