"""Addresses of the public side that are not Wagtail pages."""

from django.urls import URLPattern, URLResolver, include, path

from disclosures.embed import progress
from disclosures.estates.views import estate_history
from disclosures.feeds import UpdatesFeed
from disclosures.opendata import views as open_data
from disclosures.withdrawals import views as withdrawals

urlpatterns: list[URLPattern | URLResolver] = [
    path("feeds/updates.atom", UpdatesFeed(), name="updates_feed"),
    path("channels/poster/", include("disclosures.posters.urls")),
    path("survey/", include("disclosures.survey.urls")),
    path("embed/progress/", progress, name="embed_progress"),
    path("estates/<int:pk>/", estate_history, name="estate_history"),
    path("open-data/", open_data.catalogue, name="open_data"),
    path("open-data/<slug:name>.csv", open_data.csv_file, name="open_data_csv"),
    path("open-data/<slug:name>.json", open_data.json_file, name="open_data_json"),
    path("corrections/", withdrawals.corrections, name="corrections"),
]
