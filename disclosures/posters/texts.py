"""What each medium says, all from the one register, so that none says otherwise.

Poster, caption and article are texts of the county for its residents: always Chinese.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.campaigns import Campaign
from disclosures.channels import Channel
from disclosures.posters.addresses import column_address, form_address, spoken

#: What holds for whoever reports; said in the same words everywhere.
PROMISES = (
    "可以不留姓名和电话。",
    "提交后有查询码，请抄下来。",
    "凭查询码随时看办到哪一步。",
)
ASKED_FOR = "欢迎反映"


@dataclass(frozen=True)
class Article:
    """A text for a social account."""

    title: str
    opening: tuple[str, ...]
    ways: tuple[str, ...]
    closing: tuple[str, ...]


def caption(campaign: Campaign, channels: Iterable[Channel]) -> str:
    """Return one line that runs along the foot of a television picture."""
    phones = "；".join(way(channel) for channel in channels if channel.phone)
    return "".join(
        (
            _sentence(campaign.heading),
            ASKED_FOR,
            f"，电话：{phones}" if phones else "",
            f"；网上：{spoken(form_address())}，可以不留姓名。",
        )
    )


def article(campaign: Campaign, channels: Iterable[Channel]) -> Article:
    """Return an article for a social account that names every channel."""
    ways = (way(channel) for channel in channels if not is_form(channel))
    return Article(
        title=f"{campaign.title}：这些渠道可以反映",
        opening=tuple(t for t in (campaign.heading, campaign.intro) if t),
        ways=(f"网上反映：{spoken(form_address())}（扫下面的二维码也可以）", *ways),
        closing=(
            "".join(PROMISES),
            f"办理进展在专栏公布：{spoken(column_address())}",
        ),
    )


def way(channel: Channel) -> str:
    """Return one channel in a line: what it is, how to reach it, and when."""
    value = "" if channel.value in channel.name else channel.value
    more = "，".join(part for part in (channel.hours, channel.note) if part)
    name = f"{channel.name}{'：' if channel.address or channel.url else ' '}{value}"
    return f"{name.rstrip('： ')}（{more}）" if more else name.rstrip("： ")


def is_form(channel: Channel) -> bool:
    """Whether it is an address on this site, for which the QR code stands."""
    return channel.value.startswith("/")


def _sentence(text: str) -> str:
    return text if text.endswith(("？", "。", "！", "?", "!")) else f"{text}。"
