"""The data sets; each room registers its own and serves it from its own function."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

#: What stands in a row: text, a number, a day, "" for none, None for "not shown".
Value = str | int | float | date | None
Row = Mapping[str, Value]


@dataclass(frozen=True)
class Column:
    """A column and its line in the data dictionary."""

    key: str
    title: str | Promise
    definition: str | Promise = ""
    #: As in JSON Schema: string, integer, number; or date.
    kind: str = "string"


@dataclass(frozen=True)
class Content:
    """What a data set holds now."""

    rows: Sequence[Row]
    as_of: date | None


@dataclass(frozen=True)
class Dataset:
    """A list or a figure that anybody may take away."""

    #: Part of its address.
    name: str
    title: str | Promise
    definition: str | Promise
    columns: Callable[[], Iterable[Column]]
    content: Callable[[], Content]
    #: Raised whenever the definition changes its meaning.
    version: int = 1


_DATASETS: dict[str, Dataset] = {}


def register(dataset: Dataset) -> Dataset:
    """Add a data set to the catalogue."""
    known = _DATASETS.setdefault(dataset.name, dataset)
    if known is not dataset:
        raise ValueError(f"the data set {dataset.name} is registered twice")
    return dataset


def datasets() -> list[Dataset]:
    """Return all data sets in the order they were registered."""
    return list(_DATASETS.values())


def find(name: str) -> Dataset | None:
    """Return the data set of a name."""
    return _DATASETS.get(name)


def plain(value: Any) -> Any:
    """Return a value as JSON writes it."""
    return value.isoformat() if isinstance(value, date) else value
