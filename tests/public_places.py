"""Every address that readers can ask for, made from the house at hand.

Page types, the addresses below them and the site's URL patterns are found by walking
them; what an argument stands for is said in `ARGUMENTS`. A new pattern without it
stops the walk, and `missing()` names what the house has no example of.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from urllib.parse import quote, urlsplit

from django.urls import URLPattern, get_resolver, reverse
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.images.models import Image
from wagtail.models import Page, get_page_models

from disclosures.estates import Estate
from disclosures.lists.items import ListKind
from disclosures.models import Campaign, FrozenList, ReportPage, Withdrawal
from disclosures.opendata.registry import datasets
from disclosures.survey.views import COOKIES
from portal.gate import serving
from portal.gate.files import PublicFile
from tests.running import manage

#: Beginnings of patterns that are not the public column's: staff's, the confidential
#: side's, and what Wagtail brings and this site answers with 404.
NOT_PUBLIC = re.compile(r"\^?(admin/|tips/|_util/|documents/|log/)")
#: Wagtail's own pattern for the pages themselves.
PAGES = "wagtail_serve"
#: What is downloaded or read by machines.
FILES = {
    "health_live",
    "health_ready",
    "updates_feed",
    "sitemap",
    "robots",
    "security_txt",
    "open_data_csv",
    "open_data_json",
    "poster_file",
    "estate_poster_file",
    "public_file",
    "media",
    "disclosures.ListsPage:frozen",
}
#: Kinds whose addresses show different things.
EACH_ITS_OWN = {"disclosures.ListsPage:list", "open_data_csv", "open_data_json"}
#: Sheets of paper, as wide on the screen as on a wall.
SHEETS = {"poster", "estate_poster"}
#: Without the site's header: these, and a piece for other sites.
BARE = {"embed_progress", *SHEETS}


@dataclass(frozen=True)
class Place:
    """One address: of what kind it is, and how it is answered."""

    what: str
    path: str
    status: int = 200
    #: Whether the reader has answered the survey.
    answered: bool = False

    @property
    def is_file(self) -> bool:
        """Whether it is no page."""
        return self.what in FILES

    @property
    def is_sheet(self) -> bool:
        """Whether it is made for paper alone."""
        return self.what in SHEETS

    @property
    def is_bare(self) -> bool:
        """Whether it stands without the site's header."""
        return self.what in BARE

    @property
    def cookies(self) -> dict[str, str]:
        """What the reader's browser sends."""
        return dict.fromkeys(COOKIES.values(), "1") if self.answered else {}


def places() -> list[Place]:
    """Every public address of this house."""
    return [*_pages(), *_patterns(), *_others()]


def one_of_each(found: Iterable[Place]) -> list[Place]:
    """The first of each kind, and all of those that differ among themselves."""
    first: dict[str, Place] = {}
    for place in found:
        key = place.path if place.what in EACH_ITS_OWN else place.what
        first.setdefault(key, place)
    return list(first.values())


def missing() -> set[str]:
    """Kinds of addresses of which the house has no example."""
    kinds = {model._meta.label for model in page_types()}
    for model in page_types():
        kinds |= {f"{model._meta.label}:{name}" for name in _below(model)}
    kinds |= {name for name, _keys in _named_patterns()}
    return kinds - {place.what for place in places()}


def page_types() -> list[type[Page]]:
    """Every type of page that this product adds."""
    return [model for model in get_page_models() if model is not Page]


def in_house(data) -> tuple[list[Place], set[str]]:
    """Places and what is missing of the running house whose data lie in `data`."""
    asked = "import tests.public_places as here; here.tell()"
    said = manage(data, "shell", "-v0", "-c", asked)
    assert said.returncode == 0, said.stderr
    found, lacking = json.loads(said.stdout)
    return [Place(**one) for one in found], set(lacking)


def tell() -> None:
    """Write both down for another process."""
    found = [asdict(place) for place in places()]
    json.dump([found, sorted(missing())], sys.stdout)


