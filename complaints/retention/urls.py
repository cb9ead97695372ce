"""The address /admin/retention/."""

from django.urls import path

from complaints.retention.views import RetentionView

app_name = "retention"

urlpatterns = [path("", RetentionView.as_view(), name="index")]
