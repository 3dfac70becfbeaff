"""The app of inspections."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "filings.inspections"
    label = "inspections"
    verbose_name = "年度检查"

    def ready(self) -> None:
        """Register the long work."""
        from filings.inspections.services import running as running
