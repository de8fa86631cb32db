"""Mail by SMTP, with the standard library."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from qms.foundation.mail.port import Letter

TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class SmtpMailer:
    """``url`` is smtp://user:password@host:port, smtps:// for TLS from the start, smtp+starttls://."""

    url: str
    sender: str
    is_configured: bool = True

    def send(self, letter: Letter) -> None:
        parts = urlsplit(self.url)
        with self._connect(parts.scheme, parts.hostname or "localhost", parts.port) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(self._message(letter))

    def _connect(self, scheme: str, host: str, port: int | None) -> smtplib.SMTP:
        if scheme == "smtps":
            return smtplib.SMTP_SSL(
                host, port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        server = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
        if scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = Address(letter.to_name, addr_spec=letter.to_address)  # exactly one recipient
        message["Subject"] = letter.subject
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = letter.message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message
