"""Pages of accounts and roles, the audit trail, and each person's own page."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import trail
from accounts.filters import UserFilter
from accounts.forms import GrantForm, HandOverForm, UserForm
from accounts.handover import hand_over, handed_over
from accounts.invitations import invite
from accounts.models import RoleGrant, User, grant_role
from accounts.tables import UserTable
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.desk import desk_of
from ground.pages.pickers import PickPage
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, Page, RolePage
from units.models import Unit
from units.text_search import matching

ADMINISTRATOR = (Role.ADMINISTRATOR,)
INVITED_AT_ONCE = 100


class Users(ListPage):
    roles = ADMINISTRATOR
    model = User
    template_name = "accounts/list.html"
    table_class = UserTable
    order = ("username",)
    filterset_class = UserFilter
    title = gettext_lazy("Accounts")
    intro = gettext_lazy("The accounts of the units that you administer, with the roles they hold.")
    empty = gettext_lazy("No account matches. Clear the filters, or make a new one.")
    create_url = reverse_lazy("accounts:create")
    create_label = gettext_lazy("New account")
    create_roles = ADMINISTRATOR

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("grants__unit")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        uninvited = User.objects.visible_to(self.request.user).uninvited().count()
        return super().get_context_data(uninvited=min(uninvited, INVITED_AT_ONCE), **context)


class UserDetail(DetailPage):
    roles = ADMINISTRATOR
    model = User
    template_name = "accounts/detail.html"
    context_object_name = "account"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        grants = self.object.grants.select_related("unit", "granted_by")
        for grant in grants:
            grant.may_withdraw = grant.withdrawn_at is None and self.request.user.holds(ADMINISTRATOR, at=grant.unit)
        has_factors = Authenticator.objects.filter(user=self.object).exists()
        return super().get_context_data(grants=grants, has_factors=has_factors, **context)


class UserEdit(EditPage):
    roles = ADMINISTRATOR
    model = User
    form_class = UserForm
    title_new = gettext_lazy("New account")
    title_edit = gettext_lazy("Edit account")

    def choose_unit(self) -> None:
        return None  # an account belongs to units only through its roles

    def unit_of(self, row: User) -> None:
        return None


class UserPick(PickPage):
    """Accounts that an administrator keeps, by words of name or user name."""

    roles = ADMINISTRATOR
    key = "username"

    def rows(self, wanted: str) -> Any:
        accounts = User.objects.visible_to(self.request.user).filter(is_active=True)
        return matching(accounts, ("name", "username"), wanted, indexed=True)


class _AboutAccount(RolePage):
    """Something done with an account that the administrator keeps."""

    roles = ADMINISTRATOR

    def account(self, pk: int) -> User:
        account = get_object_or_404(User.objects.visible_to(self.request.user), pk=pk)
        if account.pk == self.request.user.pk:
            raise NotAllowed(_("Do this for your own account on the page “My account”."))
        return account


class Invite(_AboutAccount):
    """Send the link for the first password, and show it for handing over in person. The old password ends."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        account = self.account(pk)
        link, sent = invite(account, by=request.user, request=request)
        return render(request, "accounts/invited.html", {"account": account, "link": link, "sent": sent})


class InviteAll(RolePage):
    """Invite those who never were, as many as fit a page of links to hand over; pressed again, those after them."""

    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest) -> HttpResponse:
        kept = User.objects.visible_to(request.user).uninvited().exclude(pk=request.user.pk)
        accounts = kept.prefetch_related("grants__unit").order_by("username")[:INVITED_AT_ONCE]
        invited = [(account, *invite(account, by=request.user, request=request)) for account in accounts]
        return render(request, "accounts/invited_all.html", {"invited": invited})


class FactorsReset(_AboutAccount):
    """Take the second factors off an account whose person has lost them; they choose a new password too."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        account, reason = self.account(pk), request.POST.get("reason", "").strip()
        if not reason:
            raise NotAllowed(NO_REASON)
        with transaction.atomic(), recorded(request.user, reason, "user.reset_factors"):
            Authenticator.objects.filter(user=account).delete()
            account.must_change_password = True
            account.save(update_fields=["must_change_password"])
        messages.success(request, _("The second factors were taken off; the account must choose a new password."))
        return redirect(account)


class HandOver(_AboutAccount, Page):
    """The work of one account goes to another: what waits, what goes along, who takes it."""

    template_name = "accounts/hand_over.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        account = self.account(self.kwargs["pk"])
        context.setdefault("form", HandOverForm(by=self.request.user))
        waiting = [w for _role, found in desk_of(account) for w in found if w.count]
        return super().get_context_data(
            account=account, grants=handed_over(account, self.request.user), waiting=waiting, **context
        )

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        account, form = self.account(pk), HandOverForm(request.POST, by=request.user)
        if form.is_valid():
            values = form.cleaned_data
            try:
                hand_over(
                    account,
                    values["successor"],
                    by=request.user,
                    reason=values["reason"],
                    close=values["close"],
                )
            except ValidationError as error:
                form.add_error("successor", error.messages[0])
            else:
                names = {"account": account, "successor": values["successor"]}
                messages.success(request, _("The work of %(account)s is now with %(successor)s.") % names)
                return redirect(values["successor"])
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Who(Page):
    """Who may see what lies at a unit, and by which role given where, by whom and why."""

    roles = (Role.UNIT_HEAD, Role.INSPECTOR, Role.CHECKER, Role.ADMINISTRATOR)
    template_name = "accounts/who.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        units = Unit.objects.reachable_by(self.request.user, self.roles)
        unit = get_object_or_404(units, pk=self.kwargs["pk"])
        grants = RoleGrant.objects.in_force().over(unit.path).filter(user__is_active=True)
        grants = grants.select_related("user", "unit", "granted_by").order_by("-unit__depth", "role", "user__name")
        readers = {role.value for role in REGISTER_READERS}
        return super().get_context_data(unit=unit, grants=grants, readers=readers, **context)


class GrantCreate(EditPage):
    """Give a role; the account is named in the address."""

    roles = ADMINISTRATOR
    model = RoleGrant
    form_class = GrantForm
    title_new = gettext_lazy("Give a role")
    hint = gettext_lazy("The role holds for the unit and everything below it.")

    def find(self, pk: int | None) -> None:
        self.account = get_object_or_404(User.objects.visible_to(self.request.user), pk=pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"account": self.account}

    def save(self, form: Any) -> RoleGrant:
        values = form.cleaned_data
        return grant_role(
            user=self.account,
            role=values["role"],
            unit=values["unit"],
            by=self.request.user,
            reason=values["reason"],
            valid_from=values["valid_from"],
            valid_until=values["valid_until"],
        )

    def next_url(self, row: RoleGrant) -> str:
        return self.account.get_absolute_url()


class GrantWithdraw(RolePage):
    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        grant = get_object_or_404(RoleGrant.objects.visible_to(request.user), pk=pk)
        grant.withdraw(by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("The role was withdrawn."))
        return redirect(grant.user)


class Audit(Page):
    """The audit trail: every change of the register, read-only, for the security auditor."""

    roles = (Role.AUDITOR,)
    template_name = "accounts/audit.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        page = trail(before=self.request.GET.get("before", ""), table=self.request.GET.get("table", ""))
        return super().get_context_data(page=page, **context)
