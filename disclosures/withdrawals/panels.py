"""How a change of a public article is explained in its editor."""

from typing import Any

from wagtail.admin.panels import MultiFieldPanel

from portal.pages.models import ReviewedPageForm


class ArticleForm(ReviewedPageForm):
    """The article's form; each change is explained anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance.has_unpublished_changes:
            self.initial |= {"change_note": "", "change_hides_person": False}


class ChangePanel(MultiFieldPanel):
    """Asked only where something public is changed."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """The panel on one form."""

        def is_shown(self) -> bool:
            """Once the article is public."""
            return super().is_shown() and bool(self.instance.live)
