"""The app of plans."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "filings.planning"
    label = "planning"
    verbose_name = "指标和规定"

    def ready(self) -> None:
        """Register the long work; find in an approval what it does to quotas."""
        from filings.planning.services import rejudging as rejudging
        from filings.planning.services.quota import exceeded_by
        from filings.services.beyond import before_acceptance

        before_acceptance.append(exceeded_by)
