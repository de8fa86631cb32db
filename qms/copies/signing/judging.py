"""What the signatures in a PDF are worth. Called through foundation/confined: the file comes from outside.

A file is accepted when it is the released one, byte for byte, with nothing behind it but signatures, each of which is
whole, covers all that came before it, and is by a certificate that the organisation trusts and that is valid now.
Nothing is fetched: neither revocation lists nor certificates.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from qms.copies.signing.additions import only_signatures
from qms.copies.signing.faults import Fault

FEW = 0.01  # of the bytes: so many that differ are a change, more are another document
_TOLD_AMISS = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError)


def judge(content: str, released: str, trusted: Sequence[str], at: str) -> dict[str, Any]:
    """What a file (base64) is, measured by the released one (base64).

    ``trusted`` are certificates as PEM, ``at`` the present moment. The answer has ``fault`` ("" when it is accepted)
    and ``signatures``: name, issuer, serial, valid_from, valid_until, signed_at, time_stamped, fault of each.
    """
    logging.disable(logging.CRITICAL)  # the library tells of each odd byte
    file, original = base64.b64decode(content), base64.b64decode(released)
    try:
        fault = _fault_of_file(file, original)
        return {"fault": fault, "signatures": []} if fault else _judged(file, len(original), trusted, at)
    except _TOLD_AMISS:
        return {"fault": Fault.NO_PDF, "signatures": []}


def _fault_of_file(file: bytes, original: bytes) -> str:
    """What speaks against a file before its signatures are looked at."""
    if not file.startswith(b"%PDF-"):
        return Fault.NO_PDF
    if file.startswith(original):
        return "" if len(file) > len(original) else Fault.UNSIGNED
    if PdfFileReader(io.BytesIO(file)).encrypted:
        return Fault.ENCRYPTED
    differing = sum(one != other for one, other in zip(file, original, strict=False))
    is_close = len(file) >= len(original) and differing <= FEW * len(original)
    return Fault.CHANGED if is_close else Fault.OTHER_DOCUMENT


def _judged(file: bytes, size: int, trusted: Sequence[str], at: str) -> dict[str, Any]:
    reader = PdfFileReader(io.BytesIO(file))
    if reader.encrypted:
        return {"fault": Fault.ENCRYPTED, "signatures": []}
    signatures = list(reader.embedded_regular_signatures)
    told = [_told(each, trusted, at, is_last=each is signatures[-1]) for each in signatures]
    if not signatures:
        return {"fault": Fault.UNSIGNED, "signatures": []}
    fault = "" if only_signatures(reader, _revisions_of(file[:size])) else Fault.EDITED
    fault = next((each["fault"] for each in told if each["fault"]), fault)
    return {"fault": fault, "signatures": told}


def _revisions_of(original: bytes) -> int:
    """How often the released file itself was written on: once, and once more for each signature in it."""
    return int(PdfFileReader(io.BytesIO(original)).xrefs.total_revisions)


def _told(
    embedded: EmbeddedPdfSignature, trusted: Sequence[str], at: str, *, is_last: bool
) -> dict[str, Any]:
    certificate = embedded.signer_cert
    moment = datetime.fromisoformat(at)
    roots = [_certificate(each) for each in trusted]
    context = ValidationContext(
        trust_roots=roots, other_certs=roots, allow_fetching=False, revocation_mode="soft-fail", moment=moment
    )
    status = validate_pdf_signature(
        embedded,
        signer_validation_context=context,
        ts_validation_context=context,
        key_usage_settings=KeyUsageConstraints(key_usage=None, match_all_key_usages=False),
    )
    stamped = status.timestamp_validity
    signed_at = stamped.timestamp if stamped else status.signer_reported_dt
    fault = _fault_of_signature(status, certificate, moment, is_last=is_last)
    return _facts_of(certificate) | {
        "signed_at": signed_at.isoformat() if signed_at else "",
        "time_stamped": bool(stamped and stamped.valid and stamped.intact and stamped.trusted),
        "fault": fault,
    }


def _fault_of_signature(
    status: PdfSignatureStatus, certificate: x509.Certificate, moment: datetime, *, is_last: bool
) -> str:
    stamped = status.timestamp_validity
    level = status.modification_level or ModificationLevel.OTHER
    faults = {
        Fault.BROKEN: not (status.intact and status.valid),
        Fault.EXPIRED: not certificate.not_valid_before <= moment <= certificate.not_valid_after,
        Fault.UNKNOWN: not status.trusted,
        Fault.BAD_TIME: bool(stamped and not (stamped.valid and stamped.intact and stamped.trusted)),
        Fault.EDITED: is_last
        and status.coverage != SignatureCoverageLevel.ENTIRE_FILE
        and level > ModificationLevel.LTA_UPDATES,
    }
    return next((fault for fault, holds in faults.items() if holds), "")


def certificates_in(content: str) -> list[dict[str, Any]]:
    """The certificates in a file (base64) in PEM or DER, with what they say; none where it holds no such thing."""
    data = base64.b64decode(content)
    try:
        found = [der for kind, _headers, der in pem.unarmor(data, multiple=True) if kind == "CERTIFICATE"]
    except ValueError:
        found = [data]
    try:
        return [_with_pem(x509.Certificate.load(der, strict=True)) for der in found]
    except _TOLD_AMISS:
        return []


def _with_pem(certificate: x509.Certificate) -> dict[str, Any]:
    der = certificate.dump()
    return _facts_of(certificate) | {
        "pem": pem.armor("CERTIFICATE", der).decode(),
        "fingerprint": hashlib.sha256(der).hexdigest(),
        "is_authority": bool(certificate.ca),
    }


def _facts_of(certificate: x509.Certificate) -> dict[str, Any]:
    return {
        "name": str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly),
        "issuer": str(certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly),
        "serial": f"{certificate.serial_number:X}",
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_until": certificate.not_valid_after.isoformat(),
    }


def _certificate(text: str) -> x509.Certificate:
    _kind, _headers, der = pem.unarmor(text.encode())
    return x509.Certificate.load(der)
