"""The OpenAPI file is true: what it allows never breaks the server, what comes back is what it says, and a client
that a tool generates from it works."""

import importlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.urls import resolve
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis.core.failures import FailureGroup

from accounts.tokens import issue
from measures.models import Evidence
from riskpoints.findings import sign_no_risk
from riskpoints.models import RiskPoint
from tests.factories import World, make_flow, make_import, make_measure, make_point, make_post, make_power

pytestmark = pytest.mark.any_database

EXAMPLES = 12


def key_of(user):
    return issue(user=user, name="t", scope="write", expires_on=timezone.localdate() + timedelta(days=1))[1]


@pytest.fixture
def kept_connection():
    """A WSGI request closes the connection when it ends, and with it the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def rows(world, settings, kept_connection):
    """A world with a row of everything, so that answers have something to say."""
    from rest_framework.throttling import SimpleRateThrottle

    SimpleRateThrottle.THROTTLE_RATES = dict.fromkeys(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"])
    world.registered(world.steps[0])
    sign_no_risk(world.steps[1], by=world.head, note="没有裁量")
    make_flow(make_power(world.unit))
    make_measure(make_point(world.unit))
    world.filed()
    make_import(world.liaison, world.unit)
    Evidence.objects.create(
        measure=world.registered().measures.get(), title="t", uploaded_by=world.liaison, file_name="a"
    )
    yield world
    SimpleRateThrottle.THROTTLE_RATES = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]


@pytest.mark.parametrize("role", ["liaison", "administrator"])
def test_no_request_that_the_schema_allows_breaks_the_server_or_the_schema(rows, role):
    key = key_of(getattr(rows, role))
    application = get_wsgi_application()
    headers = {"Authorization": f"Bearer {key}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application, headers=headers)
    told, wrong = [], {}
    for result in schema.get_all_operations():
        operation = result.ok()

        @hypothesis_settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def holds(case):
            with transaction.atomic():
                case.call_and_validate(headers=headers, excluded_checks=EXCLUDED)
                transaction.set_rollback(True)

        try:
            holds()
        except FailureGroup as failures:
            wrong[operation.label] = "\n".join(str(failure) for failure in failures.exceptions)
        told.append(operation.label)
    assert wrong == {}
    assert len(told) > 60


checks = schemathesis.checks
# Refusals of rules that a schema cannot say are no fault of the server, nor is an answer without sign-in for /token/.
EXCLUDED = [
    check
    for name in ("positive_data_acceptance", "negative_data_rejection", "ignored_auth", "unsupported_method")
    for check in [getattr(checks, name, None)]
    if check
]


# Addresses that are no view of the register's: the schema itself.
OUTSIDE = {"GET /api/v1/schema/"}
BAD_CURSORS = ("x", "%00", "bz14")  # none of these is a place in any order; the last one: o=x
REFUSED = (401, 403, 404)


def pointers(response):
    """What a refusal names."""
    if response.status_code in REFUSED:
        return {"refused"}
    assert response.status_code == 400, (response.status_code, response.text[:500])
    assert response.headers["content-type"][0] == "application/problem+json"
    return {error["pointer"] for error in response.json()["errors"]}


def with_unknown(body, name):
    """(a body with a field that nobody knows, where it stands)."""
    if isinstance(body, list):
        body = body or [{}]
        return [with_unknown(one, name)[0] for one in body], {f"#/{n}/{name}" for n in range(len(body))}
    return body | {name: 1}, {f"#/{name}"}


@pytest.mark.parametrize("role", ["liaison", "administrator"])
def test_what_the_schema_does_not_know_is_named_by_every_operation(rows, role):
    """Cases of the schema with a parameter, a cursor or a field that it has not: 400 naming it, where nothing bars
    the way before."""
    user = getattr(rows, role)
    headers = {"Authorization": f"Bearer {key_of(user)}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application(), headers=headers)
    wrong, named = [], {"nonsuch": set(), "cursor": set(), "field": set()}
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.label in OUTSIDE:
            continue
        for kind, case, wanted in strange_cases(operation, user):
            with transaction.atomic():
                found = pointers(case.call(headers=headers))
                transaction.set_rollback(True)
            if found == wanted:
                named[kind].add(operation.label)
            elif found != {"refused"}:
                wrong.append((operation.label, kind, found))
    assert not wrong
    told = {kind: len(labels) for kind, labels in named.items()}
    assert told["nonsuch"] > 150 and told["cursor"] > 30 and told["field"] > 80, told


def strange_cases(operation, user):
    """(kind, case, what is to be named) for each thing that can be unknown to an operation."""

    def drawn(**more):
        case = drawn_of(operation)
        keys = {"id": keys_of(operation, user)} if "id" in (case.path_parameters or {}) else {}
        return operation.Case(
            path_parameters=(case.path_parameters or {}) | keys,
            body=case.body,
            media_type=case.media_type,
            **more,
        )

    yield "nonsuch", drawn(query={"nonsuch": "1"}), {"#/nonsuch"}
    if any(parameter.name == "cursor" for parameter in operation.query):
        for cursor in BAD_CURSORS:
            yield "cursor", drawn(query={"cursor": cursor}), {"#/cursor"}
    if operation.method in ("post", "put", "patch"):
        case = drawn()
        case.media_type = case.media_type or "application/json"
        case.body, wanted = with_unknown(case.body if isinstance(case.body, dict | list) else {}, "nonsuch_field")
        yield "field", case, wanted


def drawn_of(operation):
    """A case that the schema allows; the same in every run."""
    found = []

    @hypothesis_settings(
        max_examples=1,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def draw(case):
        found.append(case)

    draw()
    return found[0]


def keys_of(operation, user):
    """The key of a row that the user sees, so that what is asked is not refused for its row."""
    view = resolve(operation.path.replace("{id}", "1")).func.cls
    rows = view.queryset.model.objects.all() if hasattr(view, "queryset") else None
    row = (rows.visible_to(user) if hasattr(rows, "visible_to") else rows).last() if rows is not None else None
    return row.pk if row else 10**9


@pytest.fixture
def client_package(tmp_path, monkeypatch):
    """The Python client that openapi-python-client generates from the schema."""
    file = tmp_path / "schema.json"  # reading it as YAML takes the tool longer than all else
    call_command("spectacular", "--file", str(file), "--format", "openapi-json", "--validate", "--fail-on-warn")
    tool = Path(sys.executable).with_name("openapi-python-client")
    done = subprocess.run(
        [tool, "generate", "--path", file, "--output-path", tmp_path / "made", "--meta", "none", "--fail-on-warning"],
        capture_output=True,
        text=True,
        env={"PATH": str(tool.parent), "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("made")
    for name in [name for name in sys.modules if name.split(".")[0] == "made"]:
        del sys.modules[name]


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_files_and_registers_a_point(client_package, live_server, _base_data):
    world = World()
    call = lambda name: importlib.import_module(f"made.api.{name}")  # noqa: E731
    models = importlib.import_module("made.models")

    def signed_in(user):
        return client_package.AuthenticatedClient(
            base_url=live_server.url, token=key_of(user), raise_on_unexpected_status=True
        )

    liaison, head, inspector = map(signed_in, (world.liaison, world.head, world.inspector))
    wanted = models.RiskPointRequest(
        unit=world.unit.pk,
        step=world.steps[0].pk,
        name="泄露标底",
        manifestation="评标前向投标人透露标底。",
        risk_class=models.RiskClassEnum.DUTY,
    )
    point = call("risk_points.risk_points_create").sync(client=liaison, body=wanted)
    assert isinstance(point, models.RiskPoint) and point.status == "draft"
    measure = models.MeasureRequest(
        unit=world.unit.pk,
        points=[point.id],
        text="密封保管",
        method=models.MethodEnum.PROCEDURE,
        responsible_post=make_post(world.unit).pk,
    )
    assert isinstance(call("measures.measures_create").sync(client=liaison, body=measure), models.Measure)
    for verb, client in (("file", liaison), ("endorse", head), ("register", inspector)):
        body = getattr(models, f"RiskPoint{verb.title()}Request")()
        answer = call(f"risk_points.risk_points_{verb}_create").sync(id=point.id, client=client, body=body)
        assert isinstance(answer, models.RiskPoint), answer
    assert RiskPoint.objects.get(pk=point.id).status == "registered"
    many = call("risk_points.risk_points_bulk_create").sync(client=liaison, body=[wanted, wanted])
    assert isinstance(many, models.Created) and len(many.created) == 2, many
    refused = call("risk_points.risk_points_retrieve").sync(id=10**9, client=liaison)
    assert isinstance(refused, models.Problem) and refused.status == 404
