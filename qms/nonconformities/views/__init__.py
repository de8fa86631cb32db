"""Pages of the room, by subject; all hang on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("nonconformities", __name__, url_prefix="/nonconformities")
