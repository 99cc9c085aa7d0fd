"""Finding a relay in the same network: by what it announces, or by the text of its QR."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regsosek_desk.core.errors import InputFault

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

SERVICE = "_regsosek._tcp.local."
_QR = re.compile(r"RSL1\|(http://[0-9.]{7,15}:\d{1,5})\|(d-[0-9a-f]{16})\|([0-9a-f]{32})")
_OUTSIDE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737): nothing is sent there, it only makes the system choose an interface."""


@dataclass(frozen=True, slots=True)
class Found:
    """A relay: its address as an URL, the device that runs it, and the fingerprint of its key."""

    address: str
    device: str
    fingerprint: str


def fingerprint(sign_key: str) -> str:
    """The first 32 hex digits of the SHA-256 of a signing key as text."""
    return hashlib.sha256(sign_key.encode()).hexdigest()[:32]


def relay_text(found: Found) -> str:
    """What the QR of a relay says: `RSL1|http://ip:port|<device>|<fingerprint>`."""
    return f"RSL1|{found.address}|{found.device}|{found.fingerprint}"


def read_relay_text(text: str) -> Found:
    """The relay that such a text names. Raises InputFault `relay_text_wrong` for any other text."""
    match = _QR.fullmatch(text.strip())
    if not match:
        raise InputFault("relay_text_wrong")
    return Found(*match.groups())


def free_port() -> int:
    """A port of this computer at which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def outward_address() -> str:
    """The address with which this computer would go outside; "" when it has no way there. Asks nobody."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_OUTSIDE)
        return str(probe.getsockname()[0])
    return ""


def lan_address() -> str:
    """The address of this computer in its network; 127.0.0.1 when it is in none."""
    if address := outward_address():
        return address
    with suppress(OSError):  # a hotspot without a way outside
        for *_, place in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            if not ipaddress.ip_address(place[0]).is_loopback:
                return str(place[0])
    return "127.0.0.1"


@contextmanager
def announce(found: Found) -> Iterator[None]:
    """Let others in the network find this relay as long as the context lasts.

    Where the network allows no announcing, nothing is announced: the QR still works.
    """
    zeroconf = _zeroconf()
    if zeroconf is None:
        yield
        return
    try:
        zeroconf.register_service(_info(found), allow_name_change=True)
        yield
    finally:
        zeroconf.close()


def browse(seconds: float = 3.0, until: str = "") -> list[Found]:
    """The relays that announce themselves within that time, or until the device of that name is among them."""
    from zeroconf import ServiceBrowser, ServiceStateChange

    zeroconf = _zeroconf()
    if zeroconf is None:
        return []
    found: dict[str, Found] = {}
    enough = threading.Event()

    def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is ServiceStateChange.Removed:
            found.pop(name, None)
        elif (info := zeroconf.get_service_info(service_type, name)) and (relay := _found(info)):
            found[name] = relay
            if relay.device == until:
                enough.set()

    try:
        ServiceBrowser(zeroconf, SERVICE, handlers=[changed])
        enough.wait(seconds)
    finally:
        zeroconf.close()
    return list(found.values())


def _zeroconf() -> Zeroconf | None:
    from zeroconf import IPVersion, Zeroconf

    with suppress(OSError):
        return Zeroconf(ip_version=IPVersion.V4Only)
    return None


def _info(found: Found) -> ServiceInfo:
    from zeroconf import ServiceInfo

    host, _, port = found.address.removeprefix("http://").rpartition(":")
    return ServiceInfo(
        SERVICE,
        f"{found.device}.{SERVICE}",
        addresses=[socket.inet_aton(host)],
        port=int(port),
        properties={"device": found.device, "fingerprint": found.fingerprint},
        server=f"{found.device}.local.",
    )


def _found(info: ServiceInfo) -> Found | None:
    """None when it says of itself what no relay says."""
    said = info.decoded_properties
    for address in info.parsed_addresses()[:1]:
        text = f"RSL1|http://{address}:{info.port}|{said.get('device')}|{said.get('fingerprint')}"
        with suppress(InputFault):
            return read_relay_text(text)
    return None
