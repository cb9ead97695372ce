"""All addresses; the stable ones are listed in the README."""

from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from portal import health
from portal.users.own_account import OwnAccount

urlpatterns = [
    path("health/live/", health.live, name="health_live"),
    path("health/ready/", health.ready, name="health_ready"),
    path("", include("complaints.urls")),
    path("", include("disclosures.urls")),
    path("", include("portal.pages.urls")),
    path("admin/account/", require_admin_access(OwnAccount.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("portal.gate.urls")),
    # No page here has a password or a reader's login of its own.
    re_path(r"^_util/", page_not_found, {"exception": None}),
    path("", include(wagtail_urls)),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"
