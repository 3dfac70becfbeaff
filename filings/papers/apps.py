"""The app of papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "filings.papers"
    label = "papers"
    verbose_name = "文书"

    def ready(self) -> None:
        """Register the long work."""
        from filings.papers.services import batches as batches
        from filings.papers.services import dossiers as dossiers
        from filings.papers.services import inspecting as inspecting
        from filings.papers.services import packing as packing
