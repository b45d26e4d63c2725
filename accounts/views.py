"""Pages of accounts and roles, and each person's own page."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import end_access
from accounts.choices import CRITICAL, ChangeKind
from accounts.filters import UserFilter
from accounts.forms import GrantForm, HandOverForm, UserForm
from accounts.fresh_factor import FreshFactor
from accounts.handover import hand_over, handed_over
from accounts.inbox import desk_of
from accounts.invitations import invite, tell_old_address
from accounts.models import AccountChange, RoleGrant, User, grant_role
from accounts.proposals import propose
from accounts.refusals import NOT_ALL_YOURS
from accounts.tables import UserTable
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.pickers import PickPage
from ground.pages.requests import SignedInRequest
from ground.pages.views import DetailPage, EditPage, ListPage, Page, RolePage
from units.models import Unit
from units.text_search import matching

ADMINISTRATOR = (Role.ADMINISTRATOR,)
INVITED_AT_ONCE = 100
SHOWN = 20  # changes and letters on the page of an account; the newest
WAITS = gettext_lazy("This waits for a second person; the person concerned and the auditor are told.")


class Users(ListPage):
    roles = ADMINISTRATOR
    model = User
    template_name = "accounts/list.html"
    table_class = UserTable
    order = ("username",)
    filterset_class = UserFilter
    title = gettext_lazy("Accounts")
    intro = gettext_lazy("Accounts of the units you administer, with their roles.")
    empty = gettext_lazy("There is no account yet.")
    create_url = reverse_lazy("accounts:create")
    create_label = gettext_lazy("New account")
    create_roles = ADMINISTRATOR

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("grants__unit")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        uninvited = to_invite(self.request.user).count()
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
        return super().get_context_data(
            grants=grants,
            has_factors=has_factors,
            is_kept=User.objects.kept_by(self.request.user).filter(pk=self.object.pk).exists(),
            needs_two=self.object.needs_two(),
            changes=self.object.changes.select_related("account")[:SHOWN],
            letters=self.object.letters.select_related("first_by", "second_by")[:SHOWN],
            **context,
        )


class UserEdit(FreshFactor, EditPage):
    roles = ADMINISTRATOR
    asks_at = ("GET", "POST")
    model = User
    form_class = UserForm
    title_new = gettext_lazy("New account")
    title_edit = gettext_lazy("Edit account")

    def find(self, pk: int | None) -> HttpResponse | None:
        answer = super().find(pk)
        if self.object and not User.objects.kept_by(self.request.user).filter(pk=self.object.pk).exists():
            raise NotAllowed(NOT_ALL_YOURS)
        return answer

    def choose_unit(self) -> None:
        return None  # an account belongs to units only through its roles

    def unit_of(self, row: User) -> None:
        return None

    def save(self, form: Any) -> User:
        """Save what one person may change, and propose the rest."""
        by, is_new = self.request.user, self.object is None
        if is_new:
            form.instance.made_by = by
            form.instance.set_unusable_password()
        before = form.initial.get("email") or ""
        account = form.save()
        if account.email != before:
            tell_old_address(account, before)
        if not is_new and {"username", "email", "official", "is_active"} & set(form.changed_data):
            end_access(account, by=by)
        reason = form.cleaned_data["reason"] or _("new account")
        for kind, facts in form.proposed.items():
            propose(kind, account, by=by, reason=reason, **facts)
        if form.proposed:
            messages.info(self.request, WAITS)
        return account


class UserPick(PickPage):
    """Accounts that an administrator keeps, by words of name or user name."""

    roles = ADMINISTRATOR
    key = "username"

    def rows(self, wanted: str) -> Any:
        accounts = User.objects.visible_to(self.request.user).filter(is_active=True)
        return matching(accounts, ("name", "username"), wanted, indexed=True)


class _AboutAccount(FreshFactor, RolePage):
    """Something done with an account whose sign-in the administrator keeps."""

    roles = ADMINISTRATOR

    def account(self, pk: int) -> User:
        account = get_object_or_404(User.objects.visible_to(self.request.user), pk=pk)
        if account.pk == self.request.user.pk:
            raise NotAllowed(_("Do this for your own account on the page “My account”."))
        if not User.objects.kept_by(self.request.user).filter(pk=pk).exists():
            raise NotAllowed(NOT_ALL_YOURS)
        return account

    def propose(self, kind: ChangeKind, account: User) -> HttpResponse:
        """Let it wait for a second person, for the reason that was sent along."""
        reason = self.request.POST.get("reason", "")
        change = propose(kind, account, by=self.request.user, reason=reason)
        messages.info(self.request, WAITS)
        return redirect(change)


class Invite(_AboutAccount):
    """Let a person choose a password: the first one by mail or letter; another one, once a second person confirms."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        account = self.account(pk)
        if account.needs_two():
            return self.propose(ChangeKind.PASSWORD, account)
        if invite(account, by=request.user):
            return redirect("accounts:letters")
        messages.success(request, _("The link was sent to %(mail)s.") % {"mail": account.email})
        return redirect(account)


