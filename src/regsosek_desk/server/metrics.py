"""Figures for Prometheus: one registry per application, or one for all workers of a server that has several."""

from __future__ import annotations

import os
from collections import Counter as Tally
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from regsosek_desk.core.domain.exchange import Receipt

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Environment variable of prometheus_client: the folder through which several workers add up their figures."""
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the figures tell it: the route's pattern, not the path, and the status of the answer."""

    method: str
    route: str
    status: int


class Metrics:
    """Counters of one application. Names of petugas, devices and documents are never labels."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._registry = own = CollectorRegistry()
        self._requests = Counter("regsosek_requests", "Requests answered", ("method", "route", "status"), registry=own)
        self._seconds = Histogram(
            "regsosek_request_seconds", "Time to answer", ("method", "route"), buckets=_SECONDS, registry=own
        )
        self._received = Counter("regsosek_received_bytes", "Bytes of request bodies", registry=own)
        self._sent = Counter("regsosek_sent_bytes", "Bytes of response bodies", registry=own)
        self._refusals = Counter("regsosek_refusals", "Requests refused", ("code",), registry=own)
        self._batches = Counter("regsosek_batches", "Batches taken in", registry=own)
        self._documents = Counter("regsosek_documents", "Documents taken in", ("verdict",), registry=own)
        self._spool_bytes = Gauge("regsosek_spool_bytes", "Bytes waiting in the spool", registry=own,
                                  multiprocess_mode="mostrecent")  # fmt: skip
        self._free_bytes = Gauge("regsosek_disk_free_bytes", "Bytes free where the spool lies", registry=own,
                                 multiprocess_mode="mostrecent")  # fmt: skip
        self._problems = Gauge("regsosek_problems", "Faults of the program filed on laptops", registry=own,
                               multiprocess_mode="mostrecent")  # fmt: skip

    def answered(self, asked: Asked, seconds: float, received: int, sent: int) -> None:
        """One request answered; sizes are in bytes of the bodies."""
        self._requests.labels(asked.method, asked.route, asked.status).inc()
        self._seconds.labels(asked.method, asked.route).observe(seconds)
        self._received.inc(received)
        self._sent.inc(sent)

    def refused(self, code: str) -> None:
        self._refusals.labels(code).inc()

    def batch(self, receipt: Receipt) -> None:
        """A batch taken in just now."""
        self._batches.inc()
        for verdict, count in Tally(each.code for each in receipt.verdicts).items():
            self._documents.labels(verdict).inc(count)

    def page(self, problems: int) -> bytes:
        """All figures in the text format of Prometheus; `problems` were filed on laptops and are stored here."""
        self._problems.set(problems)
        self._spool_bytes.set(spool_bytes(self._spool))
        self._free_bytes.set(disk_usage(self._spool).free)
        return generate_latest(_of_all_workers() if os.environ.get(SHARED) else self._registry)


def _of_all_workers() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def spool_bytes(spool: Path) -> int:
    """Bytes of all files below the spool folder."""
    return sum(size for path in spool.rglob("*") if (size := _size(path)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # taken in while we looked
        return 0
