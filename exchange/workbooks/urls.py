from django.urls import path

from exchange.workbooks import arranging_views, export_views, views

app_name = "workbooks"
urlpatterns = [
    path("", views.Imports.as_view(), name="imports"),
    path("new/", views.Bring.as_view(), name="bring"),
    path("units/", views.UnitPick.as_view(), name="pick"),
    path("<int:pk>/", views.ImportDetail.as_view(), name="import"),
    path("<int:pk>/progress/", views.Progress.as_view(), name="progress"),
    path("<int:pk>/write/", views.Write.as_view(), name="write"),
    path("<int:pk>/cancel/", views.Cancel.as_view(), name="cancel"),
    path("<int:pk>/place/", arranging_views.Place.as_view(), name="place"),
    path("<int:pk>/answer/", arranging_views.Answer.as_view(), name="answer"),
    path("<int:pk>/ask-again/", arranging_views.AskAgain.as_view(), name="ask_again"),
    path("<int:pk>/marked/", views.Marked.as_view(), name="marked"),
    path("rows/<int:pk>/", views.RowEdit.as_view(), name="row"),
    path("forms/<slug:form>/", export_views.Give.as_view(), name="give"),
    path("forms/<slug:form>/blank/", export_views.Blank.as_view(), name="blank"),
    path("exports/audit/", export_views.AuditFile.as_view(), name="audit_file"),
    path("exports/<int:pk>/", export_views.ExportDetail.as_view(), name="export"),
    path("exports/<int:pk>/progress/", export_views.ExportProgress.as_view(), name="export_progress"),
    path("exports/<int:pk>/file/", export_views.ExportFile.as_view(), name="export_file"),
    path("headings/", views.Headings.as_view(), name="headings"),
    path("headings/new/", views.HeadingEdit.as_view(), name="heading_create"),
    path("headings/<int:pk>/delete/", views.HeadingDelete.as_view(), name="heading_delete"),
]
