from django.urls import path

from oversight.reorganisations import views

app_name = "reorganisations"
urlpatterns = [
    path("", views.Reorganisations.as_view(), name="list"),
    path("units/<int:pk>/", views.Reorganise.as_view(), name="change"),
    path("units/<int:pk>/split/", views.Split.as_view(), name="split"),
    path("<int:pk>/undo/", views.Undo.as_view(), name="undo"),
]
