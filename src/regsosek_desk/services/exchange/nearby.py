"""Laptops of the same office that take batches in this network, by the names of those who work on them."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass

from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.laptop import Laptop, laptop_of
from regsosek_desk.services.exchange.run import certificate_of
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.discover import Found, browse, fingerprint


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A laptop that has shown a certificate of our office; that it is its own is proved when something is sent."""

    found: Found
    certificate: Certificate


def nearby(run: RunOnFile, seconds: float) -> list[Neighbour]:
    """Who announces itself within that time, by name. Raises InputFault `not_enrolled`."""
    laptop = laptop_of(run)
    asked = (_asked(laptop, found) for found in browse(seconds) if found.device != laptop.device)
    return sorted((each for each in asked if each), key=lambda each: each.certificate.name)


def _asked(laptop: Laptop, found: Found) -> Neighbour | None:
    """None for one that is of another office, or doesn't answer."""
    with suppress(PeerFault), closing(HttpLink(found.address, laptop.keys)) as link:
        certificate = certificate_of(link.identity(), laptop.root_key)
        if (certificate.device, fingerprint(certificate.sign_key)) == (found.device, found.fingerprint):
            return Neighbour(found, certificate)
    return None
