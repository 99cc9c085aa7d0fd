"""/progres: only for whoever knows the code, without a script, further down by links, and in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import requests
from app_rig import served
from sending import send
from store_rig import PML, PPL_A, Bureau, bureau_of

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.server.app import create_app
from regsosek_desk.storage.endpoint.store import EndpointStore

NAME = "BUDI SANTOSO"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FAR = "3321020001000100"


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    store = EndpointStore.open(f"sqlite:///{tmp_path / 'server.sqlite'}")
    made = bureau_of(store, tmp_path)
    names = {"kab_name": "DEMAK", "kec_name": "<KEC & LAIN>", "desa_name": "DESA", "pml_code": PML.code}
    store.put_sls([Sls(FAR, "RT 900", ppl_code=PPL_A.code, **names)])
    yield made
    store.close()


@pytest.fixture
def address(bureau: Bureau) -> Iterator[str]:
    with served(create_app(bureau.endpoint)) as url:
        yield url


@pytest.fixture
def inside(bureau: Bureau, address: str) -> requests.Session:
    """A browser that has shown the code."""
    session = requests.Session()
    assert enter(session, address, bureau.endpoint.viewing.code()).status_code == 200
    return session


def enter(session: requests.Session, address: str, code: str) -> requests.Response:
    return session.post(f"{address}/progres", data={"kode": code}, timeout=30)


def page(session: requests.Session, address: str, query: str = "") -> str:
    found = session.get(f"{address}/progres{query}", timeout=30)
    assert found.status_code == 200
    return found.text


class _Reader(HTMLParser):
    """Fails on tags that don't close, and collects the links."""

    _EMPTY = frozenset({"meta", "input", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._EMPTY:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


# --- the door -----------------------------------------------------------------------------------------


def test_a_stranger_sees_the_door_alone(bureau: Bureau, address: str) -> None:
    send(bureau.enrol(), "clean")
    found = requests.get(f"{address}/progres", timeout=30)
    assert found.status_code == 401
    assert "RT" not in found.text
    assert PML.name not in found.text
    read(found.text)


def test_the_code_opens_it_however_it_is_typed(bureau: Bureau, address: str) -> None:
    code = bureau.endpoint.viewing.code()
    found = enter(requests.Session(), address, f" {code.lower().replace('-', ' ')} ")
    assert found.status_code == 200
    assert found.history[0].status_code == 303
    cookie = found.history[0].headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert code not in cookie


def test_nothing_but_the_page_s_own_style_may_run(inside: requests.Session, address: str) -> None:
    headers = inside.get(f"{address}/progres", timeout=30).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert headers["Cache-Control"] == "no-store"
    assert "<script" not in page(inside, address)


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "x" * 10_000, "Ω"])
def test_a_wrong_code_opens_nothing(address: str, code: str) -> None:
    session = requests.Session()
    assert enter(session, address, code).status_code == 403
    assert session.get(f"{address}/progres", timeout=30).status_code == 401


def test_whoever_guesses_waits(bureau: Bureau, address: str) -> None:
    session, code = requests.Session(), bureau.endpoint.viewing.code()
    for letter in "ABCDE":
        assert enter(session, address, letter * 8).status_code == 403
    assert enter(session, address, code).status_code == 403
    bureau.clock.move(60)
    assert enter(session, address, code).status_code == 200


@pytest.mark.parametrize("cookie", ["", "2999-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z|00", "|", "a|b|c", "Ω|Ω"])
def test_a_made_up_cookie_opens_nothing(bureau: Bureau, cookie: str) -> None:
    assert not bureau.endpoint.viewing.may_look(cookie)


def test_a_cookie_ends_after_thirty_days(bureau: Bureau) -> None:
    shown = bureau.endpoint.viewing.enter(bureau.endpoint.viewing.code())
    bureau.clock.move(30 * 86_400 - 1)
    assert bureau.endpoint.viewing.may_look(shown)
    bureau.clock.move(2)
    assert not bureau.endpoint.viewing.may_look(shown)


