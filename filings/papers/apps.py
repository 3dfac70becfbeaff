"""The app of papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "filings.papers"
    label = "papers"
    verbose_name = "文书"
