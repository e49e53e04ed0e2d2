"""Settings: everything that differs from site to site comes from the environment.

``BEIZENG_DATA``          the folder of all state (default ``var`` below the working folder)
``BEIZENG_DATABASE_URL``  ``postgresql://user:password@host:port/name``; without it SQLite in the data folder
``BEIZENG_HOSTS``         names under which the site is reached, comma-separated
``BEIZENG_HTTPS``         ``1`` where the site is served over TLS
``BEIZENG_ADDRESS_HEADER``  the header in which the proxy before us writes the caller's address, such as ``X-Real-IP``
"""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from beizeng.settings.database import database

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("BEIZENG_DATA") or "var").resolve()
_SECRET = DATA / "secret_key"

# Before `init` nothing is served, so a key that lives as long as the process is enough.
SECRET_KEY = _SECRET.read_text(encoding="utf-8").strip() if _SECRET.exists() else get_random_secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BEIZENG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "beizeng.base.ledger",
    "beizeng.base.people",
    "beizeng.base.jobs",
    "beizeng.register",
    "beizeng.rules",
    "beizeng.cases",
    "beizeng.indicators",
    "beizeng.screening",
    "beizeng.plan",
    "beizeng.reports",
    "beizeng.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "beizeng.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "beizeng.web.middleware.PolicyHeaders",
    "beizeng.web.middleware.Visit",
    "beizeng.web.middleware.Refusals",
]

ROOT_URLCONF = "beizeng.settings.urls"
WSGI_APPLICATION = "beizeng.settings.wsgi.application"
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "/sign-in"
CSRF_FAILURE_VIEW = "beizeng.web.errors.form_expired"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "beizeng.web.context.page",
            ],
        },
    }
]

DATABASES = {"default": database(DATA)}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
# Served from the package itself, so there is nothing to collect and nothing that can be stale.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

_HTTPS = os.environ.get("BEIZENG_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# How often a program may ask the JSON door within a minute. No document fixes the numbers, they are ours: ten a second
# for a key; for an address without one twice that, so that an office behind a single address is not shut out.
# Counted in the database, so that all processes count together.
API_KEY_PER_MINUTE = 600
API_ADDRESS_PER_MINUTE = 1200
# Only behind a proxy that always sets it; otherwise a caller could write any address there.
API_ADDRESS_HEADER = os.environ.get("BEIZENG_ADDRESS_HEADER", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "beizeng.settings.logs.Nameless",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
