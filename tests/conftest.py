import uuid

import pytest
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from riskcontrol.databases import empty
from tests.base_data import restore_base_data
from tests.browsing import browser, committed, sign_in  # noqa: F401  fixtures of the tests in a browser
from tests.factories import World
from tests.signed_in import client_of
from tests.world_copies import world_again


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The databases of the tests begin as copies of one that is migrated once, whoever asks first."""
    connection.settings_dict["TEST"]["TEMPLATE"] = empty()


GUARDS = """
    DO $$ DECLARE log regclass; BEGIN
        FOR log IN SELECT tgrelid FROM pg_trigger WHERE tgname = 'only_grows_whole' AND tgparentid = 0
        LOOP EXECUTE format('ALTER TABLE %s {} TRIGGER only_grows_whole', log); END LOOP;
    END $$
"""


@pytest.fixture(scope="session", autouse=True)
def _tests_may_empty_the_log():
    """Between tests that commit all tables are emptied, by the owner; in a register nobody can."""
    flush = DatabaseOperations.execute_sql_flush

    def unguarded(self, sql_list):
        flush(self, [GUARDS.format("DISABLE"), *sql_list, GUARDS.format("ENABLE")] if sql_list else [])

    DatabaseOperations.execute_sql_flush = unguarded
    yield
    DatabaseOperations.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SEALING_COST = 4
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
