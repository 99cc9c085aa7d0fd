"""The client over a wire that misbehaves: what arrives is right or a coded fault, and nothing starts from zero."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

import pytest
import requests
from wire import FAULTS, Reply, Wire, some

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.client import CHUNK, LEAST_CHUNK, TRIES, Cancelled, HttpLink
from regsosek_desk.sync.keys import DeviceKeys, check_signature

KEYS = DeviceKeys.generate()
DATA = bytes(range(256)) * 900  # 225 KiB
RECEIPT = {"batch": "b-1"}


class Peer:
    """Keeps uploads as the endpoint does, gives downloads with ranges, checks signatures and sessions."""

    def __init__(self) -> None:
        self.sessions = 0
        self.parts: dict[str, bytearray] = {}
        self.done: set[str] = set()
        self.sizes: list[int] = []
        self.download = DATA
        self.refusal: Reply | None = None

    def __call__(self, request: requests.PreparedRequest) -> Reply:
        path = request.path_url
        if path == "/v1/sessions":
            self.sessions += 1
            return self._json({"session": f"s-{self.sessions}", "expires_in": 60})
        device, session, signature = request.headers["Authorization"].removeprefix("Regsosek ").split(":")
        body = request.body or b""
        assert isinstance(body, bytes)
        said = f"{request.method}\n{path}\n{session}\n{hashlib.sha256(body).hexdigest()}"
        assert device == KEYS.device
        assert check_signature(KEYS.sign_key, said.encode(), signature)
        if session != f"s-{self.sessions}":
            return self._json({"code": "session_expired"}, 401)
        if self.refusal:
            return self.refusal
        if path.startswith("/v1/batches/"):
            return self._batch(request, path.rpartition("/")[2], body)
        return self._changes(request)

    def _json(self, content: object, status: int = 200) -> Reply:
        return Reply(status, json.dumps(content, separators=(",", ":")).encode(), {"Content-Type": "application/json"})

    def _batch(self, request: requests.PreparedRequest, batch: str, body: bytes) -> Reply:
        part = self.parts.setdefault(batch, bytearray())
        if request.method == "PATCH" and batch not in self.done:
            self.sizes.append(len(body))
            offset = int(request.headers["Upload-Offset"])
            if offset != len(part):
                return self._json({"code": "offset_wrong", "params": {"offset": len(part)}}, 409)
            part += body
            if len(part) == int(request.headers["Upload-Length"]):
                assert hashlib.sha256(part).hexdigest() == request.headers["Upload-Digest"]
                self.done.add(batch)
        state = "done" if batch in self.done else "partial" if part else "none"
        receipt = RECEIPT if state == "done" else None
        return self._json({"offset": len(part), "size": len(DATA) if part else 0, "state": state, "receipt": receipt})

    def _changes(self, request: requests.PreparedRequest) -> Reply:
        if request.path_url.endswith("after=end"):
            return Reply(204)
        headers = {"ETag": '"tag"', "X-Next-Cursor": "end"}
        start = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        if start and request.headers.get("If-Range") == '"tag"':
            at = int(start[1])
            span = {"Content-Range": f"bytes {at}-{len(self.download) - 1}/{len(self.download)}"}
            return Reply(206, self.download[at:], {**headers, **span})
        return Reply(200, self.download, headers)


@pytest.fixture
def peer() -> Peer:
    return Peer()


def link(peer: Callable[[requests.PreparedRequest], Reply], faults: Callable[[], str] = lambda: "") -> HttpLink:
    return HttpLink("http://server.test", KEYS, adapter=Wire(peer, faults), wait=lambda _: None)


def quiet(*_: int) -> None:
    pass


def upload(
    way: HttpLink, progress: Callable[[int, int], None] = quiet, stop: Callable[[], bool] = lambda: False
) -> object:
    return way.upload("b-1", DATA, progress, stop)


def download(way: HttpLink) -> bytes | None:
    found = way.changes("", quiet, lambda: False)
    return found and found[0]


def once(*faults: str) -> Callable[[], str]:
    rest = list(faults)
    return lambda: rest.pop(0) if rest else ""


def test_a_batch_arrives_whole_and_its_receipt_comes_back(peer: Peer) -> None:
    steps: list[tuple[int, int]] = []
    assert upload(link(peer), lambda done, size: steps.append((done, size))) == RECEIPT
    assert bytes(peer.parts["b-1"]) == DATA
    assert steps[-1] == (len(DATA), len(DATA))
    assert steps == sorted(steps)


def test_an_upload_goes_on_at_the_byte_it_had_reached(peer: Peer) -> None:
    with pytest.raises(PeerFault) as broken:
        upload(link(peer, once("", "", "", *["drop_before"] * TRIES)))
    assert broken.value.code == "unreachable"
    before = len(peer.parts["b-1"])
    assert before == CHUNK
    assert upload(link(peer)) == RECEIPT
    assert sum(peer.sizes) == len(DATA)


def test_pieces_get_smaller_while_the_network_fails_and_grow_again(peer: Peer) -> None:
    faults = once("", "", "drop_before", "", "drop_before", "", "drop_before")
    assert upload(link(peer, faults)) == RECEIPT
    assert peer.sizes[0] < CHUNK
    assert max(peer.sizes) == CHUNK
    assert min(peer.sizes[:-1]) >= LEAST_CHUNK


def test_a_lost_answer_is_no_second_upload(peer: Peer) -> None:
    assert upload(link(peer, once("", "", "drop_after"))) == RECEIPT
    assert sum(peer.sizes) == len(DATA)


def test_a_session_that_ran_out_is_renewed_by_the_way(peer: Peer) -> None:
    way = link(peer)
    assert upload(way) == RECEIPT
    peer.sessions += 1
    assert way.changes("", quiet, lambda: False) == (DATA, "end")


@pytest.mark.parametrize("fault", FAULTS)
def test_each_single_fault_is_survived(peer: Peer, fault: str) -> None:
    for place in range(6):
        peer.parts.clear()
        peer.done.clear()
        assert upload(link(peer, once(*[""] * place, fault))) == RECEIPT
        assert bytes(peer.parts["b-1"]) == DATA
        data, cursor = link(peer, once(*[""] * min(place, 1), fault)).changes("", quiet, lambda: False) or (b"", "")
        assert cursor == "end"
        assert data == DATA or fault == "lie_short"  # a shorter one is no whole envelope: see test_exchange


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_stays_ends_in_a_coded_fault(peer: Peer, fault: str) -> None:
    if fault == "repeat":
        assert upload(link(peer, lambda: fault)) == RECEIPT
        return
    with pytest.raises(PeerFault) as told:
        upload(link(peer, lambda: fault))
    assert told.value.code in ("peer_busy", "unreachable", "peer_nonsense")
    assert (told.value.code == "peer_busy") == (fault in ("e401", "e500", "e502", "e504"))


def test_any_mixture_of_faults_ends_well_or_coded(peer: Peer) -> None:
    ends = set()
    for seed in range(150):
        peer.parts.clear()
        peer.done.clear()
        way = link(peer, some(0.4, seed, but=("lie_short",)))
        for each in (upload, download):
            try:
                assert each(way) in (RECEIPT, DATA)
                ends.add("well")
            except PeerFault as fault:
                ends.add(fault.code)
    assert ends == {"well", "unreachable", "peer_busy", "peer_nonsense"}


def test_a_download_goes_on_where_it_broke_off_also_in_a_later_exchange(peer: Peer) -> None:
    asked: list[str] = []

    def serve(request: requests.PreparedRequest) -> Reply:
        reply = peer(request)
        asked.append(request.headers.get("Range", ""))
        return Reply(reply.status, reply.body, reply.headers, cut=len(reply.body) // 2) if len(asked) == 2 else reply

    broken = Wire(serve, once("", "", *["drop_before"] * (TRIES - 1)))
    way = HttpLink("http://server.test", KEYS, adapter=broken, wait=lambda _: None)
    with pytest.raises(PeerFault):
        way.changes("", quiet, lambda: False)
    assert way.changes("", quiet, lambda: False) == (DATA, "end")
    assert 0 <= len(DATA) // 2 - int(asked[-1].removeprefix("bytes=").removesuffix("-")) < 1 << 14
    assert way.changes("end", quiet, lambda: False) is None


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(403, b'{"code":"device_revoked","params":{}}'), "device_revoked"),
        (Reply(403, b'{"code":"code_wait","params":{"seconds":7}}'), "code_wait"),
        (Reply(507, b'{"code":"server_full","params":{}}'), "server_full"),
        (Reply(404, b'{"code":"not_found","params":{}}'), "peer_refused"),
        (Reply(200, b"[1]"), "peer_nonsense"),
        (Reply(200, b'{"offset":-1,"size":0,"state":"none","receipt":null}'), "peer_nonsense"),
        (Reply(200, b'{"offset":0,"size":0,"state":"done","receipt":null}'), "peer_nonsense"),
        (Reply(302, b"", {"Location": "http://login.test/"}), "peer_nonsense"),
        (Reply(429, b""), "peer_busy"),
        (Reply(503, b'{"code":"server_busy","params":{}}'), "peer_busy"),
    ],
)
def test_every_answer_that_is_no_success_has_its_code(peer: Peer, reply: Reply, code: str) -> None:
    peer.refusal = reply
    with pytest.raises(PeerFault) as told:
        upload(link(peer))
    assert told.value.code == code


def test_a_batch_of_another_content_is_refused(peer: Peer) -> None:
    def serve(request: requests.PreparedRequest) -> Reply:
        if request.method == "PATCH":
            return Reply(409, b'{"code":"batch_differs","params":{}}')
        return peer(request)

    with pytest.raises(PeerFault) as told:
        upload(link(serve))
    assert told.value.code == "batch_differs"


def test_a_download_without_end_is_not_taken(peer: Peer) -> None:
    def serve(request: requests.PreparedRequest) -> Reply:
        reply = peer(request)
        return (
            Reply(200, DATA, {**reply.headers, "Content-Length": str(1 << 40)})
            if "changes" in request.path_url
            else reply
        )

    with pytest.raises(PeerFault) as told:
        link(serve).changes("", quiet, lambda: False)
    assert told.value.code == "peer_nonsense"


def test_cancelling_stops_between_two_pieces_and_keeps_what_went(peer: Peer) -> None:
    with pytest.raises(Cancelled):
        upload(link(peer), stop=lambda: len(peer.parts.get("b-1", b"")) >= 2 * CHUNK)
    assert len(peer.parts["b-1"]) == 2 * CHUNK
    assert upload(link(peer)) == RECEIPT


def test_a_machine_that_is_not_there_is_unreachable() -> None:
    way = HttpLink("http://127.0.0.1:9", KEYS, wait=lambda _: None)
    with pytest.raises(PeerFault) as told:
        way.identity()
    assert told.value.code == "unreachable"
