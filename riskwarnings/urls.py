from django.urls import path

from riskwarnings import indicator_views, monitoring_views, report_views, signal_views, warning_views

app_name = "warnings"
urlpatterns = [
    path("", warning_views.Warnings.as_view(), name="list"),
    path("new/", warning_views.WarningEdit.as_view(), name="create"),
    path("<int:pk>/", warning_views.WarningDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", warning_views.WarningEdit.as_view(), name="edit"),
    path("<int:pk>/to/<slug:verb>/", warning_views.WarningTransition.as_view(), name="transition"),
    path("files/<int:pk>/", warning_views.WarningFileDownload.as_view(), name="file"),
    path("rules/", indicator_views.Indicators.as_view(), name="indicators"),
    path("rules/<slug:code>/", indicator_views.IndicatorPage.as_view(), name="indicator"),
    path("rules/tried/<int:pk>/", indicator_views.DryRunPage.as_view(), name="dry_run"),
    path("rules/tried/<int:pk>/result/", indicator_views.DryRunResult.as_view(), name="dry_run_result"),
    path("signals/", signal_views.Signals.as_view(), name="signals"),
    path("signals/new/", signal_views.SignalCreate.as_view(), name="signal_create"),
    path("signals/<int:pk>/", signal_views.SignalDetail.as_view(), name="signal"),
    path("signals/<int:pk>/edit/", signal_views.SignalEdit.as_view(), name="signal_edit"),
    path("signals/<int:pk>/to/<slug:verb>/", signal_views.SignalTransition.as_view(), name="signal_transition"),
    path("signals/<int:pk>/reporter/", signal_views.Look.as_view(), name="look"),
    path("signals/<int:pk>/messages/", signal_views.Message.as_view(), name="message"),
    path("signals/files/<int:pk>/", signal_views.SignalFileDownload.as_view(), name="signal_file"),
    path("units/pick/", signal_views.UnitPick.as_view(), name="unit_pick"),
    path("handlers/pick/", signal_views.HandlerPick.as_view(), name="handler_pick"),
    path("observers/pick/", signal_views.ObserverPick.as_view(), name="observer_pick"),
    path("reports/", report_views.Reports.as_view(), name="reports"),
    path("reports/new/", report_views.ReportCreate.as_view(), name="report_create"),
    path("reports/<int:pk>/", report_views.ReportDetail.as_view(), name="report"),
    path("points/", monitoring_views.MonitoringPoints.as_view(), name="points"),
    path("points/new/", monitoring_views.MonitoringPointEdit.as_view(), name="point_create"),
    path("points/<int:pk>/edit/", monitoring_views.MonitoringPointEdit.as_view(), name="point_edit"),
    path("teams/", monitoring_views.Teams.as_view(), name="teams"),
    path("teams/new/", monitoring_views.TeamEdit.as_view(), name="team_create"),
    path("teams/<int:pk>/", monitoring_views.TeamDetail.as_view(), name="team"),
    path("teams/<int:pk>/edit/", monitoring_views.TeamEdit.as_view(), name="team_edit"),
    path("teams/observers/<int:pk>/leave/", monitoring_views.ObserverLeave.as_view(), name="observer_leave"),
]
