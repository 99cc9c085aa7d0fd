"""The endpoint with a certificate of its own, which no authority vouches for."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
from app_rig import bundle, enrol, upload
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from office_rig import PPL, OfficeFolder
from server_process import ServerProcess

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.keys import DeviceKeys


def make_certificate(folder: Path) -> tuple[Path, Path, str]:
    """Files of a self-signed certificate for 127.0.0.1 and of its key, and its SHA-256 in hex."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "regsosek")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file, hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def test_only_the_certificate_with_the_fingerprint_is_trusted(office: OfficeFolder, tmp_path: Path) -> None:
    cert, key, fingerprint = make_certificate(tmp_path)
    files = ("--tls-cert", str(cert), "--tls-key", str(key))
    with ServerProcess(office.folder, *files, scheme="https") as server:
        assert server.address in server.said
        laptop = enrol(f"{server.address}#{fingerprint}", office.code(PPL))
        sent = [bundle(laptop, laptop.sls[0], {"r107": "JL MELATI"})]
        assert upload(laptop, *laptop.batch(sent))["verdicts"][0]["code"] == "accepted"
        assert requests.get(f"{server.address}/health", verify=str(cert), timeout=30).ok
        for address in (server.address, f"{server.address}#{'0' * 64}"):
            with pytest.raises(PeerFault) as fault:
                HttpLink(address, DeviceKeys.generate(), wait=lambda _: None).identity()
            assert fault.value.code == "peer_untrusted"


def test_a_certificate_that_cannot_be_read_is_told(office: OfficeFolder, tmp_path: Path) -> None:
    from regsosek_desk.cli.main import run_command

    missing = str(tmp_path / "tidak-ada.pem")
    assert run_command(["server", "--folder", str(office.folder), "--port", "0", "--tls-cert", missing]) == 2
