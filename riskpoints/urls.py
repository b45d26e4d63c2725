from django.urls import path

from riskpoints import flow_views, queue, views, workspace

app_name = "riskpoints"
urlpatterns = [
    path("", views.RiskPoints.as_view(), name="list"),
    path("new/", workspace.Workspace.as_view(), name="create"),
    path("new/check/", workspace.Check.as_view(), name="check_new"),
    path("work/", queue.WorkList.as_view(), name="worklist"),
    path("queue/", queue.Queue.as_view(), name="queue"),
    path("<int:pk>/", views.RiskPointDetail.as_view(), name="detail"),
    path("<int:pk>/around/", views.Around.as_view(), name="around"),
    path("<int:pk>/edit/", workspace.Workspace.as_view(), name="edit"),
    path("<int:pk>/check/", workspace.Check.as_view(), name="check"),
    path("<int:pk>/revise/", views.Revise.as_view(), name="revise"),
    path("<int:pk>/to/<slug:verb>/", views.RiskPointTransition.as_view(), name="transition"),
    # The addresses above are no tabs.
    path("<int:pk>/<slug:tab>/", views.RiskPointDetail.as_view(), name="tab"),
    path("flows/<int:pk>/", flow_views.FlowDetail.as_view(), name="flow"),
    path("steps/<int:pk>/no-risk/", flow_views.SignNoRisk.as_view(), name="sign_no_risk"),
    path("findings/<int:pk>/to/<slug:verb>/", flow_views.FindingTransition.as_view(), name="finding_transition"),
]
