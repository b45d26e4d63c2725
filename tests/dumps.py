"""All that somebody finds who has copies of the stores."""

import redis
from django.conf import settings
from django.db import connection


def everything() -> str:
    """A dump of all tables, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


def valkey() -> str:
    """All keys of the cache's server, with what lies under them."""
    server = redis.from_url(settings.REDIS_URL, decode_responses=False)
    found = []
    for key in server.scan_iter("*"):
        kind = server.type(key).decode()
        value = server.get(key) if kind == "string" else server.lrange(key, 0, -1) if kind == "list" else kind
        found.append(f"{key!r} {value!r}")
    return "\n".join(found)
