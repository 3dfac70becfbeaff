"""Paths of the administrator's pages."""

from django.urls import path

from filings.administration.views import accounts, importing, members, organizations, posts

urlpatterns = [
    path("", organizations.organizations, name="organizations"),
    path("<int:pk>/", organizations.organization, name="organization"),
    path("<int:pk>/new/", organizations.organization_new, name="organization_new"),
    path("<int:pk>/change/", organizations.organization_change, name="organization_change"),
    path("<int:pk>/move/", organizations.organization_move, name="organization_move"),
    path("<int:pk>/close/", organizations.organization_close, name="organization_close"),
    path("<int:pk>/members/new/", members.member_new, name="member_new"),
    path("<int:pk>/members/import/", importing.members_import, name="members_import"),
    path("members/template/", importing.members_template, name="members_template"),
    path("<int:pk>/posts/new/", posts.post_new, name="post_new"),
    path("<int:pk>/accounts/new/", accounts.account_new, name="account_new"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/change/", members.member_change, name="member_change"),
    path("members/<int:pk>/transfer/", members.member_transfer, name="member_transfer"),
    path("members/<int:pk>/end/", members.member_end, name="member_end"),
    path("posts/", posts.posts, name="posts"),
    path("posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/change/", accounts.account_change, name="account_change"),
    path("accounts/<int:pk>/password/", accounts.account_password, name="account_password"),
    path("accounts/<int:pk>/lock/", accounts.account_lock, name="account_lock"),
]
