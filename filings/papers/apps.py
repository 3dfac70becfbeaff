"""The app of papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "filings.papers"
    label = "papers"
    verbose_name = "文书"

    def ready(self) -> None:
        """Register the long work."""
        from filings.papers.kept.services import packing as packing
        from filings.papers.press.services import batches as batches
        from filings.papers.press.services import dossiers as dossiers
        from filings.papers.press.services import inspecting as inspecting
