"""Reports, signals and warnings in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.navigation import Entry, enter

enter(
    Entry(100, "warnings:report_create", _("Report"), "speakerphone", (Role.OBSERVER,)),
    Entry(110, "warnings:reports", _("My reports"), "message-2", (Role.OBSERVER,)),
    Entry(
        120,
        "warnings:list",
        _("Warnings"),
        "bell-exclamation",
        (*REGISTER_READERS, Role.OFFICIAL),
        also="/coverage/warnings/",
    ),
    Entry(310, "warnings:sealing_key", _("My sealing key"), "key", (Role.OBSERVER, Role.INSPECTOR, Role.AUDITOR)),
    Entry(305, "warnings:recoveries", _("Shares asked for"), "lock-open", (Role.AUDITOR,)),
    Entry(180, "warnings:signals", _("Signals"), "broadcast", (Role.INSPECTOR,)),
    Entry(190, "warnings:indicators", _("Indicator rules"), "gauge", (Role.INSPECTOR, Role.CHECKER)),
    Entry(
        200,
        "warnings:points",
        _("Monitoring points"),
        "map-pin",
        (Role.INSPECTOR, Role.CHECKER),
        also="/warnings/teams/",
    ),
)
