"""Addresses below /admin/requests/; a request's number tells nothing of its case."""

from django.urls import path

from complaints.assistance import files, views

app_name = "requests"

urlpatterns = [
    path("", views.RequestListView.as_view(), name="index"),
    path("<str:number>/", views.RequestPageView.as_view(), name="request"),
    path("<str:number>/answer/", views.AnswerView.as_view(), name="answer"),
    path("<str:number>/return/", views.ReturnView.as_view(), name="return"),
    path("<str:number>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path("<str:number>/recuse/", views.RecuseView.as_view(), name="recuse"),
    path("<str:number>/files/<int:n>/", files.FileView.as_view(), name="file"),
]
