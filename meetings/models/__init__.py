"""What the group agrees: one noun a file."""

from meetings.models.actions import Action
from meetings.models.agenda import AgendaItem, Line
from meetings.models.attendance import Attendance
from meetings.models.calendars import CalendarKey
from meetings.models.meetings import Meeting

__all__ = ["Action", "AgendaItem", "Attendance", "CalendarKey", "Line", "Meeting"]
