"""The settings of an installation: the one place that reads the environment.

Everything has a default that suits one office on one machine. Variables start with QMS_ and are listed in
README.md; a value that makes no sense stops the start with a sentence.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent
SMALLEST_SECRET = 32


class BadSetting(Exception):
    """A setting that makes no sense; the text says which and what is allowed."""


@dataclass(frozen=True)
class SigningKey:
    """The key with which the installation signs what it releases: a PKCS#12 file, or a device behind PKCS#11.

    ``label`` names certificate and key in the device; ``time_stamp_url`` is the authority for time stamps, if any.
    """

    file: str = ""
    module: str = ""
    token: str = ""
    label: str = ""
    secret: str = field(default="", repr=False)  # password of the file, PIN of the device
    time_stamp_url: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.file or self.module)


@dataclass(frozen=True)
class Config:
    """One installation's settings, checked."""

    data_folder: Path
    database_url: str
    secret_key: str
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 16
    search: str = "whoosh"
    worker: str = "inline"
    mail_url: str = ""
    mail_from: str = "qms@localhost"
    trusted_proxies: int = 0
    largest_file: int = 20 * 2**20  # bytes
    clamd: str = ""  # where the virus scanner listens; empty: files are not scanned
    signing_key: SigningKey = SigningKey()
    testing: bool = False

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def index_folder(self) -> Path:
        return self.data_folder / "index"

    @property
    def files_folder(self) -> Path:
        return self.data_folder / "files"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Config:
        """Read QMS_… variables.

        Raises:
            BadSetting: a value is missing its meaning (unknown choice, not a number, weak secret).
        """
        folder = Path(environment.get("QMS_DATA", str(ROOT / "data"))).resolve()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        config = cls(
            data_folder=folder,
            database_url=_database_url(environment.get("QMS_DATABASE_URL"), folder),
            secret_key=_secret_key(environment, folder),
            base_url=environment.get("QMS_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            host=environment.get("QMS_HOST", "127.0.0.1"),
            port=_number(environment, "QMS_PORT", 8000),
            threads=_number(environment, "QMS_THREADS", 16),
            search=_choice(environment, "QMS_SEARCH", ("whoosh", "postgres")),
            worker=_choice(environment, "QMS_WORKER", ("inline", "apart")),
            mail_url=environment.get("QMS_MAIL_URL", ""),
            mail_from=environment.get("QMS_MAIL_FROM", "qms@localhost"),
            trusted_proxies=_number(environment, "QMS_TRUSTED_PROXIES", 0),
            largest_file=_number(environment, "QMS_LARGEST_FILE_MB", 20) * 2**20,
            signing_key=_signing_key(environment),
            clamd=_scanner(environment.get("QMS_CLAMD", "")),
        )
        if config.search == "postgres" and not config.database_url.startswith("postgresql"):
            raise BadSetting("QMS_SEARCH=postgres needs a PostgreSQL database in QMS_DATABASE_URL")
        return config


def _database_url(url: str | None, folder: Path) -> str:
    if not url:
        return f"sqlite:///{folder / 'qms.sqlite'}"
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("QMS_DATABASE_URL must begin with sqlite:/// or postgresql://")
    return url


def _signing_key(environment: Mapping[str, str]) -> SigningKey:
    """The key for digital signatures; its password or PIN may stand in a file of its own."""
    secret = environment.get("QMS_SIGN_SECRET", "")
    secret_file = environment.get("QMS_SIGN_SECRET_FILE", "")
    if secret_file:
        secret = Path(secret_file).read_text().strip()
    key = SigningKey(
        file=environment.get("QMS_SIGN_FILE", ""),
        module=environment.get("QMS_SIGN_MODULE", ""),
        token=environment.get("QMS_SIGN_TOKEN", ""),
        label=environment.get("QMS_SIGN_LABEL", ""),
        secret=secret,
        time_stamp_url=environment.get("QMS_TIME_STAMP_URL", ""),
    )
    if key.file and key.module:
        raise BadSetting("either QMS_SIGN_FILE or QMS_SIGN_MODULE: the installation signs with one key")
    if key.module and not (key.token and key.label):
        raise BadSetting("QMS_SIGN_MODULE needs QMS_SIGN_TOKEN and QMS_SIGN_LABEL")
    if key.time_stamp_url and not key.time_stamp_url.startswith(("http://", "https://")):
        raise BadSetting("QMS_TIME_STAMP_URL must begin with http:// or https://")
    return key


def _secret_key(environment: Mapping[str, str], folder: Path) -> str:
    """The key that signs cookies: given, or made once on this machine and kept readable for us alone."""
    key = environment.get("QMS_SECRET_KEY", "")
    if key:
        if len(key) < SMALLEST_SECRET:
            raise BadSetting(f"QMS_SECRET_KEY needs at least {SMALLEST_SECRET} characters")
        return key
    path = folder / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _scanner(address: str) -> str:
    """The path of clamd's socket, or host:port; empty for none."""
    _host, colon, port = address.rpartition(":")
    if address and not address.startswith("/") and not (colon and port.isdecimal()):
        raise BadSetting(f"QMS_CLAMD must be the path of a socket or host:port, not {address!r}")
    return address


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal():
        raise BadSetting(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = environment.get(name, choices[0])
    if value not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value
