"""Minutes stay in the words they were said in, so nothing here is translated; history is registered here as below."""

import simple_history

from meetings.models import Action, AgendaItem, Line, Meeting

simple_history.register(Meeting)
simple_history.register(AgendaItem)
simple_history.register(Line)
simple_history.register(Action)
