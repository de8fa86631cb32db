"""qms: an electronic quality management system for ISO 9001:2015."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Config
from qms import cli, settings, wiring
from qms.foundation import migrating
from qms.foundation.db import configure_engines, db
from qms.identity.session import login_manager
from qms.web import addresses, assets, errors, files, guards, headers, origin, templating, transaction


def create_app(config: Config | None = None) -> Flask:
    """The application of one installation; without a config, the environment's."""
    config = config or Config.from_environment()
    app = Flask(__name__, template_folder=ROOT / "templates", static_folder=None)
    app.jinja_environment = templating.TemplateEnvironment
    app.config.from_mapping(settings.for_flask(config))
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    db.init_app(app)
    with app.app_context():
        configure_engines(db.engines)
    migrating.init_app(app)
    login_manager.init_app(app, add_context_processor=False)
    house = wiring.build_house(app, config)

    addresses.init_app(app)
    headers.init_app(app)
    files.init_app(app)
    assets.init_app(app, ROOT / "static")
    transaction.init_app(app)
    guards.init_app(app)
    origin.init_app(app)
    CSRFProtect(app)
    Babel(app, locale_selector=templating.reader_language)
    templating.init_app(app)
    errors.init_app(app)
    for feature in house.features:
        if feature.blueprint:
            app.register_blueprint(feature.blueprint)
    guards.refuse_unguarded(app)
    house.words_beside_codes = addresses.words_beside_codes(app.url_map)
    cli.init_app(app, house)
    return app
