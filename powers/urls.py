from django.urls import path

from powers import editor, views

app_name = "powers"
urlpatterns = [
    path("", views.Powers.as_view(), name="list"),
    path("new/", views.PowerEdit.as_view(), name="create"),
    path("<int:pk>/", views.PowerDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.PowerEdit.as_view(), name="edit"),
    path("<int:pk>/flow/", views.FlowCreate.as_view(), name="flow_create"),
    path("<int:pk>/to/<slug:verb>/", views.PowerTransition.as_view(), name="transition"),
    # The addresses above are no tabs.
    path("<int:pk>/<slug:tab>/", views.PowerDetail.as_view(), name="tab"),
    path("flows/<int:pk>/edit/", editor.FlowEdit.as_view(), name="flow_edit"),
    path("flows/<int:pk>/preview/", editor.FlowPreview.as_view(), name="flow_preview"),
    path("flows/<int:pk>/import/", editor.FlowImport.as_view(), name="flow_import"),
    path("flows/<int:pk>/starts/", editor.FlowStarts.as_view(), name="flow_starts"),
    path("flows/<int:pk>/bpmn/", editor.FlowBpmn.as_view(), name="flow_bpmn"),
    path("flows/<int:pk>/to/<slug:verb>/", views.FlowTransition.as_view(), name="flow_transition"),
]
