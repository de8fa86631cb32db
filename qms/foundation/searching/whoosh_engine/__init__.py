"""The engine for one machine: Whoosh's segments and term tables, read by an evaluator of our own."""

from qms.foundation.searching.whoosh_engine.engine import WhooshEngine

__all__ = ["WhooshEngine"]