class InviteAll(FreshFactor, RolePage):
    """Invite those who never were, as many as fit a page of letters; pressed again, those after them."""

    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest) -> HttpResponse:
        by, sent = request.user, 0
        kept = to_invite(by).order_by("username")[:INVITED_AT_ONCE]
        for account in kept:
            if account.needs_two():
                propose(ChangeKind.PASSWORD, account, by=by, reason=_("first invitation"))
                messages.info(request, f"{account}: {WAITS}")
            elif invite(account, by=by) is None:
                sent += 1
        messages.success(request, _("Links sent by mail: %(n)d; letters to print stand below.") % {"n": sent})
        return redirect("accounts:letters")


def to_invite(by: User) -> Any:
    """Accounts that `by` may invite: never invited, and not waiting for a second person."""
    waiting = AccountChange.objects.proposed().filter(kind=ChangeKind.PASSWORD).order_by().values("account")
    return User.objects.kept_by(by).uninvited().exclude(pk=by.pk).exclude(pk__in=waiting)


class FactorsReset(_AboutAccount):
    """Propose to take the second factors off an account whose person has lost them."""

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        return self.propose(ChangeKind.FACTORS, self.account(pk))


class HandOver(_AboutAccount, Page):
    """The work of one account goes to another: what waits, what goes along, who takes it."""

    template_name = "accounts/hand_over.html"
    asks_at = ("GET", "POST")

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
                if account.is_critical:
                    change = propose(
                        ChangeKind.HAND_OVER,
                        account,
                        by=request.user,
                        reason=values["reason"],
                        successor=values["successor"],
                        close=values["close"],
                    )
                    messages.info(request, WAITS)
                    return redirect(change)
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


class GrantCreate(FreshFactor, EditPage):
    """Give a role; the account is named in the address."""

    roles = ADMINISTRATOR
    asks_at = ("GET", "POST")
    model = RoleGrant
    form_class = GrantForm
    title_new = gettext_lazy("Give a role")
    hint = gettext_lazy("The role holds for the unit and everything below it.")

    def find(self, pk: int | None) -> None:
        self.account = get_object_or_404(User.objects.visible_to(self.request.user), pk=pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"account": self.account}

    def save(self, form: Any) -> RoleGrant | AccountChange:
        values = form.cleaned_data
        given = {name: values[name] for name in ("role", "unit", "reason", "valid_from", "valid_until")}
        if values["role"] in CRITICAL:
            return propose(ChangeKind.ROLE, self.account, by=self.request.user, **given)
        return grant_role(user=self.account, by=self.request.user, **given)

    def done(self, row: RoleGrant | AccountChange) -> str:
        return str(WAITS) if isinstance(row, AccountChange) else super().done(row)

    def next_url(self, row: RoleGrant | AccountChange) -> str:
        return (row if isinstance(row, AccountChange) else self.account).get_absolute_url()


class GrantWithdraw(FreshFactor, RolePage):
    roles = ADMINISTRATOR

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        grant = get_object_or_404(RoleGrant.objects.visible_to(request.user), pk=pk)
        grant.withdraw(by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("The role was withdrawn."))
        return redirect(grant.user)
