"""Addresses below `/admin/reports/`, beside Wagtail's own reports, which are shut."""

from django.urls import path, re_path

from disclosures.reports import views
from disclosures.reports.periods import KEY as PATTERN

app_name = "reports"

KEY = rf"(?P<period>{PATTERN})"

urlpatterns = [
    path("", views.Overview.as_view(), name="overview"),
    re_path(rf"^{KEY}/$", views.OneReport.as_view(), name="report"),
    re_path(rf"^{KEY}/draft/$", views.Draft.as_view(), name="draft"),
    re_path(rf"^{KEY}/sign/$", views.Sign.as_view(), name="sign"),
    re_path(rf"^{KEY}/preview/$", views.Preview.as_view(), name="preview"),
    re_path(rf"^{KEY}/submit/$", views.Submit.as_view(), name="submit"),
    re_path(rf"^{KEY}/digest/$", views.MakeDigest.as_view(), name="digest"),
    re_path(rf"^{KEY}/report\.docx$", views.Download.as_view(), name="docx"),
    re_path(rf"^{KEY}/report\.xlsx$", views.Download.as_view(kind="xlsx"), name="xlsx"),
]
