"""Addresses of files for readers."""

from django.urls import path, re_path

from portal.gate import serving

urlpatterns = [
    path("files/<str:token>/<str:name>", serving.download, name="public_file"),
    re_path(r"^media/(?P<path>images/.*)$", serving.picture, name="media"),
]
