"""Faults as JSON: a code that the other side has words for, and a status. Nothing of what was sent is repeated."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.server.metrics import Metrics

log = logging.getLogger("regsosek_desk.server")

_STATUS = {
    "session_expired": 401,
    "not_found": 404,
    "offset_wrong": 409,
    "batch_differs": 409,
    "server_full": 507,
}
_PLAIN = {404: "not_found", 405: "method_not_allowed"}
_RETRY_SECONDS = "5"


def add_fault_handlers(app: FastAPI, metrics: Metrics) -> None:
    """Every fault that is foreseen becomes `{"code", "params"}`."""

    def desk_error(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, DeskError)
        metrics.refused(error.code)
        if isinstance(error, MachineFault):
            log.warning("%s", error)
        return fault_response(status_of(error), error.code, error.params)

    def malformed(_: Request, __: Exception) -> JSONResponse:
        metrics.refused("request_malformed")
        return fault_response(422, "request_malformed")

    def plain(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return fault_response(error.status_code, _PLAIN.get(error.status_code, "request_malformed"))

    app.add_exception_handler(DeskError, desk_error)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, plain)


def status_of(error: DeskError) -> int:
    """What was sent is wrong: 422; who sent it may not: 403; this computer can't: 503; some codes say it better."""
    kind = 422 if isinstance(error, InputFault) else 503 if isinstance(error, MachineFault) else 403
    return _STATUS.get(error.code, kind)


def fault_response(status: int, code: str, params: Mapping[str, object] | None = None) -> JSONResponse:
    """The one shape of all refusals; numbers stay numbers."""
    headers = {"Retry-After": _RETRY_SECONDS} if status in (503, 507) else None
    plain = {name: value if isinstance(value, int) else str(value) for name, value in (params or {}).items()}
    return JSONResponse({"code": code, "params": plain}, status, headers)
