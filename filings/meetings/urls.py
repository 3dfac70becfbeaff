"""Paths of the meetings."""

from django.urls import path

from filings.meetings.views import closing, meetings, printing

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/held/<int:pk>/", closing.meeting_held, name="meeting_held"),
    path("meetings/held/<int:pk>/minutes/", printing.meeting_minutes, name="meeting_minutes"),
    path("meetings/<str:code>/", meetings.meeting, name="meeting"),
    path("meetings/<str:code>/check/", meetings.meeting_check, name="meeting_check"),
    path("meetings/<str:code>/close/", closing.meeting_close, name="meeting_close"),
    path("meetings/<str:code>/papers/<str:page>/", printing.meeting_paper, name="meeting_paper"),
]
