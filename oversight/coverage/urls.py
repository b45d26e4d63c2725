from django.urls import path

from oversight.coverage import views

app_name = "dashboards"
urlpatterns = [
    path("", views.Coverage.as_view(), name="coverage"),
    path("<int:pk>/", views.Coverage.as_view(), name="unit"),
    path("units/", views.Units.as_view(), name="units"),
    path("steps/", views.Steps.as_view(), name="steps"),
    path("warnings/", views.WarningsByArea.as_view(), name="warnings"),
    path("warnings/<int:pk>/", views.WarningsByArea.as_view(), name="warnings_of"),
    path("accountability/", views.Accountability.as_view(), name="accountability"),
    path("accountability/<int:pk>/", views.Accountability.as_view(), name="accountability_of"),
    path("not-held/", views.NotHeld.as_view(), name="not_held"),
    path("jobs/assessments/", views.Assessments.as_view(), name="assessments"),
    path("jobs/", views.Jobs.as_view(), name="jobs"),
]
