"""All that differs between machines is in AIDTRACK_* variables and DATABASE_URL.

Safe by default: with nothing set there is no debug, no allowed host and no secret key.
"""

import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from aidtrack.start import env, secret_key
from aidtrack.watch import log

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = env.flag("AIDTRACK_DEBUG")
# The public demonstration on one's own machine: plain http, loopback only, accounts with known
# passwords. Never for real data.
DEMO = env.flag("AIDTRACK_DEMO")
LOCAL = DEBUG or DEMO

# A given key wins. Without one, debug and demo make a key and keep it in var/. Commands outside
# them (`manage.py progress` after `make data`) use the kept key if there is one and never make
# one; pages are not served with it: see wsgi.py.
SECRET_KEY_GIVEN = bool(env.text("AIDTRACK_SECRET_KEY"))
SECRET_KEY = env.text("AIDTRACK_SECRET_KEY") or secret_key.read_key(VAR_DIR, make=LOCAL)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "AIDTRACK_SECRET_KEY is not set: give a long random text, "
        "or run 'make demo' to try the program out."
    )

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.words("AIDTRACK_ALLOWED_HOSTS") or (LOOPBACK if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.words("AIDTRACK_CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "aidtrack",
    "pairings",
    "projects",
    "reports",
    # Django's own admin, with a site of ours: by role.
    "pairings.access.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # For its widgets, of which templates/django/forms replaces one.
    "django.forms",
    # Of these the table of second factors, and how a code is computed.
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "axes",
    "csp",
    "django_filters",
    "django_tables2",
]
if DEMO:
    INSTALLED_APPS.append("reports.demo")

MIDDLEWARE = [
    # Outermost, so that each answer has its line in the log and its number.
    "aidtrack.watch.tracing.TraceMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    # Before the rest, so that the redirect to https, static files and errors carry the policy too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "aidtrack.web.headers.TextGZipMiddleware",
    # After static files, which may be stored for good.
    "aidtrack.web.headers.HeadersMiddleware",
    # Before whatever reads or sets one.
    "aidtrack.web.headers.CookieMiddleware",
    "aidtrack.watch.probes.ProbeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Before what asks who it is.
    "aidtrack.accounts.sessions.StayMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before anything reads what was sent: that of CSRF does so right before the view.
    "aidtrack.web.bodies.BodyLimitMiddleware",
    # Every page needs a signed-in person unless its view says @login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    # Who changed what, and through what.
    "aidtrack.store.history.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # A wrong address is answered by a page that says what is wrong.
    "aidtrack.web.addresses.AnswerInsteadMiddleware",
    # A database that is busy with another write is a matter of seconds, not an error.
    "aidtrack.web.busy.BusyMiddleware",
    # Of two equal posts at once the later is answered as a second post.
    "aidtrack.web.once.SecondPostMiddleware",
    "aidtrack.accounts.second_factor.SetUpMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # In place of the sign-in page: that there were too many wrong passwords.
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "aidtrack.urls"
WSGI_APPLICATION = "aidtrack.wsgi.application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aidtrack.web.preferences.preferred",
                "pairings.access.navigation.navigation",
                "reports.todo.context.todo_count",
            ],
            # Numbers are printed by our own filters, each kind once.
            "builtins": ["aidtrack.templatetags.fields", "aidtrack.templatetags.figures"],
        },
    },
]

DATABASE = env.database_url("DATABASE_URL") or {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR_DIR / "aidtrack.sqlite3",
}
# How long a write waits for another one, and a page for one statement. Commands (manage.py) take
# the time they need.
LOCK_SECONDS = env.number("AIDTRACK_LOCK_SECONDS", default=10)
STATEMENT_SECONDS = env.number("AIDTRACK_STATEMENT_SECONDS", default=30)
if env.flag("AIDTRACK_COMMAND"):
    STATEMENT_SECONDS = 0
if DATABASE["ENGINE"].endswith("sqlite3"):
    if DATABASE["NAME"] != ":memory:":
        DATABASE["NAME"] = BASE_DIR / DATABASE["NAME"]
    # Readers never wait for a writer (WAL); writers take their turn at the start of a transaction
    # instead of failing in the middle of it (IMMEDIATE). What was saved is on the disk, whatever
    # happens to the power (FULL).
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_SECONDS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # A server that does not answer is an error within seconds, not a page that hangs.
    DATABASE["OPTIONS"].setdefault("connect_timeout", 5)
    DATABASE["OPTIONS"].setdefault("options", env.postgres_limits(LOCK_SECONDS, STATEMENT_SECONDS))
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

