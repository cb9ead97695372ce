"""Addresses below /admin/oversight/."""

from django.urls import path

from complaints.oversight import views

app_name = "oversight"

urlpatterns = [
    path("", views.BoardView.as_view(), name="index"),
    path("<str:number>/", views.HistoryView.as_view(), name="history"),
]
