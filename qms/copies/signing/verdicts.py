"""What is wrong with a file that comes as signed, in words; each fault has its own sentence."""

from __future__ import annotations

from typing import Any

from qms.copies.signing.faults import Fault
from qms.foundation.texts import _l

_SENTENCES = {
    Fault.NO_PDF: _l("This file is no PDF, or it is damaged."),
    Fault.ENCRYPTED: _l("This PDF is encrypted. Sign the released file as it is, without a password."),
    Fault.OTHER_DOCUMENT: _l(
        "This is another document, or it was saved anew. Download the released PDF here, sign it, and send that file."
    ),
    Fault.CHANGED: _l("The content was changed: it is not the PDF that was released, byte for byte."),
    Fault.UNSIGNED: _l("There is no digital signature in this file."),
    Fault.BROKEN: _l("A signature does not fit what it stands on: the file was changed after signing."),
    Fault.EDITED: _l("Something was added to the file besides signatures."),
    Fault.EXPIRED: _l(
        "The certificate of a signature is not valid at this time: it has expired or not begun."
    ),
    Fault.UNKNOWN: _l("The certificate of a signature is not among those that the organisation trusts."),
    Fault.BAD_TIME: _l("The time stamp of a signature is not valid, or its authority is not trusted."),
    Fault.TOO_MUCH: _l("This file could not be checked: it is too large or too complicated."),
}


def sentence_of(fault: str) -> Any:
    """The sentence of a fault by its name."""
    return _SENTENCES[Fault(fault)]
