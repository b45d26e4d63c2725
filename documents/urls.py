from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("boards/<int:pk>/", views.Board.as_view(), name="board"),
    path("units/<int:pk>/boards/", views.UnitBoards.as_view(), name="unit_boards"),
]
