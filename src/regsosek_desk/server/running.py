"""The process of the endpoint: one, or several workers that each make the application from the environment."""

from __future__ import annotations

import logging
import os
import shutil
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from regsosek_desk.core.errors import MachineFault
from regsosek_desk.server.app import create_app
from regsosek_desk.server.metrics import SHARED
from regsosek_desk.server.opening import Office
from regsosek_desk.services.endpoint.conditions import bring_up
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.memory import expect_many_objects

_FOLDER, _DATABASE = "REGSOSEK_SERVER_FOLDER", "REGSOSEK_SERVER_DATABASE"
_KEEP_ALIVE = 30
"""Seconds: a laptop on a slow link needs that long between two chunks."""
_BACKLOG = 2048
_FINISH = 20
"""Seconds that requests have to end when the server is told to stop."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How to serve. Without `tls_cert` and `tls_key` (PEM files) plain HTTP, for behind a proxy or for one computer."""

    office: Office
    host: str = "127.0.0.1"
    port: int = 8022
    """0 for any that is free."""
    tls_cert: str | None = None
    tls_key: str | None = None
    workers: int = 1


def serve(settings: ServerSettings, on_ready: Callable[[str], None]) -> None:
    """Serve until Ctrl+C or SIGTERM; `on_ready` gets the address just before the first request is taken.

    Raises MachineFault `port_taken`, and what `Office.open` raises.
    """
    _set_up_log()
    os.environ[_FOLDER], os.environ[_DATABASE] = str(settings.office.folder), settings.office.database
    with suppress(KeyboardInterrupt), listen(settings.host, settings.port) as listening:
        address = address_of(listening, tls=settings.tls_cert is not None)
        if settings.workers > 1:
            _serve_many(settings, listening, lambda: on_ready(address))
        else:
            app = application()
            on_ready(address)
            server_of(app, settings.tls_cert, settings.tls_key).run(sockets=[listening])


def server_of(app: FastAPI, cert: str | None = None, key: str | None = None) -> uvicorn.Server:
    """A server that says nothing of its requests: what is worth knowing stands in the figures."""
    return uvicorn.Server(uvicorn.Config(app, **_options(cert, key)))


def _options(cert: str | None, key: str | None) -> dict[str, Any]:
    return {
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_keep_alive": _KEEP_ALIVE,
        "timeout_graceful_shutdown": _FINISH,
        "ssl_certfile": cert,
        "ssl_keyfile": key,
    }


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections there from now on. Raises MachineFault `port_taken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small pieces at once only where TCP is named; else a body waits for the acknowledgement of its head.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":  # on Windows it would let two servers share one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise MachineFault("port_taken", host=host, port=port, errno=error.errno) from error
    return listening


def address_of(listening: socket.socket, *, tls: bool = False) -> str:
    """The URL of a bound socket."""
    host, port = listening.getsockname()[:2]
    return f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"


def application() -> FastAPI:
    """The application as the environment describes it; each worker calls this."""
    _set_up_log()
    expect_many_objects()
    office = Office(Path(os.environ[_FOLDER]), os.environ[_DATABASE])
    return create_app(_opened(office))


def _opened(office: Office) -> Endpoint:
    """The endpoint, with what an older program, or the lists since, has left to be noted."""
    endpoint = office.open()
    bring_up(endpoint.store, endpoint.clock)
    return endpoint


def _serve_many(settings: ServerSettings, listening: socket.socket, on_ready: Callable[[], None]) -> None:
    """Several processes; the first look at the database is ours, so that only one brings its tables up to date."""
    figures = settings.office.folder / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    os.environ[SHARED] = str(figures)
    _opened(settings.office).close()
    on_ready()
    own = _options(settings.tls_cert, settings.tls_key)
    config = uvicorn.Config(f"{__name__}:application", factory=True, workers=settings.workers, **own)
    Multiprocess(config, [listening]).run()


def _set_up_log() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
