"""A server with a TLS certificate of its own: trusted by its fingerprint or as an authority, by nothing else."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

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
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path, made.fingerprint(hashes.SHA256()).hex()


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


def test_the_authority_of_the_office_is_trusted(address: str, certificate: tuple[Path, str]) -> None:
    assert code_of(HttpLink(address, KEYS, authority=str(certificate[0]))) == "x"
