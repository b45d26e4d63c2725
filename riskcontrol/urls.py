"""All addresses of the site; each app keeps its own."""

from importlib import import_module

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

answers = import_module("ground.pages.answers")
guide = import_module("ground.pages.guide")
inbox = import_module("accounts.inbox_views")
following = import_module("accounts.following_views")
palette = import_module("ground.pages.palette")
searching = import_module("ground.pages.search")
board = import_module("exchange.documents.board_views")
dashboards = import_module("oversight.coverage.views")
index = import_module("oversight.index.views")
reports = import_module("riskwarnings.report_views")

urlpatterns = [
    path("", inbox.home, name="home"),
    path("desk/", inbox.InboxPage.as_view(), name="desk"),
    path("desk/<slug:kind>/<int:pk>/", inbox.InboxItem.as_view(), name="inbox_item"),
    path("desk/done/<uuid:key>/", inbox.DoneItem.as_view(), name="done_item"),
    path("follow/<slug:kind>/<int:pk>/", following.Follow.as_view(), name="follow"),
    path("follow/<slug:kind>/<int:pk>/look/", following.Look.as_view(), name="looked"),
    path("glossary/", guide.Glossary.as_view(), name="glossary"),
    path("guide/", guide.Guide.as_view(), name="guide"),
    path("guide/<slug:chapter>/", guide.Guide.as_view(), name="guide"),
    path("search/", searching.Search.as_view(), name="search"),
    path("search/suggestions/", palette.Suggestions.as_view(), name="suggestions"),
    path("boards/", board.boards, name="boards"),
    path("boards/<int:pk>/", board.board, name="board"),
    path("boards/<int:pk>/file/", board.board_file, name="board_file"),
    path("boards/units/<int:pk>/", board.unit, name="board_unit"),
    path("boards/index/", index.open_index, name="open_index"),
    path("boards/index/<int:pk>/", index.open_index, name="open_index_of"),
    path("coverage/", include("oversight.coverage.urls")),
    path("checkpoints/", include("oversight.checkpoints.urls")),
    path("units/", include("units.urls")),
    path("powers/", include("powers.urls")),
    path("riskpoints/", include("riskpoints.urls")),
    path("measures/", include("measures.urls")),
    path("warnings/", include("riskwarnings.urls")),
    path("integrity/", include("integrity.urls")),
    path("report/", reports.open_report, name="open_report"),
    path("report/receipt/", reports.receipt, name="receipt"),
    path("index/", include("oversight.index.urls")),
    path("library/", include("exchange.library.urls")),
    path("imports/", include("exchange.workbooks.urls")),
    path("documents/", include("exchange.documents.urls")),
    path("accounts/", include("accounts.urls")),
    path("reorganisations/", include("oversight.reorganisations.urls")),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path("account/password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/factors/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/directory/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("account/directory/", include("allauth.socialaccount.urls")),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("api/v1/", include("riskcontrol.api")),
    # It changes nothing but the language; without a token in it, pages open to all are the same for everybody.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("healthz", answers.healthz, name="healthz"),
    path("readyz", answers.readyz, name="readyz"),
]

handler400 = "ground.pages.answers.refused"
handler403 = "ground.pages.answers.forbidden"
handler404 = "ground.pages.answers.not_found"
handler500 = "ground.pages.answers.failed"
