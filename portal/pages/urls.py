"""Addresses of the site that no room owns."""

from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from portal.pages import views
from portal.pages.sitemap import SITEMAPS

urlpatterns = [
    path("search/", views.search, name="search"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
