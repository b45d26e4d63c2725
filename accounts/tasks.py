from celery import shared_task
from django.apps import apps
from django.utils.translation import override

from accounts import deliveries, invitations, mails, notices


@shared_task
def remind() -> int:
    """Tell everybody what is due."""
    return notices.remind()


@shared_task
def deliver() -> int:
    """Send what is new by the channels of each person."""
    return deliveries.deliver()


@shared_task
def digest() -> int:
    """Mail what was not read."""
    return notices.digest()


@shared_task
def mail_new_device(user: int) -> bool:
    """Tell a person by mail that their account was signed in to from a device that does not know them."""
    person = apps.get_model("accounts", "User").objects.get(pk=user)
    return mails.mail("new_device", {"user": person}, person.email)


@shared_task
def mail_new_password(user: int, language: str | None) -> bool:
    """Send a person who asked for it the link to a new password, in the language of the page on which they did."""
    person = apps.get_model("accounts", "User").objects.get(pk=user)
    with override(language):
        return invitations.mail_new_password(person)
