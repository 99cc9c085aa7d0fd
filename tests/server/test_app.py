"""The routes as a laptop meets them: on a real uvicorn, with real signatures and real envelopes."""

from __future__ import annotations

import asyncio
import hashlib
import re
import socket

import pytest
import requests
from app_rig import bundle, everything_for, upload
from office_rig import Served

from regsosek_desk import __version__
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.server.running import listen
from regsosek_desk.sync.envelope import open_envelope
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json, check_certificate, check_receipt, receipt_from_json

ADDRESS = {"r107": "JL MELATI NO 4"}


def get(on_air: Served, path: str) -> requests.Response:
    return requests.get(on_air.address + path, timeout=30)


# --- who ----------------------------------------------------------------------------------------------


def test_the_endpoint_says_who_it_is(on_air: Served) -> None:
    said = get(on_air, "/v1/identity").json()
    certificate = certificate_from_json(said["certificate"])
    check_certificate(certificate, said["root_key"])
    assert (said["api"], said["name"], certificate.role) == (1, "BPS Kabupaten Demak", "server")
    assert said["recovery"].startswith("age1")
    assert said["training"] is False


def test_a_laptop_is_enrolled_once_by_its_code(on_air: Served) -> None:
    first, second = DeviceKeys.generate(), DeviceKeys.generate()
    code = on_air.endpoint.new_code("02301").code
    body = {"code": code, "device_name": "laptop", "wrapped_key": "x"}
    keys = {"sign_key": first.sign_key, "recipient": first.recipient}
    answers = [requests.post(f"{on_air.address}/v1/enrol", json=body | keys, timeout=30) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]  # the same laptop may repeat it
    other = {"sign_key": second.sign_key, "recipient": second.recipient}
    refused = requests.post(f"{on_air.address}/v1/enrol", json=body | other, timeout=30)
    assert (refused.status_code, refused.json()["code"]) == (403, "code_used")


def test_a_session_that_ran_out_is_told_as_such(on_air: Served) -> None:
    laptop = on_air.laptop()
    headers = {"Authorization": f"Regsosek {laptop.keys.device}:bukan-sesi:bukan-tanda-tangan"}
    answer = requests.get(f"{on_air.address}/v1/changes", headers=headers, timeout=30)
    assert (answer.status_code, answer.json()) == (401, {"code": "session_expired", "params": {}})


