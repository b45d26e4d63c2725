"""Pages of accounts and roles, the audit trail, and each person's own page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import trail
from accounts.filters import UserFilter
from accounts.forms import GrantForm, UserForm
from accounts.models import RoleGrant, User, grant_role
from accounts.tables import UserTable
from lifecycle.roles import Role
from pages.requests import SignedInRequest
from pages.views import DetailPage, EditPage, ListPage, Page, RolePage

ADMINISTRATOR = (Role.ADMINISTRATOR,)


class Users(ListPage):
    roles = ADMINISTRATOR
    model = User
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


class UserDetail(DetailPage):
    roles = ADMINISTRATOR
    model = User
    template_name = "accounts/detail.html"
    context_object_name = "account"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        grants = self.object.grants.select_related("unit", "granted_by")
        for grant in grants:
            grant.may_withdraw = grant.withdrawn_at is None and self.request.user.holds(ADMINISTRATOR, at=grant.unit)
        return super().get_context_data(grants=grants, **context)


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
