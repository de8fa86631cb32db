"""The engine for several machines: PostgreSQL's full-text search over the same rows, fed with our keys."""

from qms.foundation.searching.postgres_engine.engine import PostgresEngine

__all__ = ["PostgresEngine"]
