"""The released PDF signed: by the installation's key in a file or a device, and by people elsewhere."""

from __future__ import annotations

import base64
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from asn1crypto import tsp
from flask import Flask

from config import SigningKey
from qms.copies import queries
from qms.copies.operations import signing, trusting
from qms.copies.rules import Stamp
from qms.copies.signing.keys import signed
from qms.copies.typesetting import engine
from qms.documents.models import Revision
from qms.foundation import files, outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.identity.queries import get_organization
from scripts.judges import DEVICE
from tests.copies.sheets import sheet
from tests.factories import documents, keys
from tests.people import actor


def trusting_our_authority() -> None:
    organization = get_organization(actor("lan").organization_id or 0)
    found = trusting.read_certificates(keys.authority().pem.encode())
    trusting.trust(organization, found, actor=actor("quan"))
    db.session.commit()


def released() -> tuple[Revision, bytes]:
    """A short document in force, and its PDF."""
    revision = documents.in_force()
    outbox.work_once()
    printed = queries.find_printed(revision.id, Stamp.CONTROLLED)
    assert printed is not None
    return revision, files.path_of(printed.file).read_bytes()


@pytest.fixture
def stamping() -> Iterator[str]:
    """An authority for time stamps on this machine; its address."""
    stamper = keys.stamps()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the library's name
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_more: object) -> None:
            """Nothing: the test's output stays readable."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_key_of_the_installation_signs_what_is_released_with_a_time_stamp(
    app: Flask, tmp_path: Path, stamping: str
) -> None:
    trusting_our_authority()
    key = SigningKey(file=str(keys.key_file(tmp_path)), secret="mật khẩu", time_stamp_url=stamping)
    house().config = replace(house().config, signing_key=key)
    try:
        revision, content = released()
    finally:
        house().config = replace(house().config, signing_key=SigningKey())
    (made,) = queries.list_signed(revision.id)
    (told,) = made.signatures
    assert (told["name"], told["fault"], told["time_stamped"]) == ("Nguyễn Văn Ký", "", True)
    path = files.path_of(made.file)
    assert path.read_bytes().startswith(content)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "ETSI.CAdES.detached" in said


def test_a_device_behind_pkcs11_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = tmp_path / "softhsm2.conf"
    (tmp_path / "tokens").mkdir()
    settings.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    init = ["softhsm2-util", "--init-token", "--free", "--label", "qms", "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(init, check=True, capture_output=True)
    keys.put_into_device(DEVICE, token="qms", pin="1234", label="iso")
    content = base64.b64decode(engine.pdf(sheet(), 0, {}))
    key = SigningKey(module=str(DEVICE), token="qms", label="iso", secret="1234")
    verdict = signing.judged(signed(content, key, reason="Ban hành"), content, [keys.authority().pem])
    assert [each["fault"] for each in verdict["signatures"]] == [""]
    assert verdict["fault"] == ""
