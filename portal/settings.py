"""Kaimen's settings; what the operator may set is read through `environment`."""

from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from portal import environment as env
from portal.fields import FEW, MostFields

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")

# --- The operator's words -------------------------------------------------

DEBUG = env.switch("DEBUG")
HOST = env.text("HOST", "127.0.0.1")
PORT = env.whole("PORT", 8000, least=1, most=65535)
WORKERS = env.whole("WORKERS", 2, least=1, most=100)
SITE_URL = env.address("SITE_URL", f"http://{HOST}:{PORT}")
#: The public column below a path of the county's portal; then what is confidential
#: stands on a host of its own, where no script of the portal can read it.
BASE_PATH = env.base_path("BASE_PATH")
CONFIDENTIAL_URL = env.address("CONFIDENTIAL_URL")
SECRET_KEY = env.kept_secret("SECRET_KEY", DATA_DIR)
#: Mixed into every key derived from a password or a receipt; never in the database.
PEPPER = env.kept_secret("PEPPER", DATA_DIR)
SITE_HOST = urlsplit(SITE_URL).hostname or HOST
CONFIDENTIAL_HOST = urlsplit(CONFIDENTIAL_URL).hostname or ""
if BASE_PATH and not CONFIDENTIAL_URL:
    raise env.refuse(
        "CONFIDENTIAL_URL", "must be set with BASE_PATH: tips need a host of their own."
    )
if CONFIDENTIAL_HOST == SITE_HOST:
    raise env.refuse(
        "CONFIDENTIAL_URL", f"must name another host than SITE_URL: {SITE_HOST!r}."
    )
if SITE_URL.startswith("https://") and CONFIDENTIAL_URL.startswith("http://"):
    raise env.refuse("CONFIDENTIAL_URL", "must be https where SITE_URL is.")
#: Where the column begins, and where tips and staff do.
COLUMN_ROOT = SITE_URL + BASE_PATH
CONFIDENTIAL_ROOT = CONFIDENTIAL_URL or SITE_URL
ALLOWED_HOSTS = env.hosts(
    "ALLOWED_HOSTS",
    tuple(filter(None, (SITE_HOST, CONFIDENTIAL_HOST, "localhost", "127.0.0.1"))),
)
#: Who may show `/embed/progress/` in a frame.
EMBED_HOSTS = env.hosts("EMBED_HOSTS", ())
#: Reverse proxies with public addresses; those with other ones are known without.
PROXIES = env.networks("PROXIES")
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError) as error:
    raise env.refuse("TIME_ZONE", f"names no known zone: {TIME_ZONE!r}.") from error

#: Days of the month on which a period of the fortnightly report begins, the days after
#: its end by which it is due (a working day), and whom it goes to.
REPORT_PERIODS = env.days_of_month("REPORT_PERIODS", "1,16")
REPORT_DUE_DAYS = env.whole("REPORT_DUE_DAYS", 3, least=0, most=31)
REPORT_TO = env.text("REPORT_TO", "市工作专班")

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR)}

#: With both keys django-recaptcha takes the place of our own challenge.
RECAPTCHA_PUBLIC_KEY = env.text("RECAPTCHA_PUBLIC_KEY")
RECAPTCHA_PRIVATE_KEY = env.text("RECAPTCHA_PRIVATE_KEY")
RECAPTCHA_DOMAIN = env.host("RECAPTCHA_DOMAIN", "www.recaptcha.net")
RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 3
if bool(RECAPTCHA_PUBLIC_KEY) != bool(RECAPTCHA_PRIVATE_KEY):
    raise env.refuse(
        "RECAPTCHA_PUBLIC_KEY", "and RECAPTCHA_PRIVATE_KEY must be set together."
    )
# The library's test keys are refused by its own check only when they are in use.
SILENCED_SYSTEM_CHECKS = [
    *([] if RECAPTCHA_PUBLIC_KEY else ["django_recaptcha.recaptcha_test_key_error"]),
    # Covering indexes serve PostgreSQL; SQLite leaves the further columns out.
    "models.W040",
]

#: Posts a minute, tips and sign-ins apart, above which a challenge is asked, and tips a
#: minute above which they are taken into quarantine; 0 is never.
CHALLENGE_ABOVE = env.whole("CHALLENGE_ABOVE", 60)
QUARANTINE_ABOVE = env.whole("QUARANTINE_ABOVE", 300)

