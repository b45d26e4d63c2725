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
    refused = call("risk_points.risk_points_retrieve").sync(id=10**9, client=liaison)
    assert isinstance(refused, models.Problem) and refused.status == 404
