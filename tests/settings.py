"""Settings of the tests: the real ones, in a data folder that is thrown away."""

import atexit
import os
import shutil
import sys
import tempfile

_folder = tempfile.mkdtemp(prefix="kaimen-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
for _name in ("SECRET_KEY", "PEPPER", "SITE_URL", "ALLOWED_HOSTS", "DEBUG"):
    os.environ.pop(_name, None)

from portal.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, as in production: memory has neither WAL nor writers that wait.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}  # noqa: F405
# Hashing a login password is Django's business; the vault's own derivations stay real.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Until the first migrations are written, our own tables come from the models; those
# of pages inherit Wagtail's, so that they need migrations, drafted by conftest.
MIGRATION_MODULES = {
    label: None for label in ("users", "workdays", "complaints", "vault")
}
for _label in ("pages", "disclosures"):
    MIGRATION_MODULES[_label] = f"draft_migrations_{_label}"
    os.makedirs(f"{_folder}/draft_migrations_{_label}")
    open(f"{_folder}/draft_migrations_{_label}/__init__.py", "w").close()
sys.path.insert(0, _folder)
