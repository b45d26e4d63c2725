"""Personal tokens of the API: a scope, an end, and a reason in every refusal."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import AccessToken
from accounts.tokens import issue
from tests.factories import PASSWORD

pytestmark = pytest.mark.any_database

POINT = {"name": "n", "manifestation": "m", "risk_class": "duty"}


def made(user, scope="write", days=30):
    token, key = issue(user=user, name="t", scope=scope, expires_on=timezone.localdate() + timedelta(days=days))
    return token, Client(headers={"Authorization": f"Bearer {key}"})


def refused(client, status, words):
    answer = client.get("/api/v1/risk-points/")
    assert answer.status_code == status and answer["Content-Type"] == "application/problem+json"
    assert words in answer.json()["detail"], answer.json()


def test_a_token_that_reads_does_not_write(world):
    _token, client = made(world.liaison, "read")
    assert client.get("/api/v1/risk-points/").status_code == 200
    answer = client.post("/api/v1/risk-points/", {"unit": world.unit.pk, **POINT}, "application/json")
    assert answer.status_code == 403 and "只能读取" in answer.json()["detail"]


def test_a_token_ends_on_its_day_when_it_is_revoked_and_with_its_account(world):
    token, client = made(world.liaison)
    AccessToken.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    refused(client, 401, "已过期")
    AccessToken.objects.update(expires_on=timezone.localdate())
    assert client.get("/api/v1/me/").status_code == 200
    world.liaison.is_active = False
    world.liaison.save()
    refused(client, 401, "已停用")
    world.liaison.is_active = True
    world.liaison.save()
    token.revoke(by=world.liaison)
    refused(client, 401, "已撤销")
    refused(Client(headers={"Authorization": "Bearer rc_nonsense"}), 401, "没有这个令牌")


def test_only_its_digest_is_kept(world):
    token, client = made(world.liaison)
    key = client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert key not in {str(v) for v in AccessToken.objects.values_list().get()}
    assert key.startswith(token.start)


def test_no_token_works_for_years_or_from_the_past(world):
    for days in (400, -1):
        with pytest.raises(ValidationError):
            made(world.liaison, days=days)


def test_its_use_is_noted(world):
    token, client = made(world.liaison)
    client.get("/api/v1/me/")
    token.refresh_from_db()
    first = token.last_used_at
    client.get("/api/v1/me/")
    token.refresh_from_db()
    assert first is not None and token.last_used_at == first


def test_it_is_made_and_revoked_on_ones_own_page_and_shown_once(world, signed_in):
    client = signed_in(world.liaison)
    form = {"name": "报表系统", "scope": "read", "expires_on": timezone.localdate() + timedelta(days=9)}
    answer = client.post("/accounts/me/", form)
    key = answer.context["key"]
    assert answer.status_code == 201 and key in answer.content.decode()
    page = client.get("/accounts/me/").content.decode()
    assert key not in page and "报表系统" in page
    assert Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/me/").json()["username"] == "liaison"
    token = AccessToken.objects.get()
    assert signed_in(world.head).post(f"/accounts/tokens/{token.pk}/revoke/").status_code == 404
    client.post(f"/accounts/tokens/{token.pk}/revoke/")
    assert Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/me/").status_code == 401
    wrong = client.post("/accounts/me/", form | {"expires_on": "2011-01-01"})
    assert wrong.status_code == 422 and AccessToken.objects.count() == 1


def test_a_wrong_password_gets_no_token(world):
    asked = {"username": "liaison", "password": "wrong"}
    answer = Client().post("/api/v1/token/", asked)
    assert answer.status_code == 401 and "密码" in answer.json()["detail"]
    world.liaison.must_change_password = True
    world.liaison.save()
    assert Client().post("/api/v1/token/", asked | {"password": PASSWORD}).status_code == 403
