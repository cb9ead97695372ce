"""Database search that finds Chinese words inside sentences.

Neither database cuts a run of Chinese characters into words. So every run is
indexed as its overlapping pairs and its single characters, and a query asks for
all of its pairs.
"""

import re
import sys
import unicodedata
from typing import Any

from django.db import connection
from django.db.models import F
from modelsearch.backends import database
from modelsearch.index import SearchField
from modelsearch.query import And, Not, Or, Phrase, PlainText, SearchQuery

HAN = re.compile(
    "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def pairs(run: str) -> list[str]:
    """Spell a run of characters as overlapping pairs."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def index_text(text: str) -> str:
    """Return what stands in the index for `text`."""
    return HAN.sub(
        lambda run: f" {' '.join(pairs(run[0]) + list(run[0]))} ",
        unicodedata.normalize("NFKC", text),
    )


def query_text(text: str) -> str:
    """Return what is looked up for `text`."""
    return HAN.sub(
        lambda run: f" {' '.join(pairs(run[0]) or run[0])} ",
        unicodedata.normalize("NFKC", text),
    ).strip()


def segment(query: Any) -> Any:
    """Spell every text inside a query as it is spelled in the index."""
    if isinstance(query, str):
        return query_text(query)
    if isinstance(query, PlainText):
        return PlainText(query_text(query.query_string), operator=query.operator)
    if isinstance(query, Phrase):
        return Phrase(query_text(query.query_string))
    if isinstance(query, And | Or):
        return type(query)([segment(part) for part in query.subqueries])
    if isinstance(query, Not):
        return Not(segment(query.subquery))
    return query


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name modelsearch looks for
    """Give the database's own backend the Chinese spelling."""
    plain = type(database.SearchBackend(params))
    module = sys.modules[plain.__module__]
    teach(module.ObjectIndexer)

    class ChineseSearchBackend(plain):  # type: ignore[misc, valid-type]
        """Looks up pairs."""

        if connection.vendor == "postgresql":
            query_compiler_class = in_one_column(module.PostgresSearchQueryCompiler)

        def search(self, query: str | SearchQuery, *args: Any, **kwargs: Any) -> Any:
            return super().search(segment(query), *args, **kwargs)

        def autocomplete(
            self, query: str | SearchQuery, *args: Any, **kwargs: Any
        ) -> Any:
            return super().autocomplete(segment(query), *args, **kwargs)

    return ChineseSearchBackend(params)


def teach(indexer: Any) -> None:
    """Make an indexer write pairs; modelsearch has no hook for it."""
    if hasattr(indexer, "plain_prepare_value"):
        return
    indexer.plain_prepare_value = indexer.prepare_value

    def prepare_value(self: Any, value: Any) -> str:
        plain = self.plain_prepare_value(value)
        return index_text(plain) if isinstance(value, str) else plain

    indexer.prepare_value = prepare_value
    if connection.vendor == "postgresql":
        indexer.body = property(everything)


def everything(indexer: Any) -> Any:
    """All texts of an object as one vector, its title among them."""
    found = (
        prepared
        for field in indexer.search_fields
        for prepared in indexer.prepare_field(indexer.obj, field)
    )
    return indexer.as_vector(
        [
            (text, boost)
            for field, boost, text in found
            if isinstance(field, SearchField)
        ]
    )


def in_one_column(compiler: Any) -> type:
    """Look where `everything` stands: title and body put together have no index."""

    class OneColumn(compiler):
        """Asks the index of the body."""

        def get_index_vectors(self, search_query: Any) -> list[tuple[Any, float]]:
            return [(F("index_entries__body"), 1.0)]

    return OneColumn