#: Where notices to staff go out; without it none are written.
EMAIL_URL = env.mail("EMAIL_URL")
SENDS_MAIL = bool(EMAIL_URL)
vars().update(EMAIL_URL)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender(EMAIL_URL, SITE_HOST)

# --- The house ------------------------------------------------------------

INSTALLED_APPS = [
    "complaints",
    "complaints.vault",
    "disclosures",
    "portal",
    "portal.pages",
    "portal.gate",
    "portal.users",
    "portal.workdays",
    "portal.users.wagtail_users.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail.contrib.settings",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_recaptcha",
    "captcha",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.hosts.Hosts",
    "portal.middleware.Variant",
    "django.middleware.http.ConditionalGetMiddleware",
    "portal.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.middleware.ForeignToken",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.users.gates.Gate",
    "portal.gate.media.StaffPictures",
    "portal.fields.ManyFields",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
                "complaints.intake.wechat.context",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions, limits and caches live in the database, so that all workers agree.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}

# --- Accounts ---------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
#: Makes the path of an account's one-time link; the keys of accounts are its business.
ONE_TIME_LINK = "complaints.vault.members.welcome_path"
LOGIN_URL = "wagtailadmin_login"
# The brake counts by account and by a keyed pseudonym of the address, never the
# address itself: see portal.users.brakes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "portal.users.brakes.pseudonym"
AXES_LOCKOUT_CALLABLE = "portal.users.brakes.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "ip_address"]

# --- Cookies, headers ---------------------------------------------------------

SECURE = CONFIDENTIAL_ROOT.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL, CONFIDENTIAL_ROOT]
CSRF_COOKIE_AGE = None  # a session cookie
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
# Public pages neither set nor read a cookie: the staff session stays below /admin/.
SESSION_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
# With no-referrer browsers post `Origin: null`, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
# A cookie of messages would stand at /; the staff session holds them.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # From the confidential host, the search of the column.
        "form-action": [SELF, *([SITE_URL] if CONFIDENTIAL_URL else [])],
        "frame-ancestors": [NONE],
    }
}
#: Wagtail 8 still writes inline scripts and styles into a few admin pages.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}

# --- Language and time ----------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# The first wins: our own words, then those the installed packages lack in Chinese.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "wagtail"]
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------

# The same on both hosts, where there are two.
STATIC_URL = f"{BASE_PATH}/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
MEDIA_URL = f"{BASE_PATH}/media/"
MEDIA_ROOT = DATA_DIR / "media"
#: Sealed attachments of tips; nothing else may write here.
SEALED_ROOT = DATA_DIR / "sealed"
STORAGES = {
    "default": {"BACKEND": "portal.gate.media.Pictures"},
    # Files that pages offer; `portal.gate.serving` alone hands them out.
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# A text of 20,000 characters in 4-byte UTF-8, percent-encoded, and the other fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = MostFields(FEW)
# A campaign is one form: each row of each part of each measure has a dozen fields.
MANY_FIELDS_BELOW = (
    "/admin/snippets/disclosures/campaign/",
    "/admin/campaigns/import/",
)

# --- Wagtail ----------------------------------------------------------------------

WAGTAIL_SITE_NAME = _("Kaimen")
WAGTAILADMIN_BASE_URL = CONFIDENTIAL_ROOT
# Nobody holds the right to publish: an approval by a second person publishes.
WAGTAIL_FINISH_WORKFLOW_ACTION = "portal.pages.moderation.publish_approved"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
# Nobody reads a deadline in another zone.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.pages.images.StillImageForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.search"}}

# --- Logs -------------------------------------------------------------------------

# Nothing about a visitor: no address, no path below /tips/, no request line.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_trace": {"()": "portal.logs.NoTrace"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["no_trace"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A page refused or not found is nothing to report.
    "loggers": {"django.request": {"level": "ERROR"}},
}

# --- What a case looks like -------------------------------------------------------

#: Before the five digits of a case number; cases that exist keep the one they have.
CASE_NUMBER_PREFIX = env.letters("CASE_NUMBER_PREFIX", "MX", most=4)
# The picture of a challenge (django-simple-captcha): digits, and dots to read between.
CAPTCHA_NOISE_FUNCTIONS = ("captcha.helpers.noise_arcs",)
CAPTCHA_LETTER_ROTATION = (-25, 25)
ATTACHMENTS_MOST = 10
ATTACHMENT_BYTES_MOST = 50 * 1024 * 1024
#: So long after its destruction a tip is gone from every backup, too.
BACKUP_DAYS = env.whole("BACKUP_DAYS", 30, least=1)
