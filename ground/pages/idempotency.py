"""POST once: a request with an Idempotency-Key is carried out once, and answered the same every time it comes again.

The key is taken in the transaction that does the work. A second request with it, at the same moment or a day later,
waits for the first one and gets its answer; where the first one failed, nothing is left of it and the second works.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from ground.pages.days import start_of_day
from ground.pages.models import Answer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT = timedelta(days=2)
LONGEST = 64


class OtherRequest(APIException):
    """The key was used for something else."""

    status_code = 422


class Replay(Exception):
    """The request was carried out before; `answer` is what came of it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class Once:
    """A mixin of the API's views."""

    request: Any
    # Whether what is kept must not say who called, when, or what was answered.
    is_discreet = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST" or HEADER not in request.headers:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            claimed = getattr(self, "claimed", None)
            if response.status_code >= 300:
                transaction.set_rollback(True)
            elif claimed:
                body = JSONRenderer().render(response.data)
                closed = {"closed": _cipher(self.request).encrypt(body).decode()} if self.is_discreet else None
                claimed.status, claimed.body = response.status_code, closed or json.loads(body)
                claimed.save(update_fields=["status", "body"])
        return response

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.method == "POST" and HEADER in request.headers:
            self.claimed = claim(request, is_discreet=self.is_discreet)

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, Replay):
            body: Any = error.answer.body
            if self.is_discreet:
                body = json.loads(_cipher(self.request).decrypt(body["closed"].encode()))
            return Response(body, status=error.answer.status, headers={REPLAYED: "true"})
        return super().handle_exception(error)  # type: ignore[misc]


def _cipher(request: Any) -> Fernet:
    """A cipher that only the Idempotency-Key of the request opens."""
    digest = hashlib.sha256(b"answer" + request.headers[HEADER].strip().encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def claim(request: Any, *, is_discreet: bool = False) -> Answer:
    """Take the key of the request for it. Raises Replay, OtherRequest or ValidationError."""
    key = request.headers[HEADER].strip()
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        raise ValidationError({HEADER: _("The key has 1 to %(most)s characters.") % {"most": LONGEST}})
    address = f"{request.method} {request.get_full_path()}\n".encode()
    user, created_at = request.user, timezone.now()
    if is_discreet:
        # Keyed by the key itself: who has the row cannot try texts, or accounts, against it.
        secret = f"{user.pk} {key}".encode()
        user, key, address = None, hashlib.sha256(secret).hexdigest(), secret + address
        created_at = start_of_day(created_at)
    digest = hashlib.sha256(address + _content(request)).hexdigest()
    try:
        with transaction.atomic():
            return Answer.objects.create(user=user, key=key, request=digest, created_at=created_at)
    except IntegrityError:
        known = Answer.objects.get(user=user, key=key)
    if known.request != digest:
        raise OtherRequest(_("This Idempotency-Key was used for another request. Take a new one."))
    raise Replay(known)


def _content(request: Any) -> bytes:
    """What a request says, whatever the order of its members, its white space and the boundary of its parts."""
    sent = request.data
    if not isinstance(sent, QueryDict):
        return json.dumps(sent, sort_keys=True).encode()
    return json.dumps([(name, [_said(value) for value in sent.getlist(name)]) for name in sorted(sent)]).encode()


def _said(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for part in value.chunks():
        digest.update(part)
    value.seek(0)
    return [value.name, value.content_type, digest.hexdigest()]


def forget() -> int:
    """Drop answers that nobody will ask for again; returns how many."""
    return Answer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
