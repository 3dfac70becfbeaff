"""The app of papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "filings.papers"
    label = "papers"
    verbose_name = "文书"

    def ready(self) -> None:
        """Register the long work, and what is told beside the form of a step."""
        from cases.selectors.beside import lacking_papers
        from filings.papers.kept.selectors.received import lacking_in
        from filings.papers.kept.services import packing as packing
        from filings.papers.press.services import batches as batches
        from filings.papers.press.services import dossiers as dossiers
        from filings.papers.press.services import inspecting as inspecting

        lacking_papers.append(lacking_in)
