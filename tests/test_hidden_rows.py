"""Whether a row exists is not told to those who may not see it: it is answered as one that is not there.

Strangers are people of another county, one of each kind of duty. What they are told of a row of the walk, by its
page, its steps, the API, a filter, or a field of a form, is compared with what they are told of one that nobody has.
"""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse

from ground.lifecycle.machine import Lifecycle
from tests.factories import make_user
from tests.test_walk import ALL, API, API_STEPS, PAGES, full  # noqa: F401  a world with a row for every route

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

MISSING = 98765432
# Open to all who have an account: the tree of units, what the province rules, what was published.
OPEN = {"measures:plan", "api:control_plans-detail", "api:reports-list unit", "api:declarations-list unit"}
OPEN |= {"warnings:report_create unit"}
OPEN |= {"api:index_figures-list?unit", "api:index_figures-list?below", "api:domains-detail"}
# Not out of scope: headings for all are of every administrator, the reorganisation was in their own county.
OPEN |= {"workbooks:heading_delete", "reorganisations:undo"}
ROLES = ("liaison", "inspector", "observer", "administrator")
NOISE = re.compile(r'csrfmiddlewaretoken" value="[^"]+|csrf-token" content="[^"]+|X-CSRFToken": "[^"]+')
FIELD = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')
# Rows of the world by the names that fields of forms and filters have for their kind.
NAMED = {
    "item": ("power_item",),
    "flow": ("flow",),
    "step": ("step",),
    "point": ("point", "points", "risk_point"),
    "measure": ("measure", "measures"),
    "rule": ("rule", "rules", "based_on"),
    "unit": ("unit", "below", "area", "parent", "into", "other", "told_unit"),
    "post": ("post", "handler", "monitor", "exercising_post", "responsible_post", "accountable_post", "contact"),
    "somebody": ("official", "officials"),
    "liaison": ("user", "colleague", "to", "successor", "handler", "observer", "account"),
    "signal": ("signal", "signals", "duplicate_of"),
    "warning": ("warning",),
    "team": ("team",),
    "monitoring_point": ("monitoring_point",),
    "period": ("period",),
    "sheet": ("sheet",),
    "entry": ("entry",),
}


SEQUENCES = "SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE data_type <> 'smallint'::regtype"


