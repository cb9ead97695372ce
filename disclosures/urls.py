"""Addresses of the public side that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver, path

from disclosures.feeds import UpdatesFeed

urlpatterns: list[URLPattern | URLResolver] = [
    path("feeds/updates.atom", UpdatesFeed(), name="updates_feed"),
]
