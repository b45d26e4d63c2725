"""All settings, read from the environment with defaults that run. docs/deploy.md lists the variables.

Longer than a module should be: an operator who looks for a setting looks into one file.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pghistory
import pgtrigger
from csp.constants import SELF
from django.contrib.messages import constants as message_levels
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from riskcontrol import embedded
from riskcontrol.apps import APPS
from riskcontrol.environment import BASE, env
from riskcontrol.keyring import read as read_ring
from riskcontrol.schedule import JOBS

VAR = Path(env.str("RISKCONTROL_VAR", str(BASE / "var")))


def origin(url: str) -> str:
    """Scheme and host of an address, as a policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def broker_of(redis_url: str) -> str:
    """The same server for Celery, which takes a socket by another scheme than redis-py, and its database, too."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


# The rings of keys, newest first; riskcontrol/keyring.py says what each protects.
SECRET_KEY, *SECRET_KEY_FALLBACKS = read_ring("SECRET_KEY", VAR)
REPORTER_KEYS = read_ring("REPORTER_KEYS", VAR)
# Made anew at each start and kept nowhere. Processes of one start share it.
ADDRESS_SECRET = os.environ.setdefault("ADDRESS_SECRET", secrets.token_hex(32))
# Checkpoints of the change log are signed by the first of these keys (Ed25519) and known by all of them, of which
# the public halves suffice.
CHECKPOINT_KEYS = read_ring("CHECKPOINT_KEYS", VAR)
LOG_DIGEST = env.str("LOG_DIGEST", "sha256")  # or sm3, where the OpenSSL of Python has it
DEBUG = env.bool("DEBUG", False)
# The demo shows known passwords and therefore asks nobody to change theirs.
DEMO = env.bool("RISKCONTROL_DEMO", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "riskcontrol",
    *APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "treebeard",
]

MIDDLEWARE = [
    "ground.pages.client_address.ClientAddressMiddleware",
    "ground.pages.headers.HeadersMiddleware",
    "ground.pages.timing.ServerTimingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ground.pages.public_cache.OpenPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ground.pages.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionEndMiddleware",
    "accounts.middleware.InboxNumberMiddleware",
    "accounts.middleware.PasswordChangeMiddleware",
    "accounts.middleware.RequiredFactorMiddleware",
    "units.scope.ScopeMiddleware",
    "ground.lifecycle.middleware.RefusalMiddleware",
    "accounts.middleware.RefusalRecordMiddleware",
    "ground.pages.hostile_input.HostileInputMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "riskcontrol.urls"
WSGI_APPLICATION = "riskcontrol.wsgi.application"
FORM_RENDERER = "ground.pages.widget_writers.WidgetRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "ground.pages.templatetags.ui",
                "ground.pages.templatetags.components",
                "accounts.templatetags.duties",
                "accounts.templatetags.following",
                "riskpoints.templatetags.grades",
                "riskwarnings.templatetags.levels",
                "oversight.coverage.templatetags.unit_steps",
                "oversight.index.templatetags.index_grades",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ground.pages.navigation.navigation",
                "units.scope.scope",
                "accounts.notices.unread_notices",
            ],
        },
    }
]

# One database engine everywhere. The embedded servers are named here and started by manage.py.
DATABASE_URL = env.str("DATABASE_URL", "") or embedded.urls(VAR)[0]
REDIS_URL = env.str("REDIS_URL", "") or embedded.urls(VAR)[1]
# Who serves is not who owns the tables; see docs/deploy.md.
DATABASE_SERVING_ROLE = env.str("DATABASE_SERVING_ROLE", "riskcontrol_serving")
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
# A socket folder comes percent-encoded in the place of the host.
DATABASES["default"]["HOST"] = unquote(str(DATABASES["default"].get("HOST") or ""))
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
# A choice list of twenty rows needs no cursor on the server, and poolers of connections cannot keep one.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
# The queries of pages join seven tables in the order in which they are best joined; to weigh all other orders takes
# PostgreSQL longer than the query, as does compiling it to machine code.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c join_collapse_limit=4")
# A server that is away is told with 503 soon, instead of holding every thread of the web.
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "riskcontrol.caches.StandingCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "riskcontrol",
        # A server that hangs is given up soon; a connection that it closed when it was restarted is made once more.
        "OPTIONS": {"socket_timeout": 2, "retry": Retry(NoBackoff(), 1)},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

CELERY_BROKER_URL = broker_of(REDIS_URL)
CELERY_RESULT_BACKEND = None  # outcomes are kept as rows, see ground.work.models
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker waits for its broker as long as that takes; a page does not: what it asked for waits in the database.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3}
CELERY_BEAT_SCHEDULER = "riskcontrol.beat.OneBeat"
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {name: {"task": job.task, "schedule": job.schedule} for name, job in JOBS.items()}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.password_rules.CommonWordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.allauth_adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # else the host that the request claims
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody signs up, so there is nothing to invite a stranger to
MFA_ADAPTER = "accounts.allauth_adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "accounts.factor_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.factor_forms.EditPasskeyForm",
}
MFA_TOTP_ISSUER = "riskcontrol"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.bool("SECURE_SITE", False)
# Sign-in by the directory of the office, where one is named (docs/deploy.md).
SOCIALACCOUNT_ADAPTER = "accounts.allauth_adapters.DirectoryAdapter"
OIDC_CLAIM = env.str("OIDC_CLAIM", "preferred_username")
OIDC_APP: dict[str, Any] = {
    "provider_id": "directory",
    "name": env.str("OIDC_NAME", "OIDC"),
    "client_id": env.str("OIDC_CLIENT_ID", ""),
    "secret": env.str("OIDC_CLIENT_SECRET", ""),
    "settings": {"server_url": env.str("OIDC_SERVER_URL", "")},
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [OIDC_APP] if OIDC_APP["client_id"] else []}
}
# Administrators, inspectors and auditors sign in with a second factor, and give it again for steps about accounts.
FACTOR_REQUIRED = env.bool("FACTOR_REQUIRED", not DEMO)
# Whether the directory of the office asks for a second factor itself.
OIDC_ASKS_FACTOR = env.bool("OIDC_ASKS_FACTOR", False)
# Whoever looks who told a signal gives their second factor again, where the account has one.
FACTOR_FOR_LOOKS = env.bool("FACTOR_FOR_LOOKS", not DEMO)
# How costly a passphrase of a sealing key is to try: scrypt with n = 2 to this, 32 MB and a tenth of a second.
SEALING_COST = 15
# Failures of passwords and codes: of one account from wherever, and of one address, with thousands behind it.
# Passkeys are counted by themselves, so that whoever is locked out by others still comes in.
ACCOUNT_RATE_LIMITS = {"login": "6000/m/ip", "login_failed": "600/m/ip,20/900s/key"}
# A folder with the faces that official documents ask for (小标宋, 仿宋): the product may not ship them.
DOCUMENT_FONTS = env("DOCUMENT_FONTS", default="")
# Of one account from one address; axes keeps these for the auditor.
AXES_FAILURE_LIMIT = 5
# What the open pages promise who reports, in working days.
REPORTS_TAKEN_DAYS = env.int("REPORTS_TAKEN_DAYS", 3)
REPORTS_ANSWERED_DAYS = env.int("REPORTS_ANSWERED_DAYS", 15)
# What somebody has typed into a filing and neither saved nor dropped goes after so many days.
UNSAVED_FILING_DAYS = env.int("UNSAVED_FILING_DAYS", 30)
# More than this is not kept of one filing, of which each person has twenty at most; what is saved may be longer.
UNSAVED_FILING_KB = env.int("UNSAVED_FILING_KB", 200)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SESSION_COOKIE_AGE = env.int("SESSION_LONGEST", 12) * 3600
SESSION_IDLE = env.int("SESSION_IDLE", 0 if DEMO else 30) * 60  # 0: never
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Set where the register is reached over TLS (docs/deploy.md); off, so that the demo runs on plain http.
SECURE_SITE = env.bool("SECURE_SITE", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SECURE_HSTS_SECONDS = 31536000 if SECURE_SITE else 0
if SECURE_SITE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Proxies of our own between the client and here; each writes down whom it saw.
PROXY_COUNT = env.int("PROXY_COUNT", 1 if SECURE_SITE else 0)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        # The form of the sign-in leads on to the directory, where one is named.
        "form-action": [SELF, *([origin(OIDC_APP["settings"]["server_url"])] if OIDC_APP["client_id"] else [])],
        "frame-ancestors": ["'none'"],
    }
}

# Mail: where none is configured, links are shown to the administrator and nothing is sent.
EMAIL_URL = env.str("EMAIL_URL", "")
globals().update(env.email_url_config(EMAIL_URL or "dummymail://"))
SITE_URL = env.str("SITE_URL", "http://localhost:8000")  # where mails lead
# Networks of one's own that webhooks may reach, such as 10.20.0.0/16; all others inside are refused.
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])
# Ports of servers outside that webhooks may reach.
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", cast=int, default=[443])
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", "riskcontrol@localhost")

# Language and time: Chinese first
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["ground.pages.formats"]
# Off: it would also write "1,024" into addresses. Figures are written by the template filter `count`.
USE_THOUSAND_SEPARATOR = False

# Files: static ones from the project itself, uploaded ones outside the web root
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "riskcontrol.static_files.AppFiles",
]
STATICFILES_DIRS = [BASE / "static", ("guide", BASE / "docs/user/pictures")]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR / "files"), "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "riskcontrol.static_files.StaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are read by who looks for a fault only; to compress them took four fifths of the time of a first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "map",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "ico",
    "woff",
    "woff2",
    "gz",
    "br",
    "zip",
)
# Tell in a header of every page how long it took; for the bench and for finding a slow page.
SERVER_TIMING = env.bool("SERVER_TIMING", False)
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Pages
DJANGO_TABLES2_TEMPLATE = "pages/_table.html"
MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "secondary"}
PAGE_ROWS = 50

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.Token",
        "accounts.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["ground.pages.visible_filters.VisibleFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "ground.pages.pagination.Pages",
    "PAGE_SIZE": PAGE_ROWS,
    "DEFAULT_PARSER_CLASSES": [
        "ground.pages.hostile_input.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "ground.pages.schema.Schema",
    "EXCEPTION_HANDLER": "ground.pages.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "NUM_PROXIES": 0,  # ground.pages.client_address has set the address
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"token": "10/minute", "user": env.str("API_RATE", "600/minute")},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "riskcontrol",
    "DESCRIPTION": _("Register of integrity risks: powers, risk points, measures and coverage."),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "ground.pages.schema.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "MethodEnum": "measures.choices.Method.choices",
        "GradeEnum": "riskpoints.grading.Grade.choices",
        "UnitKindEnum": "units.choices.UnitKind.choices",
        "PowerKindEnum": "powers.choices.PowerKind.choices",
        "WayKindEnum": "powers.choices.WayKind.choices",
        "AreaLevelEnum": "units.choices.UnitLevel.choices",
        "WarningLevelEnum": "riskwarnings.choices.WarningLevel.choices",
        "WarningStatusEnum": "riskwarnings.choices.WarningStatus.choices",
        "SignalStatusEnum": "riskwarnings.choices.SignalStatus.choices",
        "ImportStatusEnum": "exchange.workbooks.choices.ImportStatus.choices",
    },
}

# Change log: every change carries who made it and, through lifecycle.changelog, why.
# Once a statement: a row at a time it would write the context anew for every row, which grows with their square.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_BASE_MODEL = "ground.lifecycle.events.Event"
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
# The log is read by row and by time. An index on each of its other references would be written and never read.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=True)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"refusals": {"()": "riskcontrol.logs.RefusalsInOneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
