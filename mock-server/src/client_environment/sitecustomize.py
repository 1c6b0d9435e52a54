"""flinks-mock: for this process, the hosts of Flinks are the mock on this machine.

Python reads this before the program, because PYTHONPATH says so. It is for libraries that ask for no proxy,
such as aiohttp and urllib3. Other hosts and ports go their way.
"""
import importlib.machinery
import importlib.util
import os
import re
import socket
import sys

_HOSTS = re.compile(r"(?:[^.]+\.private\.fin\.ag|sandbox\.flinks\.(?:io|com))\.?", re.IGNORECASE)
_PORTS = {"443": os.environ.get("FLINKS_MOCK_TLS_PORT"), "80": os.environ.get("FLINKS_MOCK_HTTP_PORT")}
_getaddrinfo, _connect = socket.getaddrinfo, socket.socket.connect


def _led(host, port):
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    mock = _PORTS.get(str(port))
    if mock and isinstance(name, str) and _HOSTS.fullmatch(name):
        return os.environ.get("FLINKS_MOCK_ADDRESS", "127.0.0.1"), int(mock)
    return host, port


def _led_getaddrinfo(host, port, *rest, **more):
    return _getaddrinfo(*_led(host, port), *rest, **more)


def _led_connect(self, address):
    # httplib2 connects to a name.
    is_pair = isinstance(address, tuple) and len(address) == 2
    return _connect(self, _led(*address) if is_pair else address)


def _another():
    """The machine's own file of this name, which this one hides."""
    here = os.path.dirname(os.path.abspath(__file__))
    after = [os.path.abspath(folder) for folder in sys.path].index(here) + 1
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", sys.path[after:])
    if spec is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


socket.getaddrinfo, socket.socket.connect = _led_getaddrinfo, _led_connect
_another()
