"""Addresses below `/survey/`."""

from django.urls import path

from disclosures.survey import views

urlpatterns = [
    path("end/", views.survey, name="survey_end"),
    path("end/results/", views.results, name="survey_results_end"),
    path("<int:pk>/", views.survey, name="survey"),
    path("<int:pk>/results/", views.results, name="survey_results"),
]
