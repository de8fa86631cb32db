"""Pages of the room, by subject; all hang on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("identity", __name__)
