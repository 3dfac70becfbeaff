"""The app of filings."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "filings"
    verbose_name = "备案审批"

    def ready(self) -> None:
        """Register the long work."""
        from filings import jobs as jobs
