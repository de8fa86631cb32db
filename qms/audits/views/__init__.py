"""Pages of the room, by subject; all hang on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("audits", __name__, url_prefix="/audits")
