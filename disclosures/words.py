"""A campaign's words in one text, for the search."""

from collections.abc import Iterable

from disclosures.campaigns import Campaign
from disclosures.channels import Channel


def of_campaign(campaign: Campaign) -> str:
    """Return what the first page says of the campaign."""
    return joined(
        campaign.title,
        campaign.question,
        campaign.intro,
        *(issue.text for issue in campaign.focus_issues.all()),
        *(measure.title for measure in campaign.measures.all()),
    )


def of_plan(campaign: Campaign) -> str:
    """Return the whole plan."""
    return joined(
        campaign.title,
        campaign.goal,
        *(issue.text for issue in campaign.focus_issues.all()),
        *_titled(campaign.measures.all()),
        *(part for s in campaign.stages.all() for part in (s.name, s.phrase, s.text)),
        *_titled(campaign.organisation.all()),
        *(f"{d.unit} {d.text}" for d in campaign.duties.select_related("unit")),
        *(
            str(part)
            for measure in campaign.measures.prefetch_related(
                "posts__unit", "indicators", "milestones"
            )
            for part in (
                *measure.posts.all(),
                *measure.indicators.all(),
                *measure.milestones.all(),
            )
        ),
        *map(str, campaign.task_force.select_related("unit")),
        campaign.appendix,
    )


def of_channels(channels: Iterable[Channel]) -> str:
    """Return the register."""
    return joined(
        *(part for c in channels for part in (c.name, c.value, c.hours, c.note))
    )


def _titled(parts: Iterable[object]) -> list[str]:
    return [
        f"{getattr(part, 'title', '')}\n{getattr(part, 'text', '')}" for part in parts
    ]


def joined(*texts: str) -> str:
    """Return the texts that say something, a line each."""
    return "\n".join(text for text in texts if text)
