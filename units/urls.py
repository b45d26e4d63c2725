from django.urls import path

from units import scope_views, views

app_name = "units"
urlpatterns = [
    path("", views.Units.as_view(), name="list"),
    path("scope/", scope_views.ScopeChoice.as_view(), name="scope"),
    path("tree/", views.Tree.as_view(), name="tree"),
    path("tree/<int:pk>/", views.Branch.as_view(), name="branch"),
    path("pick/", views.UnitPick.as_view(), name="pick"),
    path("posts/pick/", views.PostPick.as_view(), name="post_pick"),
    path("officials/pick/", views.OfficialPick.as_view(), name="official_pick"),
    path("new/", views.UnitEdit.as_view(), name="create"),
    path("<int:pk>/", views.UnitDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.UnitEdit.as_view(), name="edit"),
    path("<int:pk>/contact/", views.ContactEdit.as_view(), name="contact"),
    path("<int:pk>/to/<slug:verb>/", views.UnitTransition.as_view(), name="transition"),
    # The addresses above are no tabs.
    path("<int:pk>/<slug:tab>/", views.UnitDetail.as_view(), name="tab"),
    path("posts/new/", views.PostEdit.as_view(), name="post_create"),
    path("posts/<int:pk>/edit/", views.PostEdit.as_view(), name="post_edit"),
    path("organs/", views.Organs.as_view(), name="organs"),
    path("organs/new/", views.OrganEdit.as_view(), name="organ_create"),
    path("organs/<int:pk>/edit/", views.OrganEdit.as_view(), name="organ_edit"),
    path("officials/", views.Officials.as_view(), name="officials"),
    path("officials/new/", views.OfficialEdit.as_view(), name="official_create"),
    path("officials/<int:official>/periods/new/", views.PeriodEdit.as_view(), name="period_create"),
    path("periods/<int:pk>/edit/", views.PeriodEdit.as_view(), name="period_edit"),
]
