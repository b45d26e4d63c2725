"""Reports, signals and warnings in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.WORK, 100, "warnings:report_create", _("Report"), "speakerphone", (Role.OBSERVER,)),
    Entry(Group.WORK, 110, "warnings:reports", _("My reports"), "message-2", (Role.OBSERVER,)),
    Entry(
        Group.OVERSIGHT,
        120,
        "warnings:list",
        _("Warnings"),
        "bell-exclamation",
        (*REGISTER_READERS, Role.OFFICIAL),
        also="/coverage/warnings/",
    ),
    Entry(
        Group.MANAGEMENT,
        310,
        "warnings:sealing_key",
        _("My sealing key"),
        "key",
        (Role.OBSERVER, Role.INSPECTOR, Role.AUDITOR),
    ),
    Entry(Group.WORK, 305, "warnings:recoveries", _("Shares asked for"), "lock-open", (Role.AUDITOR,)),
    Entry(Group.OVERSIGHT, 180, "warnings:signals", _("Signals"), "broadcast", (Role.INSPECTOR,)),
    Entry(Group.OVERSIGHT, 190, "warnings:indicators", _("Indicator rules"), "gauge", (Role.INSPECTOR, Role.CHECKER)),
    Entry(
        Group.OVERSIGHT,
        200,
        "warnings:points",
        _("Monitoring points"),
        "map-pin",
        (Role.INSPECTOR, Role.CHECKER),
        also="/warnings/teams/",
    ),
)
