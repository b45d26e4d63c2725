"""Addresses of rows."""

import pytest
from django.urls import resolve, reverse

from ground.lifecycle.addresses import row_address

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("route", ["riskpoints:detail", "units:detail", "riskpoints:flow", "warnings:signal"])
def test_a_row_stands_where_its_route_leads(route):
    for key in (1, 42, 1_300_000):
        assert row_address(route, key) == reverse(route, args=[key])
        assert resolve(row_address(route, key)).kwargs == {"pk": key}
