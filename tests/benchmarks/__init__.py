"""Benchmarks against a running house; Django itself has the tests' settings."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
