"""Parties with a certificate of the office that mean harm, and strangers in front of its endpoint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import requests
from app_rig import served
from field import SLS_A1, Laptop, Office, Relay
from store_rig import PML, PPL_A, PPL_B, SLS_A, SLS_B, Bureau, bureau_of, put, start_postgres

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.server.app import create_app
from regsosek_desk.services.endpoint import spool
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.vk_lists import list_id
from regsosek_desk.services.exchange.links import relay_settings
from regsosek_desk.services.exchange.packages import REVOKED
from regsosek_desk.services.exchange.stick import take_from_stick
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync.envelope import Content, Kind, seal
from regsosek_desk.sync.statements import certificate_from_json

Give = Callable[[str], Laptop]
AT = "2022-10-20T01:02:03.000Z"


# --- between laptops ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["changes", "batch"])
def test_lists_and_documents_handed_down_come_from_the_office_alone(laptop: Give, tmp_path: Path, kind: Kind) -> None:
    """A laptop of the office that says it is a relay, or hands over a stick, gives no orders."""
    pml, a = laptop("pml"), laptop("a")
    family = pml.new_family(SLS_A1, r110="666")
    before = (a.file.sls_list(), a.file.petugas_list(), a.documents())
    package = {
        "sls": [asdict(replace(each, name="PALSU", withdrawn=AT)) for each in a.file.sls_list()],
        "petugas": [{"code": "02301", "name": "PALSU", "role": "PPL"}],
        REVOKED: [a.server],
    }
    bundles = _bundles(pml, family) if kind == "changes" else ()
    data = seal(
        Content(kind, bundles, {"package": package}), pml.keys, _certificate(pml), [_certificate(a)],
        id="palsu", number=1, created=AT,
    )  # fmt: skip
    path = tmp_path / "palsu.rgsk"
    path.write_bytes(data)
    take_from_stick(a.run, path)
    assert (a.file.sls_list(), a.file.petugas_list(), a.documents()) == before
    a.exchange()  # the office has not been shut out


def _certificate(laptop: Laptop):  # type: ignore[no-untyped-def]
    return certificate_from_json(json.loads(laptop.file.meta["certificate"]))


def _bundles(laptop: Laptop, document: str):  # type: ignore[no-untyped-def]
    from regsosek_desk.services.exchange.batches import _bundle

    return tuple(_bundle(laptop.run, each) for each in laptop.file.exchange.waiting("") if each.document == document)


def test_a_relay_lets_nobody_in_whom_the_office_has_shut_out(laptop: Give, office: Office, tmp_path: Path) -> None:
    a, pml = laptop("a"), laptop("pml")
    a.new_family(SLS_A1, r110="001")
    office.endpoint.revoke(a.device)
    pml.exchange()
    told = json.loads(relay_settings(pml.run, tmp_path / "titipan"))
    assert told["revoked"] == [a.device]
    with Relay(pml, tmp_path / "relay") as relay:
        relay.endpoint.shut_out(told["revoked"])
        with pytest.raises(PeerFault) as refused:
            a.exchange(relay.wire())
    assert refused.value.code == "device_revoked"


# --- what a device may learn and spoil at the endpoint ------------------------------------------------


def test_a_receipt_is_told_to_who_sent_or_shows_the_batch(bureau: Bureau) -> None:
    ppl, stranger = bureau.enrol(PPL_A), bureau.enrol(PPL_B)
    batch, data = ppl.sealed(ppl.bundle(ppl.new_family()))
    receipt = ppl.upload(batch, data)
    assert bureau.endpoint.upload_state(ppl.device, batch).receipt == receipt
    assert bureau.endpoint.upload_state(stranger.device, batch).state == "none"
    with pytest.raises(InputFault, match="batch_differs"):
        bureau.endpoint.append(stranger.device, batch, 0, 9, "0" * 64, b"")
    assert put(bureau.endpoint, stranger.device, batch, data).receipt == receipt  # as a PML that carried it does


def test_a_document_under_the_id_of_a_list_stops_nobody_else(bureau: Bureau) -> None:
    thief, ppl, pml = bureau.enrol(PPL_A), bureau.enrol(PPL_B), bureau.enrol(PML)
    bureau.store.put_prelist([PrelistRow(SLS_B, "1", {}), PrelistRow(SLS_A, "1", {})])
    taken = list_id(SLS_B)
    thief.places[taken], thief.journals[taken] = SLS_A, []
    thief.write(taken, r110="001")
    thief.send(thief.bundle(taken))
    for each in (ppl, pml):
        assert each.fetch()
    assert list_id(SLS_A) in pml.journals


def test_what_a_status_says_is_one_of_ours(bureau: Bureau) -> None:
    ppl = bureau.enrol(PPL_A)
    document = ppl.new_family()
    ppl.send(replace(ppl.bundle(document), status="\x1b]0;halo\x07" * 20))
    assert bureau.endpoint.status()["documents"] == {"error": 1}


def test_half_uploads_of_one_device_are_few(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_PARTS", 3)
    ppl, other = bureau.enrol(PPL_A), bureau.enrol(PPL_B)
    bureau.endpoint.append(other.device, "milik-lain", 0, 10, "0" * 64, b"abc")
    for number in range(10):
        bureau.endpoint.append(ppl.device, f"b-{number}", 0, 10, "0" * 64, b"abc")
    assert len(list(bureau.endpoint.spool.glob(f"{ppl.keys.device}.*"))) == 3
    assert bureau.endpoint.upload_state(ppl.device, "b-9").offset == 3
    assert bureau.endpoint.upload_state(other.device, "milik-lain").offset == 3


@pytest.fixture
def on_postgres(tmp_path: Path) -> Iterator[Bureau]:
    server = start_postgres()
    with server.schema() as url:
        store = EndpointStore.open(url)
        yield bureau_of(store, tmp_path)
        store.close()
    if server.own:
        server.own.cleanup()


def test_what_a_database_cannot_hold_is_refused_for_good(on_postgres: Bureau) -> None:
    """Not as though another try could help: whoever carries the batch would try for ever."""
    ppl, pml = on_postgres.enrol(PPL_A), on_postgres.enrol(PML)
    document = ppl.new_family()
    ppl.journals[document] = []
    ppl.write(document, r108="SI\0TI", r110="001")
    for bundle in (replace(ppl.bundle(document), vk_row="\0"), replace(ppl.bundle(document), form_version="\0")):
        batch, data = ppl.sealed(bundle)
        for _ in range(2):
            try:
                receipt = put(on_postgres.endpoint, pml.device, batch, data).receipt
                assert receipt
                assert receipt.verdicts[0].code == "quarantined"
            except InputFault as fault:
                assert fault.code == "envelope_malformed"  # noqa: PT017
    ppl.sent = 1 << 40
    with pytest.raises(InputFault, match="envelope_malformed"):
        ppl.send(ppl.bundle(ppl.new_family()))


# --- strangers ----------------------------------------------------------------------------------------


def test_a_stranger_makes_no_more_figures_than_there_are_methods(bureau: Bureau) -> None:
    with served(create_app(bureau.endpoint)) as address:
        for number in range(20):
            requests.request(f"KARANGAN{number}", f"{address}/health", timeout=10)
            requests.request(f"KARANGAN{number}", f"{address}/x{number}", timeout=10)
        page = requests.get(f"{address}/metrics", timeout=10).text
    assert "KARANGAN" not in page
    assert 'method="other"' in page


@pytest.mark.parametrize("batch", ["..", "%2e%2e%2fkunci-server.json", "a.b", "a" * 65, "d%00", "..%5c..%5cx"])
def test_no_name_of_a_batch_leads_out_of_the_spool(bureau: Bureau, batch: str) -> None:
    ppl = bureau.enrol(PPL_A)
    with pytest.raises(InputFault, match="not_found"):
        bureau.endpoint.append(ppl.device, batch, 0, 3, hashlib.sha256(b"abc").hexdigest(), b"abc")
    assert list(bureau.folder.rglob("*.part")) == []


def test_a_session_of_one_endpoint_is_none_at_another(bureau: Bureau, tmp_path: Path) -> None:
    ppl = bureau.enrol(PPL_A)
    session = bureau.endpoint.challenge(ppl.keys.device)
    again = Endpoint(bureau.store, replace(bureau.identity, secret=b"x" * 32), tmp_path / "lain", bureau.clock)
    said = f"GET\n/v1/changes?after=\n{session}\n{hashlib.sha256(b'').hexdigest()}"
    signature = ppl.keys.sign(said.encode())
    digest = hashlib.sha256(b"").hexdigest()
    assert bureau.endpoint.authenticate(ppl.keys.device, session, signature, "GET", "/v1/changes?after=", digest)
    with pytest.raises(PeerFault, match="session_expired"):
        again.authenticate(ppl.keys.device, session, signature, "GET", "/v1/changes?after=", digest)


def test_an_sls_that_nobody_was_given_is_told_to_nobody(bureau: Bureau) -> None:
    ppl = bureau.enrol(PPL_A)
    bureau.store.put_sls([Sls("3321010009000100", "RT 009")])
    told = [sls["id"] for page in ppl.fetch() for sls in page.sections.get("package", {}).get("sls", [])]
    assert told == [SLS_A]
