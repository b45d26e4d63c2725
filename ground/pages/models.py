"""What the API keeps for its callers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Answer(models.Model):
    """The answer to a POST that carried an Idempotency-Key, so that the same request is not carried out twice.

    Without a user where the caller shall not be known: then the key is kept as a digest, the body is closed by the
    key itself, and the time is the day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    request = models.CharField(max_length=64)  # digest of address and body
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="answer_once"),
            models.UniqueConstraint(fields=["key"], condition=models.Q(user=None), name="answer_once_of_nobody"),
        ]

    def __str__(self) -> str:
        return self.key
