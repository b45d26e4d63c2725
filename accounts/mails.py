"""Mails to one person about their account, each from two templates in account/email/."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from django.core.mail import send_mail
from django.template.loader import render_to_string


def mail(name: str, context: dict[str, Any], address: str) -> bool:
    """Send `<name>_message.txt` to the address; whether the server for mail took it."""
    subject = " ".join(render_to_string(f"account/email/{name}_subject.txt", context).split())
    try:
        send_mail(subject, render_to_string(f"account/email/{name}_message.txt", context), None, [address])
    except (OSError, SMTPException):
        return False
    return True
