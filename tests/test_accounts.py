from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.choices import ChangeKind
from accounts.models import RoleGrant, User, grant_role
from accounts.proposals import propose
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.any_database


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("first", [Role.ADMINISTRATOR, Role.INSPECTOR, Role.AUDITOR])
@pytest.mark.parametrize("second", [Role.ADMINISTRATOR, Role.INSPECTOR, Role.AUDITOR])
def test_administrator_inspector_and_auditor_are_never_one_account(world, first, second):
    if first == second:
        return
    user = make_user(first, world.county)
    with pytest.raises(ValidationError):
        grant_role(user=user, role=second, unit=world.unit, by=world.administrator, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.bulk_create([RoleGrant(user=user, role=second, unit=world.unit, reason="x")])


def test_a_withdrawn_role_makes_room_for_another_and_counts_no_more(world):
    user = make_user(Role.INSPECTOR, world.county)
    user.grants.get().withdraw(by=world.administrator, reason="调离")
    assert not fresh(user).holds((Role.INSPECTOR,))
    change = propose(
        ChangeKind.ROLE, user, by=world.administrator, reason="任命", role=Role.AUDITOR, unit=world.county
    )
    change.perform("confirm", by=make_user(Role.ADMINISTRATOR, world.province))
    assert fresh(user).holds((Role.AUDITOR,), at=world.unit)


def test_a_role_counts_within_its_period_only(world):
    today = timezone.localdate()
    user = make_user()
    grant = RoleGrant.objects.create(user=user, role=Role.LIAISON, unit=world.unit, reason="x", valid_until=today)
    assert fresh(user).holds((Role.LIAISON,))
    grant.valid_from, grant.valid_until = today - timedelta(days=9), today - timedelta(days=1)
    grant.save()
    assert not fresh(user).holds((Role.LIAISON,))


def test_nobody_gives_roles_outside_their_subtree_or_to_themselves(world):
    county_administrator = make_user(Role.ADMINISTRATOR, world.county)
    with pytest.raises(NotAllowed):
        grant_role(user=world.official, role=Role.CHECKER, unit=world.province, by=county_administrator, reason="x")
    with pytest.raises(NotAllowed):
        grant_role(
            user=county_administrator,
            role=Role.CHECKER,
            unit=world.county,
            by=county_administrator,
            reason="x",
        )


def sign_in(client, user, password=PASSWORD):
    return client.post("/account/login/", {"login": user.username, "password": password})


def test_a_person_signs_in_with_the_name_and_the_password(world):
    client = Client()
    assert sign_in(client, world.liaison).status_code == 302
    assert client.get("/riskpoints/work/").status_code == 200


def test_the_account_is_locked_after_five_failures_even_for_the_right_password(world):
    client = Client()
    for _ in range(5):
        answer = sign_in(client, world.liaison, "wrong-password-1")
    assert "锁定" in answer.content.decode()
    sign_in(client, world.liaison)
    assert client.get("/riskpoints/work/").status_code == 302


def test_a_first_password_must_be_changed_before_anything_else(world):
    user = make_user(Role.LIAISON, world.unit, must_change_password=True)
    client = Client()
    sign_in(client, user)
    assert client.get("/riskpoints/work/").url == "/account/password/"
    new = "another-long-password-9"
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not fresh(user).must_change_password
    assert client.get("/riskpoints/work/").status_code == 200


def test_the_demo_asks_nobody_to_change(world, settings):
    settings.DEMO = True
    user = make_user(Role.LIAISON, world.unit, must_change_password=True)
    client = Client()
    sign_in(client, user)
    assert client.get("/riskpoints/work/").status_code == 200


def test_nobody_signs_up_alone(db):
    assert Client().get("/account/signup/").status_code == 404
