"""Addresses below `/admin/lists/`."""

from django.urls import path, re_path

from disclosures.lists import deciding, views
from disclosures.lists.items import ListKind

app_name = "lists"

KIND = rf"(?P<kind>{'|'.join(ListKind.values)})"

urlpatterns = [
    path("", views.Overview.as_view(), name="overview"),
    path("freeze/", views.Freeze.as_view(), name="freeze"),
    path("changes/<int:pk>/", deciding.OneChange.as_view(), name="change"),
    path("changes/<int:pk>/document/", deciding.document, name="document"),
    re_path(rf"^{KIND}/$", views.OneList.as_view(), name="list"),
    re_path(rf"^{KIND}/import/$", views.Import.as_view(), name="import"),
    re_path(rf"^{KIND}/export\.xlsx$", views.export, name="export"),
    re_path(rf"^{KIND}/new/$", views.EditItem.as_view(), name="new"),
    re_path(rf"^{KIND}/(?P<number>\d{{1,6}})/$", views.EditItem.as_view(), name="edit"),
    re_path(
        rf"^{KIND}/(?P<number>\d{{1,6}})/withdraw/$",
        views.WithdrawItem.as_view(),
        name="withdraw",
    ),
    path("problems/<int:number>/close/", views.CloseItem.as_view(), name="close"),
]
