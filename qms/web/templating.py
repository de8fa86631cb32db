"""What every template can use: texts, dates, rights, addresses, navigation, preferences."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, has_request_context, request, url_for
from flask.templating import Environment
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from qms.foundation import access
from qms.foundation.feature import NavigationItem
from qms.foundation.house import house
from qms.foundation.texts import DEFAULT_LANGUAGE, LANGUAGES, _domain, language, speak, translated
from qms.kernel import clock
from qms.web.assets import asset_url
from qms.web.guards import current_actor
from qms.web.icons import icon
from qms.web.keeping import KeepExtension

THEMES = ("auto", "light", "dark")
SIZES = ("normal", "small", "large")


@dataclass(frozen=True)
class Preferences:
    """How this reader wants pages to look: from cookies, so that it works before signing in.

    The language of somebody who has signed in is the one kept with the person.
    """

    theme: str
    size: str
    language: str


@dataclass(frozen=True)
class Place:
    """An entry of the main navigation as shown to this reader."""

    label: str
    href: str
    icon: str
    active: bool
    count: int = 0


class TemplateEnvironment(Environment):
    """Flask's, for templates that have no globals of their own.

    Jinja puts a ChainMap around the globals of each template and compares its keys at every import, in Python:
    a tenth of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension(KeepExtension)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        _domain.gettext, _domain.ngettext, newstyle=True
    )
    app.jinja_env.globals["_"] = _in_template
    app.jinja_env.filters.update(day=day, moment=moment, own_errors=own_errors)
    app.jinja_env.globals.update(
        asset_url=asset_url,
        beside=beside,
        can=can,
        icon=icon,
        languages=LANGUAGES,
        query_with=query_with,
    )
    app.before_request(_speak)
    app.teardown_request(_fall_silent)
    app.context_processor(_context)
    for feature in house_of(app).features:
        app.jinja_env.globals.update(feature.template_globals)


def house_of(app: Flask) -> Any:
    return app.extensions["qms"]


def _speak() -> None:
    speak(preferences().language)


def _fall_silent(_error: BaseException | None) -> None:
    speak(None)


@pass_eval_context
def _in_template(evaluation: EvalContext, text: str, /, **values: Any) -> str:
    """``gettext`` of templates on a shorter way: a text of the catalogue is safe, what fills it is escaped."""
    if not evaluation.autoescape:
        return translated(text, language()) % values
    found = _safe(text, language())
    return found % values if values else _whole(text, language())


@lru_cache(maxsize=8192)
def _safe(text: str, language: str) -> Markup:
    return Markup(translated(text, language))  # noqa: S704 - our own texts


@lru_cache(maxsize=8192)
def _whole(text: str, language: str) -> Markup:
    """A text that nothing fills."""
    return _safe(text, language) % {}


def day(value: date | datetime | None) -> str:
    """dd/MM/yyyy on the office's calendar; a dash for none."""
    if value is None:
        return "–"
    return (clock.local(value) if isinstance(value, datetime) else value).strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """dd/MM/yyyy HH:mm on the office's clock; a dash for none."""
    return "–" if value is None else clock.local(value).strftime("%d/%m/%Y %H:%M")


def own_errors(errors: Any) -> list[str]:
    """The sentences about a field itself; those about the fields inside it stand at them."""
    return [str(error) for error in errors if not isinstance(error, dict | list | tuple)]


def can(name: str, record: Any = None) -> bool:
    """Whether the reader has the permission of this name."""
    return access.can(current_actor(), house().permissions[name], record)


def beside(place: str, record: Any) -> Markup:
    """What higher rooms put at this place of the page about a record, in the order of the rooms."""
    offered = [feature.beside[place] for feature in house().features if place in feature.beside]
    return Markup().join(each(record) for each in offered)


def query_with(**changes: Any) -> str:
    """This page's address with some query arguments changed; None removes one."""
    arguments: dict[str, Any] = {**request.args.to_dict(flat=False), **changes}
    query = urlencode({name: value for name, value in arguments.items() if value is not None}, doseq=True)
    return request.script_root + quote(request.path) + ("?" + query if query else "")


def reader_language() -> str:
    """The language to answer in; the default one at the command line and in the worker."""
    return preferences().language if has_request_context() else DEFAULT_LANGUAGE


def preferences() -> Preferences:
    """This reader's preferences; nonsense falls back to the default."""
    return Preferences(
        theme=_one_of(request.cookies.get("theme"), THEMES),
        size=_one_of(request.cookies.get("size"), SIZES),
        language=_one_of(g.get("language") or request.cookies.get("lang"), (DEFAULT_LANGUAGE, *LANGUAGES)),
    )


def _one_of(value: str | None, choices: tuple[str, ...]) -> str:
    return value if value in choices else choices[0]


def _context() -> dict[str, Any]:
    """What every template of this request gets; worked out once, for a page may be made of several."""
    if "template_context" not in g:
        g.template_context = _make_context(g.get("actor", access.NOBODY))
    return dict(g.template_context)


def _make_context(actor: access.Actor) -> dict[str, Any]:
    return {
        "current_person": actor if actor.is_signed_in else None,
        "organization": g.get("organization"),
        "navigation": tuple(_navigation(actor)) if actor.is_signed_in else (),
        "preferences": preferences(),
        "now": clock.now(),
    }


def _navigation(actor: access.Actor) -> Iterator[Place]:
    items = [item for feature in house().features for item in feature.navigation]
    for item in sorted(items, key=lambda each: each.order):
        if item.permission is None or access.can(actor, item.permission):
            count = item.count(actor) if item.count else 0
            address = _address(item.endpoint, request.script_root)
            yield Place(str(item.label), address, item.icon, _is_here(item), count)


@lru_cache(maxsize=256)
def _address(endpoint: str, _root: str) -> str:
    return url_for(endpoint)


def _is_here(item: NavigationItem) -> bool:
    if item.within:
        return request.path.startswith(item.within)
    here = request.endpoint or ""
    return here.partition(".")[0] == item.endpoint.partition(".")[0]
