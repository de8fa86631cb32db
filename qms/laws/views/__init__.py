"""Pages of the room, by subject; all hang on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("laws", __name__, url_prefix="/laws")
