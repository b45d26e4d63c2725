from django.urls import path

from oversight.index import entry_views, views

app_name = "index"
urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("<int:pk>/", views.Index.as_view(), name="unit"),
    path("periods/", views.Periods.as_view(), name="periods"),
    path("periods/new/", views.PeriodEdit.as_view(), name="period_create"),
    path("periods/<int:pk>/", views.PeriodDetail.as_view(), name="period"),
    path("periods/<int:pk>/edit/", views.PeriodEdit.as_view(), name="period_edit"),
    path("periods/<int:pk>/to/<slug:verb>/", views.PeriodTransition.as_view(), name="period_transition"),
    path("periods/<int:pk>/form/", entry_views.SurveyFormFile.as_view(), name="survey_form"),
    path("periods/<int:pk>/survey/", entry_views.SurveyFile.as_view(), name="survey_file"),
    path("computations/<int:pk>/", views.Recompute.as_view(), name="recompute"),
    path("sheets/", views.Sheets.as_view(), name="sheets"),
    path("sheets/new/", views.SheetCreate.as_view(), name="sheet_create"),
    path("sheets/<int:pk>/", views.SheetDetail.as_view(), name="sheet"),
    path("scores/", entry_views.Scores.as_view(), name="scores"),
    path("scores/new/", entry_views.ScoreEdit.as_view(), name="score_create"),
    path("scores/<int:pk>/edit/", entry_views.ScoreEdit.as_view(), name="score_edit"),
    path("adjustments/", entry_views.Adjustments.as_view(), name="adjustments"),
    path("adjustments/new/", entry_views.AdjustmentEdit.as_view(), name="adjustment_create"),
    path("adjustments/<int:pk>/edit/", entry_views.AdjustmentEdit.as_view(), name="adjustment_edit"),
    path("uses/", entry_views.Uses.as_view(), name="uses"),
    path("uses/new/", entry_views.UseEdit.as_view(), name="use_create"),
]