@pytest.fixture(scope="module", autouse=True)
def _high_numbers(django_db_setup, django_db_blocker):
    """Rows get numbers that stand for nothing else on a page."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        found = cursor.fetchall()
        for place, (schema, name, _last) in enumerate(found):
            cursor.execute("SELECT setval(%s, %s)", [f"{schema}.{name}", 71_000_003 + 1000 * place])
        yield
        for schema, name, last in found:
            cursor.execute("SELECT setval(%s, %s, %s)", [f"{schema}.{name}", last or 1, last is not None])


@pytest.fixture(scope="module")
def strangers(full):
    with transaction.atomic():
        places = dict.fromkeys(("liaison", "unit_head", "official"), full.elsewhere)
        county = full.elsewhere.get_parent()
        yield {role: make_user(role, places.get(role, county), username=f"stranger-{role}") for role in ROLES}
        transaction.set_rollback(True)


class Stranger:
    def __init__(self, user):
        self.client = Client()
        self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def told(self, named, method, address, **options):
        """Status, where it leads, and the text, without what names the row and what is made anew each time."""
        with transaction.atomic():
            answer = getattr(self.client, method)(address, **options)
            self.client.cookies.pop("messages", None)
            transaction.set_rollback(True)
        text = "" if answer.streaming else NOISE.sub("", answer.content.decode(errors="replace"))
        alone = re.compile(rf"(?<![0-9]){re.escape(str(named))}(?![0-9])")
        return answer.status_code, alone.sub("…", answer.get("Location", "")), alone.sub("…", text)


@pytest.fixture(params=ROLES)
def stranger(strangers, request):
    return Stranger(strangers[request.param])


def compare(wanted):
    """Fails with those of (name, told of a row, told of none) that differ, and the first place where they do."""
    found = []
    for name, real, none in wanted:
        if real != none and name not in OPEN:
            at = next((n for n, (a, b) in enumerate(zip(real[2], none[2], strict=False)) if a != b), 0)
            found.append(
                f"{name}: {real[:2]} {none[:2]} {real[2][at - 60 : at + 60]!r} {none[2][at - 60 : at + 60]!r}"
            )
    assert not found, "\n".join(found)


def test_nobody_has_the_number_that_stands_for_none(db):
    from django.apps import apps

    assert not [
        model
        for model in apps.get_models()
        if model._meta.pk.name == "id" and model._default_manager.filter(pk=MISSING)
    ]


def numbered_routes(world):
    """Routes to one row, that not everybody may read."""
    for name, route in (PAGES | API).items():
        args = route.args(world)
        numbers = {key: value for key, value in args.items() if isinstance(value, int) and value > 1}
        if numbers and route.may != ALL and not name.startswith(("mfa_", "api:index_figures")):
            yield name, route, args, numbers


def test_a_row_out_of_scope_is_answered_as_one_that_is_not_there(full, stranger):
    def told():
        for name, route, args, numbers in numbered_routes(full):
            options = {"data": route.data(full)}
            if route.body is not None:
                options = {"data": route.body, "content_type": "application/json"}
            missing = args | dict.fromkeys(numbers, MISSING)
            [number] = numbers.values()
            yield (
                name,
                stranger.told(number, route.method, reverse(name, kwargs=args), **options),
                stranger.told(MISSING, route.method, reverse(name, kwargs=missing), **options),
            )

    compare(told())


def test_a_step_is_refused_as_for_a_row_that_is_not_there(full, stranger):
    def told():
        for prefix, (lifecycle, row) in API_STEPS.items():
            for verb, transition in Lifecycle.known[lifecycle].transitions.items():
                if transition.roles:
                    real = getattr(full, row).pk
                    yield (
                        f"{prefix} {verb}",
                        *(
                            stranger.told(pk, "post", reverse(f"api:{prefix}-{verb}", kwargs={"pk": pk}))
                            for pk in (real, MISSING)
                        ),
                    )

    compare(told())


def lists(world):
    """Routes of lists with each of their filters."""
    for name, route in (PAGES | API).items():
        if route.method != "get" or route.args(world):
            continue
        view = resolve(reverse(name)).func
        view = getattr(view, "cls", None) or getattr(view, "view_class", None)
        filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
        for field in filters:
            yield name, field


def rows_called(world, field):
    return [getattr(world, row, world.steps[0]) for row, names in NAMED.items() if field in names]


def test_a_filter_for_a_row_out_of_scope_finds_what_one_that_is_not_there_finds(full, stranger):
    def told():
        for name, field in lists(full):
            for row in rows_called(full, field):
                yield (
                    f"{name}?{field}",
                    *(stranger.told(pk, "get", reverse(name), data={field: pk}) for pk in (row.pk, MISSING)),
                )

    compare(told())


def ways_to_name(row):
    """(what names the row in a field, what names none and has its shape): number, the keys of searches, the name."""
    yield row.pk, MISSING
    for key in ("code", "staff_number", "username", "name"):
        word = getattr(row, key, "")
        # A shorter one stands elsewhere on the page too.
        if len(word) > 2:
            yield word, f"{word}-none"


def test_a_form_takes_a_row_out_of_scope_as_one_that_is_not_there(full, stranger):
    def told():
        for name, route in PAGES.items():
            if route.method != "get" or route.args(full) or not name.endswith(("create", "allowances", "bring")):
                continue
            address = reverse(name)
            page = stranger.client.get(address)
            if page.status_code != 200:
                continue
            for field in sorted(set(FIELD.findall(page.content.decode()))):
                for row in rows_called(full, field):
                    for words in ways_to_name(row):
                        yield (
                            f"{name} {field}",
                            *(stranger.told(word, "post", address, data={field: word}) for word in words),
                        )

    compare(told())


def test_the_api_takes_a_row_out_of_scope_as_one_that_is_not_there(full, stranger):
    def told():
        for name in API:
            if not name.endswith("-list"):
                continue
            view = resolve(reverse(name)).func.cls
            serializer = getattr(view, "serializer_class", None)
            if "post" not in getattr(view, "http_method_names", ()) or not hasattr(view, "create") or not serializer:
                continue
            for field in serializer._declared_fields.keys() | set(getattr(serializer.Meta, "fields", ())):
                for row in rows_called(full, field):
                    for words in ways_to_name(row):
                        for value in (lambda word: word, lambda word: [word]):
                            yield (
                                f"{name} {field}",
                                *(
                                    stranger.told(
                                        word,
                                        "post",
                                        reverse(name),
                                        data={field: value(word)},
                                        content_type="application/json",
                                    )
                                    for word in words
                                ),
                            )

    compare(told())
