"""Addresses below `/channels/poster/`."""

from django.urls import path

from disclosures.posters import views

urlpatterns = [
    path("", views.poster, name="poster"),
    path("file/", views.file, name="poster_file"),
    path("<int:pk>/", views.poster, name="estate_poster"),
    path("<int:pk>/file/", views.file, name="estate_poster_file"),
]
