"""Finds, loads, names and isolates plugins: from a kind and a name to the part."""

from plugkeras.host.in_use import host as host
from plugkeras.host.in_use import load_plugin as load_plugin
from plugkeras.host.in_use import register as register
from plugkeras.host.in_use import use as use
from plugkeras.host.namespace import namespace as namespace
from plugkeras.host.registry import Host as Host
