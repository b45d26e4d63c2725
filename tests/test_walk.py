"""Every route as every role and as nobody, against a written table of who may.

A route missing from the table fails. "May" means: the page answers, or the step is taken; everybody else is sent
to the sign-in, or gets 401, 403 or 404. Longer than a module should be: the table is read as one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.deeds import deeds_of
from accounts.models import Following
from exchange.workbooks.models import Export
from ground.lifecycle.machine import Lifecycle
from tests.base_data import restore_base_data
from tests.factories import PASSPHRASE, PASSWORD, World
from tests.quick_settings import quick_settings
from tests.signed_in import client_of
from tests.walk_world import furnish
from units.models import IssuingOrgan

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

ROLES = (
    "liaison",
    "head",
    "inspector",
    "checker",
    "observer",
    "official",
    "administrator",
    "auditor",
    "nobody",
)
READERS = {"liaison", "head", "inspector", "checker"}
UNIT_READERS = READERS | {"administrator"}
PEOPLE = set(ROLES) - {"nobody"}
ALL = set(ROLES)
LIAISON, HEAD, INSPECTOR, ADMINISTRATOR = {"liaison"}, {"head"}, {"inspector"}, {"administrator"}


@dataclass
class Route:
    """Who may; the method; the arguments, made from the world; the data sent; the row whose state must change.

    body: sent as JSON instead of the data.
    """

    may: set[str]
    args: Callable[[Any], dict[str, Any]] = lambda w: {}
    method: str = "get"
    data: Callable[[Any], dict[str, Any]] = lambda w: {}
    row: Callable[[Any], Any] | None = None
    body: Any = None


NO_STEPS: dict[str, Any] = {"steps": []}


def pk(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda w: {"pk": getattr(w, name).pk}


def given(w: Any) -> dict[str, Any]:
    """What the steps of the life cycles ask for."""
    told = {
        "reason": "理由",
        "effective": "1",
        "handling": "reminder",
        "level": "blue",
        "finding": "true",
        "conclusion": "none",
    }
    return told | {"handler": "inspector", "duplicate_of": w.other_signal.pk}


def step(name: str, verb: str, may: set[str]) -> Route:
    """A state change of a row of the world."""
    return Route(
        may,
        lambda w: {"pk": getattr(w, name).pk, "verb": verb},
        "post",
        given,
        lambda w: getattr(w, name),
    )


def form(may: set[str], name: str = "") -> Route:
    return Route(may, pk(name) if name else lambda w: {})


PAGES = {
    "home": Route(ALL),
    "desk": Route(PEOPLE),
    "inbox_item": Route(HEAD, lambda w: {"kind": "power-unit_head", "pk": w.draft_item.pk}),
    "done_item": Route(HEAD, lambda w: {"key": deeds_of(w.head).deeds[0].key}),
    "follow": Route(
        READERS,
        lambda w: {"kind": "riskpoint", "pk": w.point.pk},
        "post",
        row=lambda w: Seen(Following.objects.count),
    ),
    "looked": Route(PEOPLE, lambda w: {"kind": "riskpoint", "pk": w.point.pk}, "post"),
    "search": Route(UNIT_READERS),
    "suggestions": Route(UNIT_READERS),
    "glossary": Route(PEOPLE),
    "guide": Route(PEOPLE),
    "boards": Route(ALL),
    "open_index": Route(ALL),
    "open_index_of": Route(ALL, pk("unit")),
    "index:index": Route(READERS),
    "index:unit": Route(READERS, pk("unit")),
    "index:periods": Route(READERS),
    "index:period": Route(READERS, pk("published")),
    "index:period_create": form(INSPECTOR),
    "index:period_edit": form(INSPECTOR, "period"),
    "index:period_transition": step("period", "compute", INSPECTOR),
    "index:survey_form": Route(INSPECTOR, pk("period")),
    "index:survey_file": Route(INSPECTOR, pk("period"), "post"),
    "index:recompute": Route({"inspector", "checker"}, lambda w: {"pk": w.published.newest.pk}, "post"),
    "index:sheets": Route(READERS),
    "index:sheet": Route(READERS, pk("sheet")),
    "index:sheet_create": form(INSPECTOR),
    "index:scores": Route({"inspector", "checker"}),
    "index:score_create": form(INSPECTOR),
    "index:score_edit": form(INSPECTOR, "score"),
    "index:adjustments": Route(READERS),
    "index:adjustment_create": form(INSPECTOR),
    "index:adjustment_edit": form(INSPECTOR, "adjustment"),
    "index:uses": Route(READERS),
    "index:use_create": form(INSPECTOR),
    "board": Route(ALL, pk("flow")),
    "board_file": Route(ALL, pk("flow")),
    "board_unit": Route(ALL, pk("unit")),
    "dashboards:coverage": Route(READERS),
    "dashboards:unit": Route(READERS, pk("unit")),
    "dashboards:not_held": Route(READERS),
    "dashboards:units": Route(READERS),
    "dashboards:steps": Route(READERS),
    "dashboards:accountability": Route(READERS),
    "dashboards:accountability_of": Route(READERS, pk("unit")),
    "dashboards:warnings": Route(READERS),
    "dashboards:warnings_of": Route(READERS, pk("unit")),
    "dashboards:assessments": Route({"administrator", "checker"}),
    "dashboards:jobs": Route({"administrator", "checker"}),
    "units:list": Route(UNIT_READERS),
    "units:scope": Route({"inspector", "checker", "administrator"}),
    "units:pick": Route(ADMINISTRATOR),
    "units:post_pick": Route(ADMINISTRATOR),
    "units:official_pick": Route(ADMINISTRATOR),
    "units:create": form(ADMINISTRATOR),
    "units:detail": Route(UNIT_READERS, pk("unit")),
    "units:tab": Route(READERS, lambda w: {"pk": w.unit.pk, "tab": "points"}),
    "units:tree": Route(UNIT_READERS),
    "units:branch": Route(UNIT_READERS, pk("unit")),
    "units:edit": form(ADMINISTRATOR, "unit"),
    "units:contact": form({"liaison", "head", "administrator"}, "unit"),
    "units:transition": step("unit", "close", ADMINISTRATOR),
    "units:post_create": Route({"liaison", "administrator"}, data=lambda w: {"unit": w.unit.pk}),
    "units:post_edit": form({"liaison", "administrator"}, "post"),
    "units:organs": Route(ADMINISTRATOR),
    "units:organ_create": form(ADMINISTRATOR),
    "units:organ_edit": Route(ADMINISTRATOR, lambda w: {"pk": IssuingOrgan.objects.of(w.county).pk}),
    "units:officials": Route({"administrator", "inspector"}),
    "units:official_create": Route(ADMINISTRATOR, data=lambda w: {"unit": w.unit.pk}),
    "units:period_create": Route(ADMINISTRATOR, lambda w: {"official": w.somebody.pk}),
    "units:period_edit": Route(ADMINISTRATOR, lambda w: {"pk": w.somebody.periods.get().pk}),
    "powers:list": Route(READERS),
    "powers:create": form(LIAISON),
    "powers:detail": Route(READERS, pk("item")),
    "powers:tab": Route(READERS, lambda w: {"pk": w.item.pk, "tab": "points"}),
    "powers:edit": form(LIAISON, "draft_item"),
    "powers:flow_create": Route(LIAISON, pk("draft_item"), "post", row=lambda w: Seen(w.draft_item.flows.count)),
    "powers:transition": step("draft_item", "confirm", HEAD),
    "powers:flow_edit": form(LIAISON, "draft_flow"),
    "powers:flow_preview": Route(LIAISON, pk("draft_flow"), "post", body=NO_STEPS),
    "powers:flow_import": Route(LIAISON, pk("draft_flow"), "post"),
    "powers:flow_starts": Route(LIAISON, pk("draft_flow")),
    "powers:flow_bpmn": Route(READERS, pk("flow")),
    "powers:flow_transition": step("draft_flow", "confirm", HEAD),
    "riskpoints:list": Route(READERS),
    "riskpoints:create": form(LIAISON),
    "riskpoints:check_new": Route(LIAISON, method="post"),
    "riskpoints:worklist": Route(LIAISON),
    "riskpoints:queue": Route({"head", "inspector"}),
    "riskpoints:detail": Route(READERS, pk("point")),
    "riskpoints:tab": Route(READERS, lambda w: {"pk": w.point.pk, "tab": "measures"}),
    "riskpoints:around": Route(READERS, pk("point")),
    "riskpoints:edit": form(LIAISON, "draft"),
    "riskpoints:check": Route(LIAISON, pk("draft"), "post"),
    "riskpoints:revise": Route(LIAISON, pk("point"), "post", row=lambda w: Seen(w.point.revisions.count)),
    "riskpoints:transition": step("filed_point", "endorse", HEAD),
    "riskpoints:flow": Route(READERS, pk("flow")),
    "riskpoints:sign_no_risk": Route(
        HEAD,
        lambda w: {"pk": w.steps[1].pk},
        "post",
        lambda w: {"note": "没有裁量"},
        lambda w: Seen(w.steps[1].findings.count),
    ),
    "riskpoints:finding_transition": step("finding", "withdraw", {"head", "inspector"}),
    "measures:list": Route(READERS),
    "measures:create": form(LIAISON),
    "measures:detail": Route(READERS, pk("measure")),
    "measures:tab": Route(READERS, lambda w: {"pk": w.measure.pk, "tab": "evidence"}),
    "measures:edit": form(LIAISON, "planned"),
    "measures:transition": step("planned", "put_in_force", {"liaison", "head"}),
    "measures:evidence_file": Route(READERS, pk("evidence")),
    "measures:rules": Route(READERS),
    "measures:rule_create": form(LIAISON),
    "measures:rule": Route(READERS, pk("rule")),
    "measures:rule_tab": Route(READERS, lambda w: {"pk": w.rule.pk, "tab": "measures"}),
    "measures:rule_edit": form(LIAISON, "rule"),
    "measures:rule_file": Route(READERS, pk("rule")),
    "measures:rule_transition": step("rule", "abolish", HEAD),
    "measures:plans": Route(READERS),
    "measures:plan": Route(READERS, pk("plan")),
    "measures:plan_create": form(set()),  # the inspectors of the province only, see test_plans.py
    "measures:plan_edit": form(set(), "plan"),
    "measures:plan_of": Route(READERS, pk("point")),
    "measures:decision": Route(HEAD, pk("filed_point")),
    "measures:file": Route(LIAISON, pk("draft"), "post"),
    "measures:decisions": Route(HEAD, pk("filed_point")),
    "warnings:list": Route(READERS | {"official"}),
    "warnings:create": form(INSPECTOR),
    "warnings:detail": Route(READERS, pk("issued")),
    "warnings:tab": Route(READERS, lambda w: {"pk": w.issued.pk, "tab": "answer"}),
    "warnings:edit": form(INSPECTOR, "warning"),
    "warnings:transition": step("warning", "issue", INSPECTOR),
    "warnings:file": Route(READERS, pk("warning_file")),
    "warnings:indicators": Route({"inspector", "checker"}),
    "warnings:indicator": Route({"inspector", "checker"}, lambda w: {"code": "post_held_long"}),
    "warnings:dry_run": Route(INSPECTOR, pk("dry_run")),
    "warnings:dry_run_result": Route(INSPECTOR, pk("dry_run")),
    "warnings:signals": Route(INSPECTOR),
    "warnings:signal_create": form(INSPECTOR),
    "warnings:signal": Route(INSPECTOR, pk("signal")),
    "warnings:signal_edit": form(INSPECTOR, "signal"),
    "warnings:signal_transition": step("signal", "take", INSPECTOR),
    "warnings:look": Route(
        INSPECTOR,
        pk("told"),
        "post",
        lambda w: {"reason": "核实", "passphrase": PASSPHRASE},
        lambda w: Seen(w.told.looks.count),
    ),
    "warnings:reporter_share": Route(
        INSPECTOR,
        pk("told"),
        "post",
        lambda w: {"reason": "出差", "passphrase": PASSPHRASE, "colleague": w.colleague.username},
        lambda w: Seen(w.told.reporter.copies.count),
    ),
    "warnings:recovery_ask": Route(
        INSPECTOR, pk("told"), "post", lambda w: {"reason": "核实"}, lambda w: Seen(w.told.recoveries.count)
    ),
    "warnings:recoveries": Route({"auditor"}),
    "warnings:recovery_give": Route(
        {"auditor"},
        lambda w: {"pk": w.recovery.pk},
        "post",
        lambda w: {"passphrase": PASSPHRASE},
        lambda w: Seen(w.told.reporter.copies.count),
    ),
    "warnings:sealing_key": Route({"inspector", "auditor", "observer"}),
    "warnings:reports_open": Route({"observer"}),
    "warnings:message": Route(
        INSPECTOR, pk("told"), "post", lambda w: {"text": "请补充时间"}, lambda w: Seen(w.told.messages.count)
    ),
    "warnings:signal_file": Route(INSPECTOR, pk("signal_file")),
    "warnings:unit_pick": Route({"inspector", "observer"}),
    "warnings:handler_pick": Route(INSPECTOR),
    "warnings:observer_pick": Route(INSPECTOR),
    "warnings:reports": Route({"observer"}),
    "warnings:report_create": form({"observer"}),
    "warnings:report": Route({"observer"}, pk("told")),
    "warnings:points": Route({"inspector", "checker", "observer"}),
    "warnings:point_create": form(INSPECTOR),
    "warnings:point_edit": form(INSPECTOR, "monitoring_point"),
    "warnings:teams": Route({"inspector", "checker", "observer"}),
    "warnings:team": Route({"inspector", "checker", "observer"}, pk("team")),
    "warnings:team_create": form(INSPECTOR),
    "warnings:team_edit": form(INSPECTOR, "team"),
    "warnings:observer_leave": Route(
        INSPECTOR,
        lambda w: {"pk": w.team.observers.get().pk},
        "post",
        row=lambda w: Seen(lambda: w.team.observers.in_force().count()),
    ),
    "integrity:own": Route({"inspector", "official"}),
    "integrity:file": Route(INSPECTOR, lambda w: {"pk": w.declared.official_id}),
    "integrity:declarations": Route({"inspector", "official"}),
    "integrity:declaration": Route({"inspector", "official"}, pk("declared")),
    "integrity:declaration_create": form({"official"}),
    "integrity:declaration_edit": form({"official"}, "declaration"),
    "integrity:declaration_transition": step("declaration", "declare", {"official"}),
    "integrity:points": Route({"inspector", "official"}),
    "integrity:points_create": form(INSPECTOR),
    "integrity:points_entry": Route({"inspector", "official"}, pk("points")),
    "integrity:points_transition": step("points", "defuse", INSPECTOR),
    "open_report": Route(ALL),
    "receipt": Route(ALL),
    "workbooks:imports": Route({"liaison", "inspector", "administrator"}),
    "workbooks:bring": Route({"liaison", "inspector", "administrator"}),
    "workbooks:pick": Route({"liaison", "inspector", "administrator"}),
    "workbooks:import": Route(LIAISON, pk("source")),
    "workbooks:progress": Route(LIAISON, pk("source")),
    "workbooks:write": Route(LIAISON, pk("source"), "post", row=lambda w: w.source),
    "workbooks:cancel": Route(LIAISON, pk("source"), "post", row=lambda w: w.source),
    "workbooks:place": Route(
        LIAISON, pk("source"), "post", lambda w: {"column-0-0": "risk_points.measures"}, row=lambda w: w.source
    ),
    "workbooks:answer": Route(
        LIAISON,
        pk("source"),
        "post",
        lambda w: {"form": "risk_points", "field": "grade", "code": "no_grade", "value": "", "words": "高"},
    ),
    "workbooks:ask_again": Route(
        LIAISON,
        pk("source"),
        "post",
        lambda w: {"form": "risk_points", "field": "grade", "code": "grade", "value": "特大"},
    ),
    "workbooks:marked": Route(LIAISON, pk("source")),
    "workbooks:row": form(LIAISON, "source_row"),
    "documents:board": Route(READERS, pk("flow")),
    "documents:unit_boards": Route(READERS, pk("unit"), "post", row=lambda w: Seen(Export.objects.count)),
    "documents:unit_register": Route(READERS, pk("unit")),
    "documents:warning": Route(READERS, pk("issued")),
    "documents:templates": Route(ADMINISTRATOR),
    "documents:template_create": Route(ADMINISTRATOR),
    "documents:template_own": Route(ADMINISTRATOR),
    "documents:template": Route(ADMINISTRATOR, pk("template")),
    "documents:template_edit": form(ADMINISTRATOR, "template"),
    "documents:template_file": Route(ADMINISTRATOR, pk("template")),
    "documents:template_delete": Route(
        ADMINISTRATOR, pk("template"), "post", row=lambda w: Seen(type(w.template).objects.count)
    ),
    "workbooks:give": Route(READERS, lambda w: {"form": "risk_points"}),
    "workbooks:blank": Route(READERS, lambda w: {"form": "power_items"}),
    "workbooks:export": Route(LIAISON, pk("export")),
    "workbooks:export_progress": Route(LIAISON, pk("export")),
    "workbooks:export_file": Route(LIAISON, pk("export")),
    "workbooks:headings": Route(ADMINISTRATOR),
    "workbooks:heading_create": form(ADMINISTRATOR),
    "workbooks:heading_delete": Route(
        ADMINISTRATOR, pk("heading"), "post", row=lambda w: Seen(type(w.heading).objects.count)
    ),
    "library:powers": Route(READERS),
    "library:power": Route(READERS, pk("library")),
    "library:adopt_power": Route(LIAISON, pk("library"), "post", row=lambda w: Seen(w.unit.powers.count)),
    "library:adopt_entry": form(LIAISON, "entry"),
    "library:entry_edit": form(INSPECTOR, "entry"),
    "library:transition": step("entry", "take_out", INSPECTOR),
    "library:adoptions": Route(READERS),
    "library:adoption": Route(READERS, pk("adoption")),
    "library:beside": Route(LIAISON, data=lambda w: {"unit": w.unit.pk}),
    "library:related": Route(READERS, pk("point")),
    "library:propose": Route(INSPECTOR, pk("proposable"), "post", row=lambda w: Seen(w.library.entries.count)),
    "reorganisations:list": Route(ADMINISTRATOR),
    "reorganisations:change": Route(ADMINISTRATOR, pk("unit")),
    "reorganisations:split": Route(ADMINISTRATOR, pk("unit")),
    "reorganisations:undo": Route(
        ADMINISTRATOR,
        lambda w: {"pk": w.reorganisation.pk},
        "post",
        row=lambda w: Seen(lambda: type(w.elsewhere).objects.get(pk=w.elsewhere.pk).name),
    ),
    "accounts:list": Route(ADMINISTRATOR),
    "accounts:create": form(ADMINISTRATOR),
    "accounts:detail": Route(ADMINISTRATOR, pk("liaison")),
    "accounts:edit": form(ADMINISTRATOR, "liaison"),
    "accounts:grant": form(ADMINISTRATOR, "liaison"),
    "accounts:withdraw": Route(
        ADMINISTRATOR,
        lambda w: {"pk": w.spare.grants.get().pk},
        "post",
        lambda w: {"reason": "调离"},
        lambda w: Seen(w.spare.grants.in_force().count),
    ),
    "accounts:allowances": Route(INSPECTOR),
    "accounts:allowance_withdraw": Route(
        INSPECTOR,
        lambda w: {"pk": w.allowance.pk},
        "post",
        lambda w: {"reason": "已配齐"},
        lambda w: Seen(w.unit.duty_allowances.in_force().count),
    ),
    "accounts:filters": Route(PEOPLE),
    "accounts:filter_save": Route(PEOPLE, method="post"),
    "accounts:filter_delete": Route(
        LIAISON,
        lambda w: {"pk": w.saved.pk},
        "post",
        row=lambda w: Seen(w.liaison.saved_filters.count),
    ),
    "accounts:token_revoke": Route(
        LIAISON,
        lambda w: {"pk": w.token.pk},
        "post",
        row=lambda w: Seen(w.liaison.tokens.usable().count),
    ),
    "accounts:audit": Route({"auditor"}),
    "workbooks:audit_file": Route({"auditor"}, method="post"),
    "checkpoints:list": Route({"auditor"}),
    "checkpoints:progress": Route({"auditor"}),
    "checkpoints:download": Route({"auditor"}, lambda w: {"pk": w.checkpoint.pk}),
    "accounts:me": Route(PEOPLE),
    "accounts:notices": Route(PEOPLE),
    "accounts:notice": Route(LIAISON, lambda w: {"pk": w.notice.pk}),
    "accounts:digest": Route(PEOPLE, method="post"),
    "accounts:channels": Route(PEOPLE),
    "accounts:channel_edit": Route(LIAISON, pk("channel")),
    "accounts:channel_test": Route(LIAISON, pk("channel"), "post"),
    "accounts:channel_delete": Route(LIAISON, pk("channel"), "post", row=lambda w: Seen(w.liaison.channels.count)),
    "accounts:delivery_again": Route(
        LIAISON,
        lambda w: {"pk": w.liaison.deliveries.lost().get().pk},
        "post",
        row=lambda w: Seen(w.liaison.deliveries.lost().count),
    ),
    "accounts:undelivered": Route(ADMINISTRATOR),
    "accounts:pick": Route(ADMINISTRATOR),
    "accounts:invite": Route(ADMINISTRATOR, pk("liaison"), "post"),
    "accounts:invite_all": Route(
        ADMINISTRATOR,
        method="post",
        row=lambda w: Seen(lambda: type(w.liaison).objects.uninvited().count()),
    ),
    "accounts:factors": Route(
        ADMINISTRATOR,
        pk("liaison"),
        "post",
        lambda w: {"reason": "遗失"},
        lambda w: Seen(w.liaison.changes.count),
    ),
    # The person concerned, an administrator, and the auditor: it is about an inspector.
    "accounts:changes": Route(ADMINISTRATOR | {"auditor"}),
    "accounts:change": Route({"inspector", "administrator", "auditor"}, pk("account_change")),
    "accounts:change_transition": step("account_change", "confirm", ADMINISTRATOR | {"auditor"}),
    "accounts:letters": Route(ADMINISTRATOR | {"auditor"}),
    "accounts:open_letter": Route(ALL),
    "accounts:hand_over": form(ADMINISTRATOR, "liaison"),
    "accounts:who": Route({"head", "inspector", "checker", "administrator"}, pk("unit")),
    "account_reset_password": Route(ALL),
    "account_reset_password_done": Route(ALL),
    "account_reset_password_from_key": Route(ALL, lambda w: {"uidb36": "1", "key": "x-y"}),
    "account_reset_password_from_key_done": Route(ALL),
    # One's own second factors and sessions.
    **{
        name: Route(PEOPLE)
        for name in (
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_generate_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_reauthenticate_webauthn",
            "usersessions_list",
            "socialaccount_connections",
        )
    },
    "mfa_authenticate": Route(ALL),
    "mfa_login_webauthn": Route(ALL),
    # Nobody of this world has a factor yet; before a key of one's own is touched, the password is asked again.
    "mfa_deactivate_totp": Route(set()),
    "mfa_view_recovery_codes": Route(set()),
    "mfa_download_recovery_codes": Route(set()),
    "mfa_remove_webauthn": Route(PEOPLE, lambda w: {"pk": 1}),
    "mfa_edit_webauthn": Route(PEOPLE, lambda w: {"pk": 1}),
    "openid_connect_login": Route(set(), lambda w: {"provider_id": "directory"}),
    "openid_connect_callback": Route(set(), lambda w: {"provider_id": "directory"}),
    "socialaccount_login_cancelled": Route(ALL),
    "socialaccount_login_error": Route(set()),  # answers 401 itself
    "socialaccount_signup": Route(ALL),
    "account_login": Route(ALL),
    "account_logout": Route(ALL),
    "account_change_password": Route(PEOPLE),
    "account_inactive": Route(ALL),
    "account_reauthenticate": Route(PEOPLE),
    "set_language": Route(ALL, method="post", data=lambda w: {"language": "en"}),
    "healthz": Route(ALL),
    "readyz": Route(ALL),
}

NEW_POINT = {"name": "n", "manifestation": "m", "risk_class": "duty"}
API = {
    "api:api-root": Route(PEOPLE),
    "api:schema": Route(PEOPLE),
    "api:docs": Route(PEOPLE),
    "api:token": Route(ALL, method="post", data=lambda w: {"username": "liaison", "password": PASSWORD}),
    "api:me": Route(PEOPLE),
    "api:coverage": Route(READERS, pk("unit")),
    "api:divisions-list": Route(PEOPLE),
    "api:divisions-detail": Route(PEOPLE, lambda w: {"pk": "330000"}),
    "api:domains-list": Route(PEOPLE),
    "api:domains-detail": Route(PEOPLE, lambda w: {"pk": w.domain}),
    # Lists answer everybody, with the rows that they may see; test_scope.py looks into them.
    **{
        f"api:{name}-list": Route(PEOPLE)
        for name in (
            "units",
            "posts",
            "officials",
            "users",
            "role_grants",
            "account_changes",
            "evidence",
            "power_items",
            "flows",
            "steps",
            "risk_points",
            "no_risk_findings",
            "measures",
            "rules",
            "imports",
            "control_plans",
            "points_not_held",
            "signals",
            "reports",
            "monitoring_points",
            "observer_teams",
            "warnings",
            "step_runs",
            "index_sheets",
            "index_periods",
            "index_scores",
            "index_adjustments",
            "index_uses",
            "index_figures",
            "declarations",
            "points_entries",
        )
    },
    "api:index_sheets-detail": Route(READERS, pk("sheet")),
    "api:index_periods-detail": Route(READERS, pk("published")),
    "api:index_scores-detail": Route({"inspector", "checker"}, pk("score")),
    "api:index_adjustments-detail": Route(READERS, pk("adjustment")),
    "api:index_uses-detail": Route(READERS, pk("use")),
    # What is published is open to all, the figures of the API to all who have an account.
    "api:index_figures-detail": Route(PEOPLE, lambda w: {"pk": w.published.newest.figures.first().pk}),
    "api:signals-detail": Route(INSPECTOR, pk("signal")),
    "api:reports-detail": Route(set(), pk("told")),  # only with the receipt code, see test_reports.py
    "api:monitoring_points-detail": Route(READERS | {"observer"}, pk("monitoring_point")),
    "api:observer_teams-detail": Route({"inspector", "checker", "observer"}, pk("team")),
    "api:step_runs-detail": Route(READERS, pk("step_run")),
    "api:warnings-detail": Route(READERS, pk("issued")),
    "api:control_plans-detail": Route(READERS, pk("plan")),
    "api:points_not_held-detail": Route(READERS, pk("bare")),
    "api:imports-detail": Route(LIAISON, pk("source")),
    "api:imports-rows": Route(LIAISON, pk("source")),
    "api:imports-write": Route(LIAISON, pk("source"), "post", row=lambda w: w.source),
    "api:imports-arrange": Route(
        LIAISON,
        pk("source"),
        "post",
        row=lambda w: w.source,
        body='{"sheets": [{"sheet": "表", "last": 3}]}',
    ),
    "api:imports-answer": Route(
        LIAISON, pk("source"), "post", body='{"field": "grade", "value": "特大", "words": "高"}'
    ),
    "api:imports-ask-again": Route(
        LIAISON, pk("source"), "post", body='{"field": "grade", "value": "特大", "code": "grade"}'
    ),
    "api:imports-cancel": Route(LIAISON, pk("source"), "post", row=lambda w: w.source),
    "api:units-detail": Route(UNIT_READERS, pk("unit")),
    "api:officials-detail": Route({"administrator", "inspector"}, pk("somebody")),
    "api:users-detail": Route({"administrator", "liaison"}, pk("liaison")),
    "api:role_grants-detail": Route({"administrator", "liaison"}, lambda w: {"pk": w.liaison.grants.get().pk}),
    "api:account_changes-detail": Route({"inspector", "administrator", "auditor"}, pk("account_change")),
    "api:evidence-detail": Route(READERS, pk("evidence")),
    "api:posts-detail": Route(UNIT_READERS, pk("post")),
    "api:power_items-detail": Route(READERS, pk("item")),
    "api:flows-detail": Route(READERS, pk("flow")),
    "api:steps-detail": Route(READERS, lambda w: {"pk": w.steps[0].pk}),
    "api:risk_points-detail": Route(READERS, pk("point")),
    "api:no_risk_findings-detail": Route(READERS, pk("finding")),
    "api:measures-detail": Route(READERS, pk("measure")),
    "api:rules-detail": Route(READERS, pk("rule")),
    "api:flows-outline": Route(READERS, pk("flow")),
    # Bulk answers 400 to those who write somewhere; what they may write is decided row by row, as for one row.
    **{
        f"api:{name}-bulk": Route(PEOPLE, method="post", body=[])
        for name in (
            "posts",
            "power_items",
            "risk_points",
            "measures",
            "rules",
            "signals",
            "step_runs",
            "index_periods",
            "index_scores",
            "index_adjustments",
            "index_uses",
            "declarations",
            "points_entries",
        )
    },
    "api:declarations-detail": Route({"inspector", "official"}, pk("declared")),
    "api:points_entries-detail": Route({"inspector", "official"}, pk("points")),
    "api:risk_points-revise": Route(LIAISON, pk("point"), "post", row=lambda w: Seen(w.point.revisions.count)),
}
# The API's state changes are those of the life cycles: route, the row, and a state from which the step leads on.
API_STEPS = {
    "account_changes": ("accountchange", "account_change"),
    "power_items": ("poweritem", "draft_item"),
    "flows": ("flow", "draft_flow"),
    "risk_points": ("riskpoint", "filed_point"),
    "no_risk_findings": ("noriskfinding", "finding"),
    "measures": ("measure", "planned"),
    "rules": ("rule", "rule"),
    "signals": ("signal", "signal"),
    "warnings": ("warning", "warning"),
    "index_periods": ("period", "period"),
    "declarations": ("declaration", "declaration"),
    "points_entries": ("demerit", "points"),
}
WHO = {
    "liaison": "liaison",
    "unit_head": "head",
    "inspector": "inspector",
    "administrator": "administrator",
    "auditor": "auditor",
    "official": "official",
}


@dataclass
class Seen:
    """Something of the world that a step changes, where it is no state of a row."""

    of: Callable[[], Any]

    @property
    def status(self) -> Any:
        return self.of()

    def refresh_from_db(self) -> None: ...


def all_routes() -> Iterator[str]:
    def walk(patterns: Any, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
            elif isinstance(pattern, URLPattern):
                yield prefix + (pattern.name or str(pattern.pattern))

    yield from walk(get_resolver().url_patterns, "")


@pytest.fixture(scope="module")
def full(django_db_setup, django_db_blocker, tmp_path_factory):
    """A world with a row for every route, built once: each visit is rolled back, so that all find the same."""
    place = {"location": str(tmp_path_factory.mktemp("files"))}
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": place}
    quick = quick_settings()
    with (
        django_db_blocker.unblock(),
        override_settings(**quick | {"STORAGES": quick["STORAGES"] | {"default": files}}),
        transaction.atomic(),
    ):
        # A test before it on the same worker may have emptied the tables.
        restore_base_data()
        world = furnish(World())
        world.cookies = {role: client_of(getattr(world, role)).cookies for role in PEOPLE}
        yield world
        transaction.set_rollback(True)


def client_as(world: World, role: str) -> Client:
    """A client with the session of the role, which is written once, before what the visits roll back."""
    client = Client()
    if role != "nobody":
        client.cookies.update(world.cookies[role])
    return client


def was_let_in(response: Any) -> bool:
    if response.status_code in (401, 403, 404):
        return False
    return not (response.status_code == 302 and response.url.startswith("/account/login/?"))


def visit(world: World, name: str, route: Route, role: str) -> bool:
    """Whether `role` is let in, or takes the step; everything is rolled back."""
    client = client_as(world, role)
    with transaction.atomic():
        row = route.row(world) if route.row else None
        before = row.status if row else None
        address = reverse(name, kwargs=route.args(world))
        if route.body is None:
            response = getattr(client, route.method)(address, route.data(world))
        else:
            response = getattr(client, route.method)(address, route.body, content_type="application/json")
        assert response.status_code < 500, (name, role)
        let_in = was_let_in(response)
        if row is not None:
            row.refresh_from_db()
            let_in = row.status != before
        transaction.set_rollback(True)
    if row is not None:
        row.refresh_from_db()
    return let_in


def test_every_route_is_in_the_table(db):
    from django.urls import NoReverseMatch  # noqa: F401

    steps = {
        f"api:{prefix}-{verb}"
        for prefix, (lifecycle, _row) in API_STEPS.items()
        for verb, transition in Lifecycle.known[lifecycle].transitions.items()
        if transition.roles
    }
    assert set(all_routes()) - set(PAGES) - set(API) - steps == set()


@pytest.mark.parametrize("name", sorted(PAGES | API))
def test_only_those_in_the_table_are_let_in(full, name):
    route = (PAGES | API)[name]
    let_in = {role for role in ROLES if visit(full, name, route, role)}
    assert let_in == route.may


@pytest.mark.parametrize("prefix", sorted(API_STEPS))
def test_a_state_change_by_the_api_is_taken_by_its_roles_only(full, prefix):
    lifecycle, row_name = API_STEPS[prefix]
    row = getattr(full, row_name)
    for verb, transition in Lifecycle.known[lifecycle].transitions.items():
        if row.status not in transition.sources:
            continue
        known = {"reason", *transition.inputs}  # the API refuses what a step does not ask for
        values = {name: value for name, value in (given(full) | {"effective": True}).items() if name in known}
        route = Route(set(), lambda w: {"pk": row.pk}, "post", lambda w, values=values: values, lambda w: row)
        taken = {role for role in ROLES if visit(full, f"api:{prefix}-{verb}", route, role)}
        may = {WHO[role] for role in transition.roles}
        # Nobody endorses or registers what they filed; other rules of the row may forbid the step to all.
        assert taken <= may, verb
        if (prefix, verb) not in {
            ("risk_points", "register"),
            ("rules", "mark_revised"),
            ("account_changes", "withdraw"),
        }:
            assert taken == may, verb
