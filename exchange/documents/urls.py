from django.urls import path

from exchange.documents import views

app_name = "documents"
urlpatterns = [
    path("boards/<int:pk>/", views.Board.as_view(), name="board"),
    path("units/<int:pk>/register/", views.UnitRegister.as_view(), name="unit_register"),
    path("warnings/<int:pk>/", views.WarningForm.as_view(), name="warning"),
    path("templates/", views.Templates.as_view(), name="templates"),
    path("templates/new/", views.TemplateEdit.as_view(), name="template_create"),
    path("templates/own/", views.TemplateOwn.as_view(), name="template_own"),
    path("templates/<int:pk>/", views.TemplateDetail.as_view(), name="template"),
    path("templates/<int:pk>/edit/", views.TemplateEdit.as_view(), name="template_edit"),
    path("templates/<int:pk>/file/", views.TemplateFile.as_view(), name="template_file"),
    path("templates/<int:pk>/delete/", views.TemplateDelete.as_view(), name="template_delete"),
    path("units/<int:pk>/boards/", views.UnitBoards.as_view(), name="unit_boards"),
]
