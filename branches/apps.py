"""The app's configuration."""

from django.apps import AppConfig


class BranchesConfig(AppConfig):
    """Organizations, persons, users, members, appointments, jobs; scope and rights."""

    name = "branches"
    verbose_name = "组织与任职"
