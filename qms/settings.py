"""What Flask and its extensions are told, from the installation's settings."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

from config import Config
from qms.foundation.db import CONNECTION_LIVES, PATIENCE_SECONDS, READERS

try:
    import pysqlite3.dbapi2 as sqlite_library
except ImportError:  # no wheel for this machine: Python's own SQLite, which may be too old for WAL
    sqlite_library = None

# A text of 5 MB comes back to be shortened, with a sentence. On the wire each byte of a Vietnamese letter takes three.
LARGEST_FORM = 3 * 5 * 2**20 + 2**20
LARGEST_REQUEST = LARGEST_FORM
FILES_IN_A_FORM = (
    4  # of the largest size, so that one that is too large is refused by name and the form is kept
)
MOST_FORM_FIELDS = 50_000  # 2,000 steps of some twenty fields


def for_flask(config: Config) -> dict[str, Any]:
    """The mapping for app.config."""
    engine_options = _engine_options(config, sqlite_library)
    is_sqlite = config.database_url.startswith("sqlite")
    return {
        "SECRET_KEY": config.secret_key,
        "TESTING": config.testing,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options,
        "SQLALCHEMY_BINDS": {READERS: {"url": config.database_url, **engine_options}} if is_sqlite else {},
        "SESSION_COOKIE_NAME": "__Host-qms" if config.is_https else "qms",
        "SESSION_COOKIE_SECURE": config.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "LARGEST_UPLOAD": largest_upload(config),
        "MAX_FORM_MEMORY_SIZE": LARGEST_FORM,
        "MAX_FORM_PARTS": MOST_FORM_FIELDS,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    }


def largest_upload(config: Config) -> int:
    """Bytes of the largest request that carries files."""
    return FILES_IN_A_FORM * config.largest_file + LARGEST_FORM


def _engine_options(config: Config, library: ModuleType | None) -> dict[str, Any]:
    if not config.database_url.startswith("sqlite"):
        return {"pool_size": config.threads, "max_overflow": 4, "pool_pre_ping": True}
    options: dict[str, Any] = {
        "connect_args": {"timeout": PATIENCE_SECONDS},
        "pool_size": config.threads,
        "max_overflow": 4,
        "pool_recycle": CONNECTION_LIVES,
    }
    return options | ({"module": library} if library else {})
