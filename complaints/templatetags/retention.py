"""How long tips are kept, wherever a page says so."""

from django import template

from complaints.retention import words

register = template.Library()
register.simple_tag(words.periods, name="retention_periods")
