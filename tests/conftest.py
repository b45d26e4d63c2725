import gc
import uuid

import hypothesis
import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations

from riskcontrol.databases import empty
from tests.base_data import restore_base_data
from tests.browsing import browser, committed, sign_in  # noqa: F401  fixtures of the tests in a browser
from tests.factories import World
from tests.quick_settings import quick_settings
from tests.signed_in import client_of
from tests.world_copies import world_again

# Times are measured in bench/; a busy machine is no fault of the code.
hypothesis.settings.register_profile("register", deadline=None)
hypothesis.settings.load_profile("register")


def pytest_collection_finish():
    """What is there once all tests are found stays to the end, and is not looked through for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The databases of the tests begin as copies of one that is migrated once, whoever asks first."""
    connection.settings_dict["TEST"]["TEMPLATE"] = empty()


# What the end of a flush would make again row by row, as at the end of each `migrate`.
MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}


def empty_tables(operations: DatabaseOperations, sql_list: list[str]) -> None:
    """Delete what a test has committed, past all triggers and guards of the log; in a register nobody can.

    In place of Django's TRUNCATE, which makes the files of all tables and indexes anew for a few rows. Who
    still writes, as a page that nobody waited for, is waited for as there.
    """
    if not sql_list:
        return
    tables = operations.connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = sorted(set(tables) - MADE_BY_MIGRATE)
    with transaction.atomic(), operations.connection.cursor() as cursor:
        cursor.execute("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE".format(", ".join(f'"{t}"' for t in tables)))
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables))
        deleting = "".join(f'DELETE FROM "{row[0]}";' for row in cursor.fetchall())
        cursor.execute(f"SET LOCAL session_replication_role = replica; {deleting}")


@pytest.fixture(scope="session", autouse=True)
def _tests_empty_what_they_committed():
    """Between tests that commit all tables are emptied."""
    flush = DatabaseOperations.execute_sql_flush
    DatabaseOperations.execute_sql_flush = empty_tables
    yield
    DatabaseOperations.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def _settings(settings):
    for name, value in quick_settings().items():
        setattr(settings, name, value)
    # Every test has a cache of its own, also beside others that run at the same time.
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture(autouse=True)
def _base_data(request):
    """Rows that migrations made, made again after a test that emptied the tables."""
    if not {"db", "transactional_db"} & set(request.fixturenames) and not request.node.get_closest_marker(
        "django_db"
    ):
        return
    transactional = "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if transactional else "_django_db_helper")
    restore_base_data()


@pytest.fixture
def own_files(settings, tmp_path):
    """Uploaded files go to a folder of the test."""
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": files}


@pytest.fixture
def world(db) -> World:
    return world_again()


@pytest.fixture
def signed_in():
    """A client signed in as the user given."""
    return client_of


@pytest.fixture
def worker(monkeypatch):
    """A real Celery worker beside the test. That it does not serve as the owner is proven in test_serving_role."""
    from celery.contrib.testing.worker import start_worker

    from riskcontrol.celery import app

    monkeypatch.setattr("riskcontrol.checks.may_start", lambda: True)
    with start_worker(app, perform_ping_check=False, pool="solo", concurrency=1):
        yield