def _pages() -> Iterator[Place]:
    for page in Page.objects.live().public().filter(depth__gt=1).specific():
        path = _path(page)
        yield Place(page._meta.label, path)
        if isinstance(page, RoutablePageMixin):
            for name, keys in _below(type(page)).items():
                for values in _arguments(f"{page._meta.label}:{name}", keys):
                    step = page.reverse_subpage(name, kwargs=values)
                    yield Place(f"{page._meta.label}:{name}", path + step)


def _below(model: type[Page]) -> dict[str, tuple[str, ...]]:
    """Names of the addresses below a page type, with their arguments."""
    if not issubclass(model, RoutablePageMixin):
        return {}
    return {
        pattern.name: tuple(pattern.pattern.regex.groupindex)
        for pattern in model.get_subpage_urls()
        if pattern.name != "index_route"
    }


def _patterns() -> Iterator[Place]:
    for name, keys in _named_patterns():
        for values in _arguments(name, keys):
            yield Place(name, reverse(name, kwargs=values))


def _named_patterns(resolver=None, prefix="") -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if NOT_PUBLIC.match(route):
            continue
        if not isinstance(pattern, URLPattern):
            yield from _named_patterns(pattern, route)
        elif pattern.name != PAGES:
            assert pattern.name, f"{route} needs a name"
            yield pattern.name, tuple(pattern.pattern.regex.groupindex)


def _others() -> Iterator[Place]:
    """What depends on more than the address."""
    search = reverse("search")
    for word in ("转租", "没有这个词"):
        yield Place(f"search for {word}", f"{search}?q={quote(word)}")
    for report in ReportPage.objects.live().public()[:1]:
        asked = reverse("survey", args=[report.pk])
        yield Place("survey answered", asked, answered=True)
    for withdrawal in Withdrawal.objects.select_related("page"):
        if withdrawal.page and not withdrawal.page.live:
            yield Place("withdrawn", _path(withdrawal.page), status=410)
    yield Place("nothing", "/nothing-stands-here/", status=404)


def _path(page: Page) -> str:
    return urlsplit(page.get_url()).path


def _arguments(what: str, keys: tuple[str, ...]) -> list[dict[str, object]]:
    """What stands in an address for its arguments: one dictionary an address."""
    if not keys:
        return [{}]
    return [dict(zip(keys, values, strict=True)) for values in ARGUMENTS[what]()]


def _measures() -> Iterator[tuple[int]]:
    campaign = Campaign.current()
    yield from campaign.measures.values_list("number") if campaign else ()


def _estates() -> Iterator[tuple[int]]:
    yield from Estate.objects.active().values_list("pk")


def _reports() -> Iterator[tuple[int]]:
    yield from ReportPage.objects.live().public().values_list("pk")


def _data_sets() -> Iterator[tuple[str]]:
    yield from ((one.name,) for one in datasets())


def _files() -> Iterator[tuple[str, str]]:
    for file in PublicFile.objects.all():
        if file.is_there and any(shows(file) for shows in serving.SHOWN):
            yield file.token, file.name


def _pictures() -> Iterator[tuple[str]]:
    for image in Image.objects.all():
        path = image.get_rendition("width-400").file.name
        if serving.is_public(path):
            yield (path,)


#: Address with arguments → their values, in the order of its pattern.
ARGUMENTS = {
    "disclosures.PlanPage:measure": _measures,
    "disclosures.ListsPage:list": lambda: [(kind,) for kind in ListKind.values],
    "disclosures.ListsPage:frozen": lambda: FrozenList.objects.values_list("kind"),
    "estate_history": _estates,
    "estate_poster": _estates,
    "estate_poster_file": _estates,
    "open_data_csv": _data_sets,
    "open_data_json": _data_sets,
    "survey": _reports,
    "survey_results": _reports,
    "public_file": _files,
    "media": _pictures,
}
