"""Pages of the room; all hang on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("intake", __name__, url_prefix="/intake")
