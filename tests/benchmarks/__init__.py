"""Benchmarks: against a running house, so that Django itself needs no settings here."""

from django.conf import settings

if not settings.configured:
    settings.configure()
