"""manage.py demo_sign_ins: one account per role of the demo, with its password."""

import unicodedata
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.models import RoleGrant
from demo.builder import PASSWORD

SIGN_INS = ("lianluo", "fuzeren", "jijian", "jiancha", "guanli", "guanli2", "shenji", "guancha", "ganbu")


class Command(BaseCommand):
    help = "Print one sign-in per role of the demo."

    def handle(self, *args: Any, **options: Any) -> None:
        grants = {
            g.user.username: g
            for g in RoleGrant.objects.in_force().filter(user__username__in=SIGN_INS).select_related("user", "unit")
        }
        if not grants:
            return
        self.stdout.write(f"\nSign-ins of the demo, all with the password  {PASSWORD}\n")
        with translation.override("zh-hans"):
            for name in SIGN_INS:
                if name in grants:
                    grant = grants[name]
                    role = str(grant.get_role_display())
                    width = sum(2 if unicodedata.east_asian_width(c) in "FW" else 1 for c in role)
                    self.stdout.write(f"  {name:10} {role}{' ' * (18 - width)} {grant.unit}")
