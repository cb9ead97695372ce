"""Addresses of the confidential side; all stand below /tips/ and /admin/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("complaints.intake.urls")),
    path("", include("complaints.vault.urls")),
]
