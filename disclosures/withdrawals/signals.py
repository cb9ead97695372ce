"""What happens whenever an article goes public or leaves."""

from typing import Any

from disclosures.withdrawals import comparing, remaking


def published(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Keep what changed since the last time; where a person is to be hidden, hurry."""
    from disclosures.articles import ArticlePage

    if not isinstance(instance, ArticlePage):
        return
    correction = comparing.keep(instance)
    if correction and correction.hides_person:
        remaking.ask_for(instance)


def unpublished(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Whatever takes a page off the site, exports have to follow."""
    remaking.ask_for(instance)
