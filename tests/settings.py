"""Settings of the tests: the real ones, in a data folder that is thrown away."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="kaimen-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder
# What the machine's owner has set is nothing to the tests, but for the database.
_read = Path(__file__).resolve().parent.parent / "portal" / "settings.py"
_names = set(re.findall(r'env\.\w+\(\s*"(\w+)"', _read.read_text()))
for _name in (_names | {"DEMO_PASSWORD"}) - {"DATA_DIR", "DATABASE_URL"}:
    os.environ.pop(_name, None)

from complaints.vault import derivation  # noqa: E402
from portal.catalogue import compile_catalogue  # noqa: E402
from portal.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, as in production: memory has neither WAL nor writers that wait.
    # TEST_DB names one to keep: with --reuse-db it need not migrate every time.
    _test_db = os.environ.get("TEST_DB", f"{_folder}/test.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": _test_db}  # noqa: F405
# Hashing a login password is Django's business. The vault's derivations stay real, a
# member's at a lower cost: `test_derivation` and the browser tests use the full one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
derivation.PASSWORD = derivation.Cost(passes=1, memory=8 * 1024 * 1024)
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
# Empty: whoever reads static files here asks the finders, and WhiteNoise, which reads
# its folder anew for each client, finds nothing to read.
STATIC_ROOT = Path(_folder) / "static"
STATIC_ROOT.mkdir()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Counted like everywhere, but nobody is asked unless a test says so.
CHALLENGE_ABOVE = QUARANTINE_ABOVE = 10**6

# The browser's driver leaves an event loop in its worker; nothing here is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Before Django reads any catalogue; `make` does the same.
compile_catalogue()
