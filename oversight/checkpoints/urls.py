from django.urls import path

from oversight.checkpoints import views

app_name = "checkpoints"
urlpatterns = [
    path("", views.Checkpoints.as_view(), name="list"),
    path("progress/", views.Progress.as_view(), name="progress"),
    path("<int:pk>/", views.CheckpointFile.as_view(), name="download"),
]
