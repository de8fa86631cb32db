"""For ``flask qms check``: every file that was made lies in the store as it was made."""

from __future__ import annotations

import hashlib

from qms.copies import queries
from qms.foundation import files


def files_at_odds() -> list[str]:
    """PDF files that are missing or were changed, as sentences."""
    faults = []
    for made, stored in queries.list_files():
        path = files.path_of(stored)
        if not path.is_file():
            faults.append(f"PDF {made.id} of revision {made.revision_id}: missing")
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != stored.hash:
            faults.append(f"PDF {made.id} of revision {made.revision_id}: the content was changed")
    return faults
