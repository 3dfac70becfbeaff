"""App configurations: the project's own start-up checks, and the admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class JishiConfig(AppConfig):
    """Registers the start-up checks (`config.checks`)."""

    name = "config"
    default = True

    def ready(self) -> None:
        from config import checks

        checks.register()


class JishiAdminConfig(admin_apps.AdminConfig):
    """Django's admin; `default_site` names the project's own site."""

    default = False
    default_site = "branches.admin_site.JishiAdminSite"
