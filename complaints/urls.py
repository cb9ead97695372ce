"""Addresses of the confidential side; all stand below /tips/ and /admin/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
