"""Addresses below /admin/cases/; whoever has no admin access gets no further."""

from django.urls import path

from complaints.assistance.views import AskView
from complaints.casework import (
    clarification,
    desk,
    files,
    handing_out,
    lists,
    views,
    watching,
    wordings,
)
from complaints.export.views import ExportView

app_name = "cases"

urlpatterns = [
    path("new/", desk.DeskView.as_view(), name="new"),
    path("", lists.CaseListView.as_view(), name="index"),
    path("assign/", lists.AssignManyView.as_view(), name="assign_many"),
    path("views/", lists.SaveView.as_view(), name="save_view"),
    path("views/<int:pk>/", lists.ChangeView.as_view(), name="change_view"),
    path("wordings/", wordings.WordingsView.as_view(), name="wordings"),
    path("wordings/<int:pk>/", wordings.WordingView.as_view(), name="wording"),
    path("<str:number>/", views.CaseFileView.as_view(), name="file"),
    path(
        "<str:number>/files/<int:n>/",
        files.AttachmentView.as_view(),
        name="attachment",
    ),
    path(
        "<str:number>/files/<int:n>/original/",
        files.OriginalView.as_view(),
        name="original",
    ),
    path(
        "<str:number>/clarification/<int:n>/",
        clarification.ClarificationView.as_view(),
        name="clarification",
    ),
    path("<str:number>/version/", watching.VersionView.as_view(), name="version"),
    path("<str:number>/contact/", views.ContactView.as_view(), name="contact"),
    path("<str:number>/export/", ExportView.as_view(), name="archive"),
    path("<str:number>/requests/new/", AskView.as_view(), name="ask"),
    path(
        "<str:number>/confirm_reissue/",
        handing_out.HandOutView.as_view(),
        {"name": "confirm_reissue"},
        name="hand_out",
    ),
    path("<str:number>/<slug:name>/", views.ActView.as_view(), name="act"),
]
