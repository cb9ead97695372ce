"""How staff edit what a measure answers for, inside the campaign's form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel

from portal.gate.panels import (
    UploadingPanel,
    kept_field,
    show_file,
    take_upload,
    upload_field,
)

TASK_FORCE = InlinePanel(
    "task_force",
    heading=_("Task force"),
    panels=["number", "role", "unit", "post", "phone"],
)


class MilestoneForm(WagtailAdminModelForm):
    """A milestone, and the document that shows it, cleaned and read at once."""

    upload = upload_field()
    kept = kept_field()
    without_file = forms.BooleanField(label=_("Take the file away"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        show_file(self)
        if not (self.instance.file_id or self.data.get(self.add_prefix("kept"))):
            del self.fields["without_file"]

    def clean(self) -> Any:
        """Take the file, or take it away."""
        cleaned = super().clean()
        if self.cleaned_data.get("without_file"):
            self.instance.file, self.cleaned_data["kept"] = None, ""
        take_upload(self)
        return cleaned


class MilestonesPanel(UploadingPanel):
    """The milestones of a measure."""

    file_form = MilestoneForm


def measure_panels() -> list[InlinePanel]:
    """Return the parts of one measure."""
    return [
        InlinePanel("posts", heading=_("Responsible posts"), panels=["unit", "post"]),
        InlinePanel(
            "indicators",
            heading=_("Indicators: n of m"),
            panels=[
                *("number", "name", "source", "done", "total"),
                *("counted_in", "as_of", "definition"),
            ],
        ),
        MilestonesPanel(
            "milestones",
            heading=_("Milestones"),
            panels=[
                *("number", "text", "due_on", "done_on", "document"),
                PageChooserPanel("page"),
                *(FieldPanel("upload"), FieldPanel("without_file")),
            ],
        ),
        InlinePanel(
            "exchanges",
            heading=_("Data exchanges: counts only"),
            panels=[
                "day",
                FieldPanel("units"),
                *("compared", "hits", "stopped_signing", "stopped_registration"),
            ],
        ),
    ]
