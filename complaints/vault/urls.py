"""Ways in, "Keys and people", recovery; included before Wagtail's own addresses."""

from django.urls import path

from complaints.vault import code_views, login, recovery_views, views, welcome

urlpatterns = [
    path("admin/login/", login.StaffLogin.as_view(), name="staff_login"),
    path("admin/logout/", login.StaffLogout.as_view(), name="staff_logout"),
    path("admin/password/", login.ChangePassword.as_view(), name="staff_password"),
    path(
        "admin/welcome/<str:uidb64>/<str:token>/",
        welcome.Welcome.as_view(),
        name="staff_welcome",
    ),
    path("admin/keys/", views.Keys.as_view(), name="keys"),
    path("admin/keys/code/", code_views.RecoveryCodePage.as_view(), name="keys_code"),
    path("admin/keys/link/<int:pk>/", views.OneTimeLink.as_view(), name="keys_link"),
    path("admin/keys/<slug:act>/", views.KeysAct.as_view(), name="keys_act"),
    path("admin/recovery/", recovery_views.RecoveryPage.as_view(), name="recovery"),
    path(
        "admin/recovery/begin/", recovery_views.Begin.as_view(), name="recovery_begin"
    ),
    path(
        "admin/recovery/share/", recovery_views.MyShare.as_view(), name="recovery_share"
    ),
    path("admin/recovery/off/", recovery_views.CallOff.as_view(), name="recovery_stop"),
    path(
        "admin/recovery/ask/<slug:what>/",
        recovery_views.Ask.as_view(),
        name="recovery_ask",
    ),
    path(
        "admin/recovery/<int:pk>/",
        recovery_views.EnterShare.as_view(),
        name="recovery_enter",
    ),
    path(
        "admin/recovery/<int:pk>/off/",
        recovery_views.CallOff.as_view(),
        name="recovery_off",
    ),
]