AUTHENTICATION_BACKENDS = [
    # First: whoever is locked out is asked for no password.
    "axes.backends.AxesStandaloneBackend",
    "pairings.access.backends.RoleBackend",
]
# Wrong passwords are counted for a name at an address, so that nobody locks others out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "aidtrack.accounts.guesses.locked"
AXES_CLIENT_IP_CALLABLE = "aidtrack.accounts.guesses.address_of"
AXES_USERNAME_CALLABLE = "aidtrack.accounts.guesses.name_of"
AXES_HANDLER = "aidtrack.accounts.limits.GuessHandler"
# Of an hour, then deleted.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
GUESSES_COUNT_FOR = timedelta(hours=1)
GUESSES_AT_A_NAME, GUESSES_FROM_AN_ADDRESS = 30, 50
# The history has the sign-ins; the counts are gone with the cool-off.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Behind a proxy: the header in which it writes whom it answers, "X-Real-IP". Only when the proxy
# writes it itself; without it all visitors seem to come from the proxy.
PROXY_ADDRESS_HEADER = env.header_name("AIDTRACK_PROXY_ADDRESS_HEADER")
# Stored by the first; what an earlier one made is read, and made anew at the next sign-in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": "aidtrack.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATORS}.CommonPasswordValidator"},
    {
        "NAME": "aidtrack.accounts.passwords.GuessableValidator",
        "OPTIONS": {"words_about": "pairings.access.passwords.words_about"},
    },
]
# A link of either kind ends by itself before: see aidtrack.accounts.links.
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
# Links for a new password that are asked for within an hour: by name, and from an address.
LINKS_PER_NAME, LINKS_PER_ADDRESS = 3, 10
# Whoever changes roles enters a code of the second factor, which then serves for so long.
CODE_SERVES_FOR = timedelta(minutes=10)
# Whoever does nothing for so long is signed out, and everybody after so long in any case.
SESSION_ENDS_UNUSED_AFTER = timedelta(minutes=30)
SESSION_ENDS_AFTER = timedelta(hours=10)
SESSION_COOKIE_AGE = int(SESSION_ENDS_AFTER.total_seconds())
# Whoever has one of these roles sets up a second factor before anything else.
SECOND_FACTOR_REQUIRED_OF = () if DEMO else ("administrator", "reviewer")
ROLES_OF = "pairings.access.reach.roles_of"
LANGUAGE_OF = "pairings.models.language_of"
MFA_ADAPTER = "aidtrack.accounts.keeping.SecondFactorKeeping"
# A telephone's clock is off by a little: the half minutes before and after count, too.
MFA_TOTP_TOLERANCE = 1
# Another provider (OpenID Connect) where people sign in who have an account here.
OIDC_ISSUER = env.issuer("AIDTRACK_OIDC_ISSUER")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env.required_with(
    "AIDTRACK_OIDC_ISSUER", "AIDTRACK_OIDC_CLIENT_ID", "AIDTRACK_OIDC_CLIENT_SECRET"
)
# What the button calls it.
OIDC_NAME = env.text("AIDTRACK_OIDC_NAME") or urlsplit(OIDC_ISSUER).hostname or ""
# The claim that names the account: "email" by its verified mail address, another by its name.
OIDC_CLAIM = env.text("AIDTRACK_OIDC_CLAIM")
# Values of acr or amr by which its token says that it asked for a second factor, so that ours is
# not asked for.
OIDC_SECOND_FACTOR = env.words("AIDTRACK_OIDC_SECOND_FACTOR")
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "aidtrack" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None if LOCAL else VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "aidtrack.start.finders.PlotlyFinder",
]
# Locally the files are served from where they lie; in production from `manage.py collectstatic`,
# under names that change with their content.
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = DEBUG
STATIC_STORAGE = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if LOCAL
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
# A page of the entry grid posts twelve fields for each of its 200 rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
# Bytes of a request: a file of 20 MB with the rest of its form; deploy/nginx.conf says the same.
LARGEST_BODY = 25_000_000
# Of somebody who has not signed in: a name and a password.
LARGEST_BODY_OF_STRANGERS = 1_000_000
# Photographs and documents: outside the web root, served by the page that checks who asks.
EVIDENCE_ROOT = Path(env.text("AIDTRACK_EVIDENCE_DIR") or VAR_DIR / "evidence")
# Bytes of those of a project, and of those that a person adds on a day.
EVIDENCE_OF_PROJECT = env.number("AIDTRACK_EVIDENCE_PROJECT_MB", default=500) * 1_000_000
EVIDENCE_OF_DAY = env.number("AIDTRACK_EVIDENCE_DAY_MB", default=200) * 1_000_000
# Spreadsheets that were loaded: likewise.
LOADS_ROOT = Path(env.text("AIDTRACK_LOADS_DIR") or VAR_DIR / "loads")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_ROOT},
    },
    "loads": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": LOADS_ROOT},
    },
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}

