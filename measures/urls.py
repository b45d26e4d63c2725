from django.urls import path

from measures import decisions, plan_views, step_forms, views

app_name = "measures"
urlpatterns = [
    path("", views.Measures.as_view(), name="list"),
    path("new/", views.MeasureEdit.as_view(), name="create"),
    path("<int:pk>/", views.MeasureDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.MeasureEdit.as_view(), name="edit"),
    path("<int:pk>/to/<slug:verb>/", views.MeasureTransition.as_view(), name="transition"),
    # The addresses above are no tabs; those of rules neither.
    path("<int:pk>/<slug:tab>/", views.MeasureDetail.as_view(), name="tab"),
    path("decisions/<int:pk>/", decisions.Decision.as_view(), name="decision"),
    path("decisions/<int:pk>/file/", step_forms.File.as_view(), name="file"),
    path("decisions/<int:pk>/together/", decisions.Decisions.as_view(), name="decisions"),
    path("evidence/<int:pk>/file/", views.EvidenceFile.as_view(), name="evidence_file"),
    path("rules/", views.Rules.as_view(), name="rules"),
    path("rules/new/", views.RuleEdit.as_view(), name="rule_create"),
    path("rules/<int:pk>/", views.RuleDetail.as_view(), name="rule"),
    path("rules/<int:pk>/edit/", views.RuleEdit.as_view(), name="rule_edit"),
    path("rules/<int:pk>/file/", views.RuleFile.as_view(), name="rule_file"),
    path("rules/<int:pk>/to/<slug:verb>/", views.RuleTransition.as_view(), name="rule_transition"),
    path("rules/<int:pk>/<slug:tab>/", views.RuleDetail.as_view(), name="rule_tab"),
    path("plans/", plan_views.Plans.as_view(), name="plans"),
    path("plans/new/", plan_views.PlanEdit.as_view(), name="plan_create"),
    path("plans/<int:pk>/", plan_views.PlanDetail.as_view(), name="plan"),
    path("plans/<int:pk>/edit/", plan_views.PlanEdit.as_view(), name="plan_edit"),
    path("plans/points/<int:pk>/", plan_views.PlanOf.as_view(), name="plan_of"),
]
