from django.urls import path

from exchange.library import views

app_name = "library"
urlpatterns = [
    path("", views.Powers.as_view(), name="powers"),
    path("<int:pk>/", views.PowerDetail.as_view(), name="power"),
    path("<int:pk>/adopt/", views.AdoptPower.as_view(), name="adopt_power"),
    path("entries/<int:pk>/adopt/", views.AdoptEntry.as_view(), name="adopt_entry"),
    path("entries/<int:pk>/edit/", views.EntryEdit.as_view(), name="entry_edit"),
    path("entries/<int:pk>/to/<slug:verb>/", views.EntryTransition.as_view(), name="transition"),
    path("adopted/", views.Adoptions.as_view(), name="adoptions"),
    path("adopted/<int:pk>/", views.AdoptionDetail.as_view(), name="adoption"),
    path("beside/", views.Beside.as_view(), name="beside"),
    path("points/<int:pk>/", views.Related.as_view(), name="related"),
    path("points/<int:pk>/propose/", views.Propose.as_view(), name="propose"),
]