def test_another_code_shuts_out_whoever_had_the_old_one(bureau: Bureau) -> None:
    viewing = bureau.endpoint.viewing
    old = viewing.code()
    shown = viewing.enter(old)
    assert viewing.change() != old
    assert not viewing.may_look(shown)
    assert viewing.may_look(viewing.enter(viewing.code()))


# --- the page -----------------------------------------------------------------------------------------


def test_links_lead_down_to_the_sls(bureau: Bureau, inside: requests.Session, address: str) -> None:
    send(bureau.enrol(), "clean", sls_id=FAR)
    text = page(inside, address)
    assert "&lt;KEC &amp; LAIN&gt;" in text
    down = next(link for link in read(text).links if "di=3321020" in link)
    desa = page(inside, address, down)
    sls = next(link for link in read(desa).links if "di=3321020001" in link)
    text = page(inside, address, sls)
    assert FAR in text
    assert f"di={FAR}" not in text


def test_the_numbers_are_those_of_the_documents(bureau: Bureau, inside: requests.Session, address: str) -> None:
    send(bureau.enrol(), *["clean"] * 3, "error")
    text = page(inside, address, "?penyebut=received")
    sums = {words: count for count, words in re.findall(r"<div><strong>([\d.]+)</strong>(\w[^<]*)</div>", text)}
    assert (sums["Bersih"], sums["Salah"], sums["Peringatan"], sums["K diterima"]) == ("3", "1", "0", "0")


@pytest.mark.parametrize("way", ["wilayah", "petugas", "operator", "lain"])
def test_every_way_is_whole(bureau: Bureau, inside: requests.Session, address: str, way: str) -> None:
    send(bureau.enrol(), "clean")
    read(page(inside, address, f"?jalan={way}&mangkrak=1"))
    read(page(inside, address, f"?jalan={way}&di=tidak&di=ada&di=di&penyebut=mana"))


def test_no_family_is_named(bureau: Bureau, inside: requests.Session, address: str) -> None:
    laptop = bureau.enrol()
    family = laptop.new_family(FAR, r108=NAME, r110="001")
    laptop.send(laptop.bundle(family))
    seen = [page(inside, address)]
    for link in read(seen[0]).links:
        seen.append(page(inside, address, link))
    assert not [text for text in seen if NAME in unescape(text)]


def test_a_relay_has_no_such_page(tmp_path: Path) -> None:
    from dataclasses import replace

    store = EndpointStore.open(f"sqlite:///{tmp_path / 'relay.sqlite'}")
    made = bureau_of(store, tmp_path)
    made.endpoint.identity = replace(made.identity, root=None)
    with served(create_app(made.endpoint)) as url:
        assert requests.get(f"{url}/progres", timeout=30).status_code == 404


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this computer")
@pytest.mark.parametrize("width", [390, 1366])
def test_it_reads_in_a_browser(
    bureau: Bureau, inside: requests.Session, address: str, tmp_path: Path, width: int
) -> None:
    """Nothing sticks out to the side, and the table is there, on a telephone as on a screen."""
    send(bureau.enrol(), "clean", "error")
    probe = (
        "<script>document.title = `${document.documentElement.scrollWidth} ${document.querySelectorAll('td').length}`"
    )
    file = tmp_path / "progres.html"
    file.write_text(page(inside, address) + probe + "</script>", "utf-8")
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profil'}",
               f"--window-size={width},800", "--dump-dom", file.as_uri()]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.search(r"<title>(\d+) (\d+)</title>", shown)
    assert found
    assert int(found[1]) <= max(width, 500)  # what a headless window has at least
    assert int(found[2]) > 10


def test_of_a_form_that_anybody_may_send_no_more_is_read_than_a_code_takes(
    bureau: Bureau, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(text: str) -> dict[str, list[str]]:
        read.append(text)
        return {}

    monkeypatch.setattr("regsosek_desk.server.progress.parse_qs", noted)
    assert requests.post(f"{address}/progres", data=b"a=b&" * 200_000, timeout=30).status_code == 403
    assert [len(text) < 1_000 for text in read] == [True]
