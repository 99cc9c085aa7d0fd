"""A server with a TLS certificate of its own: trusted by its fingerprint, by nothing else."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tls_rig import make_certificate

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.keys import DeviceKeys

KEYS = DeviceKeys.generate()


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "12")
        self.end_headers()
        self.wfile.write(b'{"name":"x"}')

    def log_message(self, *_: object) -> None:
        pass


class Quiet(HTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that doesn't trust us hangs up."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A file with certificate and key, and the fingerprint."""
    cert, key, fingerprint = make_certificate(tmp_path_factory.mktemp("tls"))
    both = cert.with_name("server.pem")
    both.write_bytes(cert.read_bytes() + key.read_bytes())
    return both, fingerprint


@pytest.fixture
def address(certificate: tuple[Path, str]) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[0])
    with Quiet(("127.0.0.1", 0), Answer) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def code_of(link: HttpLink) -> str:
    try:
        return str(link.identity()["name"])
    except PeerFault as fault:
        return fault.code
    finally:
        link.close()


def test_an_unknown_certificate_is_not_trusted_and_not_called_offline(address: str) -> None:
    assert code_of(HttpLink(address, KEYS)) == "peer_untrusted"


def test_the_right_fingerprint_is_enough_and_a_wrong_one_is_not(address: str, certificate: tuple[Path, str]) -> None:
    right = certificate[1]
    wrong = ("0" if right[0] != "0" else "1") + right[1:]
    assert code_of(HttpLink(f"{address}#{right}", KEYS)) == "x"
    assert code_of(HttpLink(f"{address}#{wrong}", KEYS)) == "peer_untrusted"
