"""The app of plans."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "filings.planning"
    label = "planning"
    verbose_name = "指标和规定"

    def ready(self) -> None:
        """Register the long work."""
        from filings.planning.services import rejudging as rejudging
