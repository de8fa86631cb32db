"""No mail server is configured."""

from __future__ import annotations

from qms.foundation.mail.port import Letter


class NoMailer:
    """Keeps every letter waiting."""

    is_configured = False

    def send(self, letter: Letter) -> None:
        raise OSError("no mail server is configured")
