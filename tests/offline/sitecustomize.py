"""Put on PYTHONPATH by tests: the interpreter then refuses every connection and name look-up beyond this machine."""

import ipaddress
import socket
from typing import Any

_connect, _getaddrinfo = socket.socket.connect, socket.getaddrinfo


def _is_here(host: Any) -> bool:
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def connect(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
        raise RuntimeError(f"network use at run time: {address}")
    _connect(self, address)


def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    if not _is_here(host):
        raise RuntimeError(f"network use at run time: {host}")
    return _getaddrinfo(host, *args, **kwargs)


socket.socket.connect = connect  # type: ignore[method-assign]
socket.getaddrinfo = getaddrinfo
