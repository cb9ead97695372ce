"""Ways in, and the page "Keys and people"; included before Wagtail's own addresses."""

from django.urls import path

from complaints.vault import login, views

urlpatterns = [
    path("admin/login/", login.StaffLogin.as_view(), name="staff_login"),
    path("admin/logout/", login.StaffLogout.as_view(), name="staff_logout"),
    path("admin/password/", login.ChangePassword.as_view(), name="staff_password"),
    path(
        "admin/welcome/<str:uidb64>/<str:token>/",
        login.Welcome.as_view(),
        name="staff_welcome",
    ),
    path("admin/keys/", views.Keys.as_view(), name="keys"),
    path("admin/keys/link/<int:pk>/", views.OneTimeLink.as_view(), name="keys_link"),
    path("admin/keys/<slug:act>/", views.KeysAct.as_view(), name="keys_act"),
]
