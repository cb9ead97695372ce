"""Words for what the workflow stores as names."""

from django import template

from complaints.casework import words

register = template.Library()
register.filter("event_words", words.event_words)
register.filter("kind_name", words.kind_name)
register.filter("words_label", words.words_label)
register.filter("yuan", words.yuan)
