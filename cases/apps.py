"""The app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "案卷"

    def ready(self) -> None:
        """React to what changes in the app below, which cannot call up; register the long work."""
        from branches.services import on_member_change, on_organization_close, on_person_change
        from cases.importing import jobs as jobs
        from cases.services.judging import (
            refuse_close_with_open_cases,
            rejudge_member,
            rejudge_person,
        )

        on_member_change.append(rejudge_member)
        on_person_change.append(rejudge_person)
        on_organization_close.append(refuse_close_with_open_cases)
