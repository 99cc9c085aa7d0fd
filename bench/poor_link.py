"""A poor link between two network namespaces: so many bits a second, a delay, packets lost; it can be cut.

What `tc netem` does, done by a thread of this process: not every kernel has netem, the lost packets are the same ones
each time, and the bytes are counted by the way. The TCP on both sides is the system's own. Linux only, and root.
Nothing is left behind however this process ends: devices and namespaces go when it closes what holds them.
"""

from __future__ import annotations

import heapq
import os
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random
from select import select
from time import monotonic

OFFICE, LAPTOP = "10.213.0.1", "10.213.0.2"
"""Addresses of the two ends."""
_SET_IFF, _TUN_WITHOUT_HEADER = 0x400454CA, 0x0001 | 0x1000
_PACKET = 4096
_LOOK = 0.2
"""Seconds after which the thread looks whether it is to end."""


class NotPermitted(Exception):
    """This computer can't make such a link; says why."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of each direction: bits a second, seconds of delay, share of the packets lost."""

    rate: float
    delay: float
    loss: float


@dataclass(slots=True)
class _Way:
    """One direction: a packet waits for those before it, takes its time, and is lost or comes out after the delay."""

    quality: Quality
    out: int
    """File to write to."""
    fate: Random
    carried: int = 0
    """Bytes of all packets that have come out."""
    free_at: float = 0.0

    def due(self, packet: bytes, now: float) -> float | None:
        """When it comes out at the other end; None for never."""
        self.free_at = max(self.free_at, now) + len(packet) * 8 / self.quality.rate
        return None if self.fate.random() < self.quality.loss else self.free_at + self.quality.delay


@dataclass(slots=True)
class Link:
    """A link that stands. `cut` may be set at any time: then nothing gets through, in either direction."""

    laptop: list[str]
    """What to put before a command that is to run at the laptop's end."""
    office: list[str]
    _up: _Way
    _down: _Way
    cut: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def bytes_up(self) -> int:
        """Bytes of all packets of the laptop that have come through, heads of TCP and IP included."""
        return self._up.carried

    @property
    def bytes_down(self) -> int:
        return self._down.carried

    def carry(self) -> None:
        """Carry packets until `end`."""
        ways = {self._down.out: self._up, self._up.out: self._down}
        flying: list[tuple[float, int, _Way, bytes]] = []
        order = count()
        while not self._stop.is_set():
            wait = min(_LOOK, max(0.0, flying[0][0] - monotonic())) if flying else _LOOK
            for source in select(list(ways), [], [], wait)[0]:
                for packet in _packets(source):
                    at = ways[source].due(packet, monotonic())
                    if at is not None and not self.cut:
                        heapq.heappush(flying, (at, next(order), ways[source], packet))
            while flying and flying[0][0] <= monotonic():
                *_, way, packet = heapq.heappop(flying)
                if not self.cut:
                    way.carried += os.write(way.out, packet)

    def end(self) -> None:
        self._stop.set()


@contextmanager
def poor_link(quality: Quality, seed: int = 1) -> Iterator[Link]:
    """A link of this quality in both directions. Raises NotPermitted."""
    with ExitStack() as stack:
        try:
            laptop, to_laptop = stack.enter_context(_end(LAPTOP, OFFICE))
            office, to_office = stack.enter_context(_end(OFFICE, LAPTOP))
        except subprocess.CalledProcessError as error:
            raise NotPermitted(error.stderr.strip()) from error
        except (ImportError, OSError) as error:
            raise NotPermitted(str(error)) from error
        fate = Random(seed)
        link = Link(laptop, office, _Way(quality, to_office, fate), _Way(quality, to_laptop, fate))
        carrier = threading.Thread(target=link.carry, daemon=True)
        carrier.start()
        try:
            yield link
        finally:
            link.end()
            carrier.join()


@contextmanager
def _end(own: str, other: str) -> Iterator[tuple[list[str], int]]:
    """A namespace with one device; gives what to put before commands there, and the file with the device's packets."""
    with _namespace() as pid:
        enter = ["nsenter", f"--net=/proc/{pid}/ns/net"]
        packets, name = _tun()
        try:
            _run("ip", "link", "set", name, "netns", str(pid))
            _run(*enter, "ip", "link", "set", name, "addrgenmode", "none")
            _run(*enter, "ip", "address", "add", own, "peer", other, "dev", name)
            _run(*enter, "ip", "link", "set", name, "up")
            _run(*enter, "ip", "link", "set", "lo", "up")
            yield enter, packets
        finally:
            os.close(packets)


@contextmanager
def _namespace() -> Iterator[int]:
    """Id of a process that does nothing but hold a network namespace, until its standard input closes."""
    command = ["unshare", "--net", "sh", "-c", "echo there; exec cat"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stderr
        if not holder.stdout.readline():
            raise NotPermitted(holder.stderr.read().strip())
        yield holder.pid
        holder.stdin.close()


def _tun() -> tuple[int, str]:
    """A new TUN device, which goes when the file is closed, and its name."""
    import fcntl  # not on Windows

    packets = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    try:
        made = fcntl.ioctl(packets, _SET_IFF, struct.pack("16sH22x", b"link%d", _TUN_WITHOUT_HEADER))
    except OSError:
        os.close(packets)
        raise
    return packets, made[:16].rstrip(b"\0").decode()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _packets(source: int) -> Iterator[bytes]:
    try:
        while True:
            yield os.read(source, _PACKET)
    except BlockingIOError:
        return
