"""The HTTP API: every route hands on to the endpoint and puts into JSON what it says. See docs/sync-protocol.md."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from shutil import disk_usage
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from regsosek_desk import __version__
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.server.caller import Caller, caller
from regsosek_desk.server.doorway import Doorway
from regsosek_desk.server.downloads import Downloads, ranged
from regsosek_desk.server.faults import add_fault_handlers
from regsosek_desk.server.metrics import Metrics
from regsosek_desk.server.page import operations_page
from regsosek_desk.server.progress import add_progress
from regsosek_desk.sync.statements import certificate_from_json, certificate_to_json, receipt_to_json

if TYPE_CHECKING:
    from regsosek_desk.services.endpoint.endpoint import Endpoint, UploadState

API_VERSION = 1
ROOM = 64 << 20
"""Bytes that must be free for the server to call itself well."""
_WORTH_PACKING = 1 << 10
"""Bytes of JSON from which it is worth packing: receipts and lists. Envelopes are packed already."""
_Id = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9-]+$")]
_Key = Annotated[str, Field(max_length=200)]
_Length = Annotated[int, Header(ge=0, lt=1 << 40)]
_Sha256 = Annotated[str, Header(pattern="^[0-9a-f]{64}$")]
_OK_BYTES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}


class EnrolRequest(BaseModel):
    """What a laptop sends with its one-time code."""

    code: Annotated[str, Field(max_length=64)]
    sign_key: _Key
    recipient: _Key
    device_name: Annotated[str, Field(max_length=200)]
    wrapped_key: Annotated[str, Field(max_length=10_000)]


class SessionRequest(BaseModel):
    """Who wants to talk. A relay, which has no list of devices, needs the certificate too."""

    device: _Id
    certificate: dict[str, str] | None = None


Known = Annotated[Caller, Depends(caller)]


def create_app(endpoint: Endpoint) -> FastAPI:
    """The application over an endpoint, which is closed with it. Faults become `{"code", "params"}`."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        endpoint.close()

    # Telemetry of the framework would carry what exceptions say to wherever the environment points.
    app = FastAPI(
        title="Regsosek Desk", version=__version__, lifespan=life, docs_url=None, redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )  # fmt: skip
    metrics = Metrics(endpoint.spool)
    app.state.endpoint, app.state.metrics = endpoint, metrics
    app.state.downloads = Downloads(endpoint.spool)
    app.add_middleware(
        GZipMiddleware, minimum_size=_WORTH_PACKING, exclude_content_types=("application/octet-stream",)
    )
    app.add_middleware(Doorway, metrics=metrics)
    add_fault_handlers(app, metrics)
    _add_who(app, endpoint)
    _add_uploads(app, endpoint, metrics)
    _add_downloads(app, endpoint)
    _add_watching(app, endpoint, metrics)
    if not endpoint.identity.is_relay:
        add_progress(app, endpoint)
    return app


def _add_who(app: FastAPI, endpoint: Endpoint) -> None:
    @app.get("/v1/identity", tags=["identity"])
    def identity() -> dict[str, Any]:
        """Who this endpoint is, and the keys that laptops need."""
        own = endpoint.identity
        return {
            "api": API_VERSION,
            "name": own.certificate.name,
            "certificate": certificate_to_json(own.certificate),
            "root_key": own.root_key,
            "recovery": own.recovery,
            "time": endpoint.clock(),
            "training": own.training,
            "epoch": endpoint.store.epoch(),
        }

    @app.post("/v1/enrol", tags=["identity"])
    def enrol(request: Request, wanted: EnrolRequest) -> dict[str, Any]:
        """Bind a laptop to the petugas of a one-time code; the same laptop may repeat it."""
        return endpoint.enrol(**wanted.model_dump(), address=request.client.host if request.client else "")

    @app.post("/v1/sessions", tags=["identity"])
    def session(wanted: SessionRequest) -> dict[str, Any]:
        """A session to sign the next requests with."""
        certificate = certificate_from_json(wanted.certificate) if wanted.certificate else None
        text = endpoint.challenge(wanted.device, certificate)
        return {"session": text, "expires_in": endpoint.session_seconds}


def _add_uploads(app: FastAPI, endpoint: Endpoint, metrics: Metrics) -> None:
    @app.get("/v1/batches/{batch}", tags=["batches"])
    def state(batch: _Id, who: Known) -> dict[str, Any]:
        """How much of a batch is here, and its receipt once it was taken in."""
        return _upload(endpoint.upload_state(who.device, batch))

    @app.patch("/v1/batches/{batch}", tags=["batches"])
    def append(
        batch: _Id, who: Known, upload_offset: _Length, upload_length: _Length, upload_digest: _Sha256
    ) -> dict[str, Any]:
        """The next bytes of a batch; the last ones, or none once all are there, take it in."""
        now = endpoint.append(who.device, batch, upload_offset, upload_length, upload_digest, who.body)
        if now.receipt and now.size:  # taken in by this request, not by an earlier one
            metrics.batch(now.receipt)
        return _upload(now)


def _upload(state: UploadState) -> dict[str, Any]:
    receipt = receipt_to_json(state.receipt) if state.receipt else None
    return {"offset": state.offset, "size": state.size, "state": state.state, "receipt": receipt}


def _add_downloads(app: FastAPI, endpoint: Endpoint) -> None:
    downloads: Downloads = app.state.downloads

    @app.get("/v1/changes", tags=["downloads"], responses={**_OK_BYTES, 204: {}, 206: {}})
    def changes(request: Request, who: Known, after: Annotated[str, Field(max_length=200)] = "") -> Response:
        """An envelope with what is new after the cursor; `Range` with `If-Range` continues one cut short."""
        answer = downloads.answer(who.device.id, request.headers, lambda: endpoint.changes(who.device, after))
        answer.headers["X-Batches"] = str(endpoint.batches_of(who.device))
        return answer

    @app.get("/v1/held", tags=["downloads"])
    def held(who: Known, after: Annotated[int, Field(ge=0, lt=1 << 63)] = 0) -> list[dict[str, Any]]:
        """Batches that a relay holds for its PML to pass on."""
        return [
            {"number": each.number, "id": each.id, "size": each.size, "sender": each.sender}
            for each in endpoint.held(who.device, after)
        ]

    @app.get("/v1/held/{batch}", tags=["downloads"], response_class=Response, responses=_OK_BYTES)
    def held_envelope(request: Request, batch: _Id, who: Known) -> Response:
        """One of them, byte by byte as its sender signed it; `Range` with `If-Range` continues one cut short."""
        return ranged(endpoint.held_envelope(who.device, batch), request.headers)


def _add_watching(app: FastAPI, endpoint: Endpoint, metrics: Metrics) -> None:
    @app.get("/health", tags=["watching"])
    def health() -> dict[str, Any]:
        """200 while batches can be taken in: the database answers and there is room on the disk."""
        endpoint.ping()
        free = disk_usage(endpoint.spool).free
        if free < ROOM:
            raise MachineFault("server_full")
        return {"status": "ok", "version": __version__, "training": endpoint.identity.training, "free_bytes": free}

    @app.get("/metrics", tags=["watching"], response_class=Response)
    def measured() -> Response:
        """Figures for Prometheus."""
        return Response(metrics.page(endpoint.problem_count()), media_type=metrics.media_type)

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(operations_page(app.openapi()))
