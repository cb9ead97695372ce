"""What the calendar tells the floors above it."""

from django.dispatch import Signal

#: Sent after the table changed, so that whoever keeps provisional days counts again.
calendar_changed = Signal()