HTTPS = env.flag("AIDTRACK_HTTPS", default=not LOCAL)
SECURE_SSL_REDIRECT = HTTPS
# What watches over the program asks on this machine or in its network, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
BROWSER_COOKIE_NAME = "browser"
if HTTPS:
    # The other cookies get the prefix by aidtrack.web.headers.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrftoken"
    BROWSER_COOKIE_NAME = "__Host-browser"
# An hour to begin with: what a browser has been told, nobody can take back. Longer once all works.
SECURE_HSTS_SECONDS = env.number("AIDTRACK_HSTS_SECONDS", default=3600) if HTTPS else 0
# Other sites under the same name, and a browser's own list of sites, are not ours to speak for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Behind a proxy that ends TLS: the header by which it says so, "X-Forwarded-Proto: https". Only
# when the proxy strips that header from what visitors send.
SECURE_PROXY_SSL_HEADER = env.header("AIDTRACK_PROXY_SSL_HEADER")
X_FRAME_OPTIONS = "DENY"

# Nothing runs or draws but what this server sent as a file: no inline script, style or handler,
# and no eval. Pages with charts keep to it too: see plotly_bundle.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Each change of each model is written down beside it, in the same transaction; what is loaded from
# fixtures is where history begins. A model that is added later is included by itself.
AUDITLOG_INCLUDE_ALL_MODELS = True
AUDITLOG_EXCLUDE_TRACKING_MODELS = (
    "admin",
    "account",
    "axes",
    "contenttypes",
    "mfa",
    "sessions",
    "auth.Permission",
    # Of an hour, then deleted.
    "pairings.LinkRequest",
    # The history of the person has it.
    "pairings.ProviderIdentity",
)
AUDITLOG_EXCLUDE_TRACKING_FIELDS = (
    "updated_at",
    "saved_at",
    "last_login",
    "password",
    "version",
    "journal",
    "overwritten",
    "stated",
)
AUDITLOG_INCLUDE_TRACKING_MODELS = (
    {"model": "projects.Project", "m2m_fields": ["partner_pairings"]},
    {"model": "projects.Exemption", "m2m_fields": ["projects"]},
    {"model": "reports.Meeting", "m2m_fields": ["attending"]},
)
AUDITLOG_DISABLE_ON_RAW_SAVE = True
AUDITLOG_DISABLE_REMOTE_ADDR = True

# Mail is printed unless a server is named.
EMAIL_HOST = env.text("AIDTRACK_MAIL_HOST")
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if EMAIL_HOST else "console"
)
# By which it is spoken to in secret; its certificate must be right for its name.
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_PORT = env.mail_security("AIDTRACK_MAIL_TLS")
EMAIL_HOST_USER = env.text("AIDTRACK_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("AIDTRACK_MAIL_PASSWORD")
# A mail server that does not answer holds up nobody for longer.
EMAIL_TIMEOUT = 10
# Where people find the site: what a mail links to.
AIDTRACK_ADDRESS = env.address("AIDTRACK_ADDRESS", default="http://127.0.0.1:8000" if DEMO else "")
# Days between two reminders of an open month.
AIDTRACK_REMIND_EVERY = env.number("AIDTRACK_REMIND_EVERY", default=7)
DEFAULT_FROM_EMAIL = env.text("AIDTRACK_MAIL_FROM") or "aidtrack@localhost"

# One line an event: JSON where it serves others, text and warnings only on one's own machine.
LOGGING = log.configuration(as_json=not LOCAL, level="WARNING" if LOCAL else "INFO")
log.configure_structlog()
# Of what django-structlog would add, none: a person would cost queries, an address is the proxy's
# to know, and an answer that is sent piece by piece has its line already.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_STATUS_2XX_LOG_LEVEL = DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
# Less room than this in a folder that grows, and the program says that it is not ready.
AIDTRACK_FREE_MB = env.number("AIDTRACK_FREE_MB", default=200)
