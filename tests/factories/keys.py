"""Keys and certificates as authorities give them out, PDF files signed with them, and an authority for time stamps."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

import pkcs11
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from qms.kernel import clock


@cache
def private_key() -> rsa.RSAPrivateKey:
    """One for all: to make one takes long, and nobody here looks at whose it is."""
    return rsa.generate_private_key(65537, 2048)


def _named(name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


@dataclass(frozen=True)
class Issued:
    """A certificate, and how it is written down."""

    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der)


@cache
def issued(
    name: str = "Nguyễn Văn Ký", *, by: str = "Ban Cơ yếu (thử)", kind: str = "signer", days: int = 400
) -> Issued:
    """A certificate: of a signer, of an authority ("authority") or for time stamps ("stamps").

    It began 30 days before the last of its ``days``, or a year ago: with few days it has expired.
    """
    now = clock.now()
    until = now + timedelta(days=days - 30)
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(name if kind == "authority" else by))
        .public_key(private_key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, until) - timedelta(days=365))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(kind == "authority", None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=kind != "authority", content_commitment=kind == "signer",
                key_encipherment=False, data_encipherment=False, key_agreement=False,
                key_cert_sign=kind == "authority", crl_sign=kind == "authority",
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if kind == "stamps":
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Issued(made.sign(private_key(), hashes.SHA256()))


def authority(name: str = "Ban Cơ yếu (thử)") -> Issued:
    return issued(name, kind="authority")


def _key_info() -> asn1_keys.PrivateKeyInfo:
    written = private_key().private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return asn1_keys.PrivateKeyInfo.load(written)


def key_file(folder: Path, *, secret: str = "mật khẩu", of: Issued | None = None) -> Path:
    """A PKCS#12 file."""
    path = folder / "khóa.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"qms",
            private_key(),
            (of or issued()).certificate,
            [authority().certificate],
            serialization.BestAvailableEncryption(secret.encode()),
        )
    )
    return path


def stamps() -> DummyTimeStamper:
    """An authority for time stamps without a network."""
    store = SimpleCertificateStore()
    store.register(authority().asn1)
    return DummyTimeStamper(
        tsa_cert=issued("Cấp dấu thời gian", kind="stamps").asn1, tsa_key=_key_info(), certs_to_embed=store
    )


def signed(content: bytes, by: Issued | None = None, *, field: str = "Ky1") -> bytes:
    """The PDF as it comes back from somebody's own signing program."""
    by = by or issued()
    store = SimpleCertificateStore()
    store.register(authority().asn1)
    signer = signers.SimpleSigner(signing_cert=by.asn1, signing_key=_key_info(), cert_registry=store)
    about = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    made = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), about, signer=signer)
    return bytes(made.getvalue())


def put_into_device(module: Path, *, token: str, pin: str, label: str) -> None:
    """The signer's key and certificate in a device behind PKCS#11."""
    numbers = private_key().private_numbers()
    public = numbers.public_numbers

    def octets(number: int) -> bytes:
        return number.to_bytes((number.bit_length() + 7) // 8, "big")

    attribute, kind = pkcs11.Attribute, pkcs11.ObjectClass
    with pkcs11.lib(str(module)).get_token(token_label=token).open(rw=True, user_pin=pin) as session:
        session.create_object(
            {
                attribute.CLASS: kind.PRIVATE_KEY,
                attribute.KEY_TYPE: pkcs11.KeyType.RSA,
                attribute.TOKEN: True,
                attribute.PRIVATE: True,
                attribute.SIGN: True,
                attribute.LABEL: label,
                attribute.ID: b"1",
                attribute.MODULUS: octets(public.n),
                attribute.PUBLIC_EXPONENT: octets(public.e),
                attribute.PRIVATE_EXPONENT: octets(numbers.d),
                attribute.PRIME_1: octets(numbers.p),
                attribute.PRIME_2: octets(numbers.q),
                attribute.EXPONENT_1: octets(numbers.dmp1),
                attribute.EXPONENT_2: octets(numbers.dmq1),
                attribute.COEFFICIENT: octets(numbers.iqmp),
            }
        )
        session.create_object(
            {
                attribute.CLASS: kind.CERTIFICATE,
                attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                attribute.TOKEN: True,
                attribute.LABEL: label,
                attribute.ID: b"1",
                attribute.SUBJECT: issued().asn1.subject.dump(),
                attribute.VALUE: issued().der,
            }
        )
