"""Addresses below /admin/oversight/."""

from django.urls import path

from complaints.oversight import views
from complaints.oversight.grounds import GroundsView

app_name = "oversight"

urlpatterns = [
    path("", views.BoardView.as_view(), name="index"),
    path("grounds/", GroundsView.as_view(), name="grounds"),
    path("<str:number>/", views.HistoryView.as_view(), name="history"),
]
