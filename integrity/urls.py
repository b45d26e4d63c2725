from django.urls import path

from integrity import views

app_name = "integrity"
urlpatterns = [
    path("", views.File.as_view(), name="own"),
    path("officials/<int:pk>/", views.FileOf.as_view(), name="file"),
    path("declarations/", views.Declarations.as_view(), name="declarations"),
    path("declarations/new/", views.DeclarationEdit.as_view(), name="declaration_create"),
    path("declarations/<int:pk>/", views.DeclarationDetail.as_view(), name="declaration"),
    path("declarations/<int:pk>/edit/", views.DeclarationEdit.as_view(), name="declaration_edit"),
    path(
        "declarations/<int:pk>/to/<slug:verb>/", views.DeclarationTransition.as_view(), name="declaration_transition"
    ),
    path("points/", views.DemeritList.as_view(), name="points"),
    path("points/new/", views.DemeritCreate.as_view(), name="points_create"),
    path("points/<int:pk>/", views.DemeritDetail.as_view(), name="points_entry"),
    path("points/<int:pk>/to/<slug:verb>/", views.DemeritTransition.as_view(), name="points_transition"),
]
