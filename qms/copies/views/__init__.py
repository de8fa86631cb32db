"""Pages of the room, by subject; all hang on one blueprint."""

from flask import Blueprint

blueprint = Blueprint("copies", __name__)
