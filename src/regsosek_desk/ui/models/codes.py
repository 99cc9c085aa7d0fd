"""Codes and numbers as a reader likes them: area codes in groups, card numbers with their middle covered."""

from __future__ import annotations

from regsosek_desk.core.domain.area import Sls

_SHOWN = 4


def grouped(sls: Sls) -> str:
    """The 16 digits of an SLS in the groups of the form."""
    return " ".join((sls.prov, sls.kab, sls.kec, sls.desa, sls.sls, sls.sub))


def covered(number: str) -> str:
    """A NIK or KK number of which only both ends can be read."""
    middle = len(number) - 2 * _SHOWN
    return number[:_SHOWN] + "•" * middle + number[-_SHOWN:] if middle > 0 else number


def parted(number: str) -> str:
    """A NIK or KK number in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def village(sls: Sls) -> str:
    """Desa and kecamatan, those that are known."""
    return ", ".join(name for name in (sls.desa_name, sls.kec_name) if name)
