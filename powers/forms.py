"""The form of a power item."""

from ground.pages.forms import RegisterForm
from powers.models import PowerItem


class PowerForm(RegisterForm):
    of_unit = ("exercising_post",)
    checked_too = ("unit",)

    class Meta:
        model = PowerItem
        fields = ["code", "name", "kind", "domain", "legal_basis", "exercising_post", "is_public"]
