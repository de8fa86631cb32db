"""Puts the house together: which rooms there are, which adapter stands behind each port."""

from __future__ import annotations

from typing import Any

from flask import Flask

from config import Config
from qms.audits.feature import feature as audits
from qms.copies.feature import feature as copies
from qms.dashboard.feature import feature as dashboard
from qms.documents.feature import feature as documents
from qms.foundation import events
from qms.foundation.feature import Feature
from qms.foundation.house import House
from qms.foundation.mail.null import NoMailer
from qms.foundation.mail.port import Mailer
from qms.foundation.mail.smtp import SmtpMailer
from qms.foundation.searching.port import SearchEngine
from qms.help.feature import feature as help_texts
from qms.history.feature import feature as history
from qms.home.feature import feature as home
from qms.identity import session
from qms.identity.feature import feature as identity
from qms.identity.views.signing_in import ask_again
from qms.inbox.feature import feature as inbox
from qms.intake.feature import feature as intake
from qms.laws.feature import feature as laws
from qms.nonconformities.feature import feature as nonconformities
from qms.procedures.feature import feature as procedures
from qms.reading.feature import feature as reading
from qms.search.feature import feature as search
from qms.upkeep.feature import feature as upkeep
from qms.web.guards import OPEN, SIGNED_IN

FEATURES: tuple[Feature, ...] = (
    identity,
    documents,
    procedures,
    laws,
    reading,
    intake,
    nonconformities,
    audits,
    copies,
    home,
    dashboard,
    inbox,
    search,
    history,
    upkeep,
    help_texts,
)


def build_house(app: Flask, config: Config) -> House:
    """Collect what the rooms offer and choose the adapters."""
    house = House(
        config=config,
        features=FEATURES,
        mailer=_mailer(config),
        search=_search(config),
        load_actor=session.load_actor,
        ask_again=ask_again,
        reactions=events.connect([pair for feature in FEATURES for pair in feature.reactions]),
        effects=_merged("effects"),
        slow_effects=frozenset().union(*(feature.slow_effects for feature in FEATURES)),
        effect_labels=_merged("effect_labels"),
        duties=tuple(duty for feature in FEATURES for duty in feature.duties),
        permissions={each.name: each for each in _permissions()},
        sentences=_merged("sentences"),
        field_labels=_merged("field_labels"),
        value_labels=_merged("value_labels"),
        indexed=_merged("indexed"),
        structure=next((feature.structure for feature in FEATURES if feature.structure), None),
        citations=next((feature.citations for feature in FEATURES if feature.citations), None),
        notices=_merged("notices"),
        subjects=_merged("subjects"),
    )
    app.extensions["qms"] = house
    return house


def _search(config: Config) -> SearchEngine:
    """The engine of the configuration; the other one's library is not even loaded."""
    if config.search == "postgres":
        from qms.foundation.searching.postgres_engine import PostgresEngine  # noqa: PLC0415 - only the chosen engine is loaded

        return PostgresEngine()
    from qms.foundation.searching.whoosh_engine import WhooshEngine  # noqa: PLC0415 - only the chosen engine is loaded

    return WhooshEngine(config.index_folder)


def _mailer(config: Config) -> Mailer:
    return SmtpMailer(config.mail_url, config.mail_from) if config.mail_url else NoMailer()


def _permissions() -> list[Any]:
    return [OPEN, SIGNED_IN, *(each for feature in FEATURES for each in feature.permissions)]


def _merged(part: str) -> dict[Any, Any]:
    """The rooms' tables of one kind as one table; two rooms may not claim the same key."""
    merged: dict[Any, Any] = {}
    for feature in FEATURES:
        table = getattr(feature, part)
        twice = merged.keys() & table.keys()
        if twice:
            raise RuntimeError(f"{part} claimed twice: {sorted(twice)}")
        merged |= table
    return merged
