"""Mail by SMTP: nothing that watches, adverts and surveys with a way out (RFC 8058).

All of it is plain text; surveys have an HTML alternative beside it, so that an answer is one tap.
"""

from __future__ import annotations

import asyncio
import re
import smtplib
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import blake2b
from time import monotonic
from urllib.parse import quote

from oase.decisions.messages.attempts import Attempt, Recipient, again
from oase.decisions.messages.hosts import Busy, Hosts
from oase.decisions.messages.letters import html_of, stop_of, words_of
from oase.decisions.messages.outbox import Ended, Message
from oase.settings import Delivery

__all__ = ["Mail", "written"]

THREADS = 4
LAST_STEP_SECONDS = 1.0
"""No mail is handed over when less than this is left."""

# what leaves no room for a second address; letters beyond ASCII need servers that few have
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")

_WORDS = {
    "de": "Keine Werbung mehr per E-Mail: {url}",
    "en": "No more advertising by e-mail: {url}",
}


class Mail:
    """Carries messages to a mail server.

    Parameters
    ----------
    delivery : Delivery
    clock : callable
        Microseconds since 1970, UTC.
    trusted : SSLContext, optional
        The system's own certificates when left out.
    """

    def __init__(
        self, delivery: Delivery, clock: Callable[[], int], trusted: ssl.SSLContext | None = None
    ) -> None:
        self._delivery = delivery
        self._clock = clock
        self._trusted = trusted
        self._hosts = Hosts(THREADS)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    async def carry(self, message: Message, recipient: Recipient, seconds: float) -> Attempt:
        """Hand one mail to the server."""
        delivery = self._delivery
        if not delivery.smtp_host or (message.kind == "advert" and not delivery.unsubscribe):
            return again("not_set_up", after_seconds=30.0, is_counted=False)
        address = recipient.email.strip()
        if not _ADDRESS.fullmatch(address):
            return Attempt(ended=Ended.NO_SUBSCRIPTION)
        try:
            letter = written(message, address, delivery, self._clock())
        except (MessageError, ValueError):
            return Attempt(ended=Ended.REFUSED, reason="unfit")
        try:
            async with self._hosts.call(delivery.smtp_host) as call:
                loop = asyncio.get_running_loop()
                seconds = min(seconds, (message.expires - self._clock()) / 1e6)
                if seconds < LAST_STEP_SECONDS:
                    return Attempt(ended=Ended.EXPIRED)
                attempt = await loop.run_in_executor(self._threads, self._handed_over, letter, seconds)
                call.is_well = attempt.is_sent or attempt.ended is not None
                return attempt
        except Busy as busy:
            return again("busy", after_seconds=busy.seconds, is_counted=False)

    def _handed_over(self, letter: EmailMessage, seconds: float) -> Attempt:
        until = monotonic() + seconds
        try:
            server = self._connected(seconds)
            try:
                return self._sent(server, letter, until)
            finally:
                _take_leave(server)
        except smtplib.SMTPAuthenticationError:
            return again("login", after_seconds=30.0)
        except smtplib.SMTPResponseException as error:
            return again(f"smtp_{error.smtp_code}")
        except smtplib.SMTPNotSupportedError:
            return again("no_security")
        except TimeoutError:
            return again("timeout")
        except (smtplib.SMTPException, ssl.SSLError):
            return again("broken")
        except OSError:
            return again("unreachable")

    def _connected(self, seconds: float) -> smtplib.SMTP:
        delivery = self._delivery
        where = (delivery.smtp_host, delivery.smtp_port)
        if delivery.smtp_security == "tls":
            return smtplib.SMTP_SSL(*where, timeout=seconds, context=self._context())
        server = smtplib.SMTP(*where, timeout=seconds)
        if delivery.smtp_security == "starttls":
            try:
                server.starttls(context=self._context())
            except BaseException:
                server.close()
                raise
        return server

    def _sent(self, server: smtplib.SMTP, letter: EmailMessage, until: float) -> Attempt:
        """Go step by step: the letter itself is not handed over when its time is over."""
        delivery = self._delivery
        server.ehlo_or_helo_if_needed()
        if delivery.smtp_login and delivery.smtp_security != "none":
            server.login(delivery.smtp_login, delivery.smtp_password)
        steps = ((server.mail, parseaddr(letter["From"])[1]), (server.rcpt, parseaddr(letter["To"])[1]))
        for step, address in steps:
            code, _ = step(address)
            if code >= 400:
                return _of_code(code)
        left = until - monotonic()
        if left < LAST_STEP_SECONDS:
            return again("timeout")
        if server.sock is not None:
            server.sock.settimeout(left)
        code, _ = server.data(letter.as_bytes(policy=SMTP))  # lines end in CRLF, which bytes are not given
        return Attempt(is_sent=True) if code < 400 else _of_code(code)

    def _context(self) -> ssl.SSLContext:
        return self._trusted or ssl.create_default_context()


def written(message: Message, address: str, delivery: Delivery, now: int) -> EmailMessage:
    """Return a message as a letter.

    Parameters
    ----------
    message : Message
    address : str
    delivery : Delivery
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    ValueError
        Sender or recipient cannot stand in a letter.
    """
    content = message.content
    letter = EmailMessage()
    letter["From"] = delivery.mail_from
    letter["To"] = address
    letter["Subject"] = " ".join(str(content.get("title", "")).split())
    letter["Date"] = format_datetime(datetime.fromtimestamp(now / 1e6, UTC))
    letter["Message-ID"] = _name(message.key, delivery.mail_from)
    letter["Auto-Submitted"] = "auto-generated"
    if message.kind == "survey":
        _write_survey(letter, message, delivery)
        return letter
    parts = [str(content.get("body", "")), str(content.get("url", ""))]
    if message.kind != "contract" and delivery.unsubscribe:
        way_out = _unsubscribe(message, delivery)
        _name_way_out(letter, way_out)
        words = _WORDS.get(str(content.get("lang", "de")), _WORDS["de"])
        parts.append(words.format(url=way_out))
    letter.set_content("\n\n".join(part for part in parts if part))
    return letter


def _write_survey(letter: EmailMessage, message: Message, delivery: Delivery) -> None:
    """Write a survey twice, as words and as HTML; its way out ends surveys alone."""
    way_out = stop_of(message.content) or (_unsubscribe(message, delivery) if delivery.unsubscribe else "")
    if way_out:
        _name_way_out(letter, way_out)
    letter.set_content(words_of(message.content))
    letter.add_alternative(html_of(message.content), subtype="html")


def _unsubscribe(message: Message, delivery: Delivery) -> str:
    joint = "&" if "?" in delivery.unsubscribe else "?"
    return f"{delivery.unsubscribe}{joint}message={quote(message.key, safe='')}"


def _name_way_out(letter: EmailMessage, way_out: str) -> None:
    letter["List-Unsubscribe"] = f"<{way_out}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _name(key: str, sender: str) -> str:
    """Return the same name for the same message, so that a repetition is known as one."""
    named = blake2b(key.encode(), digest_size=16, person=b"oase.mail").hexdigest()
    return f"<{named}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"


def _take_leave(server: smtplib.SMTP) -> None:
    """Say good-bye; that the answer does not come changes nothing about what was handed over."""
    try:
        if server.sock is not None:
            server.sock.settimeout(LAST_STEP_SECONDS)
            server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _of_code(code: int) -> Attempt:
    if 500 <= code < 600:
        return Attempt(ended=Ended.REFUSED, reason=f"smtp_{code}")
    return again(f"smtp_{code}")
