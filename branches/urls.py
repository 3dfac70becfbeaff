"""Paths of signing in and of the own account."""

from django.urls import path

from branches import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/demo/", views.demo_login, name="demo_login"),
    path("session/", views.session, name="session"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("logout/", views.logout, name="logout"),
    path("me/", views.me, name="me"),
    path("me/calendar/", views.calendar_renew, name="calendar_renew"),
    path("me/calendar/revoke/", views.calendar_revoke, name="calendar_revoke"),
    path("me/notices/read/", views.notices_read, name="notices_read"),
    path("me/password/", views.password_change, name="password_change"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/cancel/", views.job_cancel, name="job_cancel"),
]
