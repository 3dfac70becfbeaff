"""The app of meetings."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "filings.meetings"
    label = "meetings"
    verbose_name = "会议"

    def ready(self) -> None:
        """Tell the page of a step that the meeting has a page of its own."""
        from cases.selectors.beside import other_ways
        from filings.meetings.selectors.turn import meeting_page

        other_ways.append(meeting_page)
