"""/progres: how far the work is, for whoever knows the office's code. Plain pages that need no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.server.progress_page import door_page, progress_page
from regsosek_desk.services.endpoint.viewing import DAYS
from regsosek_desk.services.progress.levels import table, top
from regsosek_desk.services.progress.look import DENOMINATORS, WAYS, Look, Way

if TYPE_CHECKING:
    from regsosek_desk.services.endpoint.endpoint import Endpoint

PLACE = "/progres"
_COOKIE = "progres"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_FORM = 200
"""Bytes of a form that anybody may send: a code, however it is typed."""
_Word = Annotated[str, Query(max_length=20)]
_Keys = Annotated[list[str] | None, Query(max_length=4)]


def add_progress(app: FastAPI, endpoint: Endpoint) -> None:
    """Add the page and its door."""

    @app.get(PLACE, include_in_schema=False)
    def page(
        request: Request, jalan: _Word = "", di: _Keys = None, penyebut: _Word = "", mangkrak: _Word = ""
    ) -> Response:
        if not endpoint.viewing.may_look(request.cookies.get(_COOKIE, "")):
            return _html(door_page(endpoint.identity.certificate.name), 401)
        look = look_of(jalan, di or [], penyebut, only_stalled=mangkrak == "1")
        board = endpoint.progress.board()
        shown = table(board, look if look.path else top(board, look))
        return _html(progress_page(shown, endpoint.identity.certificate.name, endpoint.clock()))

    @app.post(PLACE, include_in_schema=False)
    async def enter(request: Request) -> Response:
        told = parse_qs((await request.body())[:_FORM].decode("latin-1"))
        address = request.client.host if request.client else ""
        try:
            shown = await run_in_threadpool(endpoint.viewing.enter, told.get("kode", [""])[0], address)
        except PeerFault as fault:
            return _html(door_page(endpoint.identity.certificate.name, fault), 403)
        answer = RedirectResponse(PLACE, 303, _HEADERS)
        answer.set_cookie(
            _COOKIE, shown, max_age=DAYS * 86_400, path=PLACE, secure=request.url.scheme == "https", httponly=True,
            samesite="lax",
        )  # fmt: skip
        return answer


def look_of(way: str, path: list[str], denominator: str, *, only_stalled: bool) -> Look:
    """What an address asks for; words that mean nothing count as none."""
    known: Way = next((each for each in WAYS if each == way), "wilayah")
    return Look(
        way=known,
        path=tuple(path[: len(WAYS[known]) - 1]),
        denominator=next((each for each in DENOMINATORS if each == denominator), DENOMINATORS[0]),
        only_stalled=only_stalled,
    )


def _html(text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status, _HEADERS)