@pytest.mark.parametrize("header", ["", "Regsosek", "Regsosek a:b", "Basic a:b:c"])
def test_without_a_signature_nobody_gets_in(on_air: Served, header: str) -> None:
    answer = requests.get(f"{on_air.address}/v1/changes", headers={"Authorization": header}, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")


def test_the_signature_covers_path_query_and_body(on_air: Served) -> None:
    laptop = on_air.laptop()
    assert laptop.ask("GET", "/v1/changes?after=").status_code == 200
    assert laptop.ask("GET", "/v1/changes?after=", signed_path="/v1/changes").json()["code"] == "signature_wrong"
    headers = {"Upload-Offset": "0", "Upload-Length": "3", "Upload-Digest": hashlib.sha256(b"abc").hexdigest()}
    answer = laptop.ask("PATCH", "/v1/batches/b-1", b"abc", signed_body=b"abd", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")


def test_a_revoked_laptop_is_shut_out_at_once(on_air: Served) -> None:
    laptop = on_air.laptop()
    assert laptop.ask("GET", "/v1/batches/b-1").status_code == 200
    session = laptop.session()
    on_air.endpoint.revoke(laptop.keys.device)
    answer = laptop.ask("GET", "/v1/batches/b-1", session=session)
    assert (answer.status_code, answer.json()["code"]) == (403, "device_revoked")


# --- up -----------------------------------------------------------------------------------------------


def test_a_batch_goes_up_and_its_receipt_comes_back(on_air: Served) -> None:
    laptop = on_air.laptop()
    sent = [bundle(laptop, laptop.sls[0], ADDRESS) for _ in range(3)]
    receipt = receipt_from_json(upload(laptop, *laptop.batch(sent)))
    check_receipt(receipt, laptop.root_key)
    assert {(v.document, v.code) for v in receipt.verdicts} == {(each.document, "accepted") for each in sent}
    assert everything_for(on_air.laptop()).keys() >= {each.document for each in sent}


def test_a_receipt_is_packed_for_who_can_unpack_it_and_an_envelope_never(on_air: Served) -> None:
    laptop = on_air.laptop()
    batch, data = laptop.batch([bundle(laptop, laptop.sls[0], ADDRESS) for _ in range(10)])
    laptop.patch(batch, data, 0, len(data))
    path = f"/v1/batches/{batch}"
    packed, plain = (laptop.ask("GET", path, headers={"Accept-Encoding": how}) for how in ("gzip", "identity"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2
    changes = on_air.laptop().ask("GET", "/v1/changes?after=", headers={"Accept-Encoding": "gzip"})
    assert len(changes.content) > 1024
    assert "Content-Encoding" not in changes.headers


def test_small_answers_are_sent_at_once() -> None:
    """Nagle's algorithm would keep the body of an answer until its head has been acknowledged."""

    async def answered() -> int:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("127.0.0.1", 0)
        async with await asyncio.start_server(meet, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            found = await seen
            writer.close()
            return found

    assert asyncio.run(answered())


def test_an_upload_goes_on_at_the_byte_it_had_reached(on_air: Served) -> None:
    laptop = on_air.laptop()
    batch, data = laptop.batch([bundle(laptop, laptop.sls[0], ADDRESS)])
    assert laptop.patch(batch, data, 0, 100).json()["offset"] == 100
    assert laptop.ask("GET", f"/v1/batches/{batch}").json()["offset"] == 100
    wrong = laptop.patch(batch, data, 50, 100)
    assert (wrong.status_code, wrong.json()) == (409, {"code": "offset_wrong", "params": {"offset": 100}})
    done = laptop.patch(batch, data, 100, len(data)).json()
    assert done["state"] == "done"
    again = laptop.patch(batch, data, len(data), len(data)).json()
    assert again["receipt"] == done["receipt"] == upload(laptop, batch, data)


def test_an_envelope_that_was_changed_is_refused_with_its_fault(on_air: Served) -> None:
    laptop = on_air.laptop()
    batch, data = laptop.batch([bundle(laptop, laptop.sls[0], ADDRESS)])
    changed = data[:-1] + bytes([data[-1] ^ 1])
    answer = laptop.patch(batch, changed, 0, len(changed))
    assert (answer.status_code, answer.json()["code"]) == (422, "envelope_changed")
    assert upload(laptop, batch, data)["verdicts"][0]["code"] == "accepted"


# --- down ---------------------------------------------------------------------------------------------


def test_a_download_cut_short_goes_on_with_the_same_bytes(on_air: Served) -> None:
    laptop = on_air.laptop()
    whole = laptop.ask("GET", "/v1/changes?after=")
    rest = {"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]}
    part = laptop.ask("GET", "/v1/changes?after=", headers=rest)
    assert (part.status_code, part.content) == (206, whole.content[1000:])
    assert part.headers["X-Next-Cursor"] == whole.headers["X-Next-Cursor"]
    assert part.headers["Content-Range"] == f"bytes 1000-{len(whole.content) - 1}/{len(whole.content)}"
    anew = laptop.ask("GET", "/v1/changes?after=", headers={**rest, "If-Range": '"lain"'})
    assert anew.status_code == 200
    open_envelope(anew.content, laptop.keys, laptop.root_key)


def test_who_has_everything_gets_nothing(on_air: Served) -> None:
    laptop = on_air.laptop()
    after = ""
    while (answer := laptop.ask("GET", f"/v1/changes?after={after}")).status_code == 200:
        after = answer.headers["X-Next-Cursor"]
    assert (answer.status_code, answer.content) == (204, b"")


def test_only_a_relay_hands_on_batches_of_others(on_air: Served) -> None:
    with pytest.raises(PeerFault) as fault:
        on_air.laptop().link.held(0)
    assert fault.value.code == "not_allowed"


# --- watching -----------------------------------------------------------------------------------------


def test_health_tells_the_version_and_the_room(on_air: Served) -> None:
    answer = get(on_air, "/health")
    assert answer.status_code == 200
    assert answer.json()["version"] == __version__
    assert answer.json()["free_bytes"] > 0


def test_the_figures_count_what_happened(on_air: Served) -> None:
    laptop = on_air.laptop()
    batch, data = laptop.batch([bundle(laptop, laptop.sls[0], ADDRESS) for _ in range(2)])
    for _ in range(2):  # what is repeated isn't counted again
        assert laptop.patch(batch, data, 0, len(data)).json()["state"] == "done"
    get(on_air, "/tidak/ada")
    page = get(on_air, "/metrics").text
    for line in (
        "regsosek_batches_total 1.0",
        "regsosek_problems 0.0",
        'regsosek_documents_total{verdict="accepted"} 2.0',
        'regsosek_requests_total{method="GET",route="other",status="404"} 1.0',
        'regsosek_requests_total{method="POST",route="/v1/enrol",status="200"} 1.0',
    ):
        assert line in page.splitlines()
    assert float(re.findall(r"^regsosek_disk_free_bytes (\S+)$", page, re.M)[0]) > 0
    assert laptop.keys.device not in page
    assert "02301" not in page


def test_the_page_of_operations_needs_no_other_host(on_air: Served) -> None:
    page = get(on_air, "/docs").text
    paths = get(on_air, "/openapi.json").json()["paths"]
    assert "/v1/batches/{batch}" in paths
    assert all(path in page for path in paths)
    assert not re.search(r"https?://|//\w|<script|<link", page)
