"""The installation's own key: in a PKCS#12 file, or in a device behind PKCS#11 (HSM, token).

Signatures are PAdES: B-T with a time stamp where the address of an authority is set, B-B otherwise.
"""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import tsp
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, pkcs11, signers
from pyhanko.sign.timestamps import TimeStamper

FIELD = "Installation"
LONGEST_WAIT = 20  # seconds, for the answer of the time stamp's authority
LARGEST_STAMP = 100_000  # bytes


class Key(Protocol):
    """What the settings say of the key (config.py)."""

    @property
    def file(self) -> str: ...
    @property
    def module(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def time_stamp_url(self) -> str: ...


class KeyUnusable(Exception):
    """The key cannot be opened: a wrong path, password or PIN, or nothing of that name in the device."""


def signed(content: bytes, key: Key, *, reason: str) -> bytes:
    """The PDF with a signature of the installation behind it; the file itself stays as it is.

    Raises:
        KeyUnusable: the key cannot be opened.
        OSError: the authority of the time stamp does not answer.
    """
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", reason=reason, subfilter=fields.SigSeedSubFilter.PADES
    )
    stamper = _Authority() if key.time_stamp_url else None  # type: ignore[no-untyped-call]  # the library's own
    if stamper:
        stamper.url = key.time_stamp_url
    with _opened(key) as signer:
        made: Any = signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(content)), about, signer=signer, timestamper=stamper
        )
    return bytes(made.getvalue())


@contextmanager
def _opened(key: Key) -> Iterator[signers.Signer]:
    if key.module:
        session = _session(key)
        try:
            yield pkcs11.PKCS11Signer(session, cert_label=key.label, key_label=key.label)
        finally:
            session.close()
        return
    secret = key.secret.encode() if key.secret else None
    signer = (
        signers.SimpleSigner.load_pkcs12(key.file, passphrase=secret) if Path(key.file).is_file() else None
    )
    if signer is None:
        raise KeyUnusable("the key file cannot be opened: is QMS_SIGN_FILE right, and QMS_SIGN_SECRET?")
    yield signer


def _session(key: Key) -> Any:
    criteria = TokenCriteria(label=key.token)
    try:
        return pkcs11.open_pkcs11_session(key.module, token_criteria=criteria, user_pin=key.secret)
    except Exception as error:  # the library of the maker may fail in any way; what it says is kept
        raise KeyUnusable(f"the device behind {key.module} cannot be opened: {error!r}") from error


class _Authority(TimeStamper):
    """Asks the one configured address for time stamps (RFC 3161)."""

    url = ""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        asked = urllib.request.Request(  # noqa: S310 - the address of the settings, checked there
            self.url, data=req.dump(), headers={"Content-Type": "application/timestamp-query"}
        )
        with urllib.request.urlopen(asked, timeout=LONGEST_WAIT) as answer:  # noqa: S310 - as above
            return tsp.TimeStampResp.load(answer.read(LARGEST_STAMP))
