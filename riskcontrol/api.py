"""The routes of /api/v1/, collected from the apps by name."""

from importlib import import_module
from importlib.util import find_spec

from csp.decorators import csp_update
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from riskcontrol.apps import APPS

router = DefaultRouter(use_regex_path=False)
router.include_format_suffixes = False  # there is only JSON
for app in reversed(APPS):
    if not find_spec(f"{app}.api"):
        continue
    for prefix, viewset in getattr(import_module(f"{app}.api"), "ROUTES", ()):
        router.register(prefix, viewset, basename=prefix.replace("-", "_"))

accounts_api = import_module("accounts.api")
dashboards_api = import_module("oversight.coverage.api")

# Swagger's own page sets styles on its elements; nothing else on the site may.
swagger = csp_update({"style-src": ["'unsafe-inline'"], "img-src": ["data:"]})(
    SpectacularSwaggerSplitView.as_view(url_name="api:schema")
)

app_name = "api"
urlpatterns = [
    path("", include(router.urls)),
    path("token/", accounts_api.TokenView.as_view(), name="token"),
    path("me/", accounts_api.MeView.as_view(), name="me"),
    path("coverage/<int:pk>/", dashboards_api.CoverageView.as_view(), name="coverage"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", swagger, name="docs"),
]
