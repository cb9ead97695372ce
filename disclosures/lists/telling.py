"""What a row may tell of an estate: only what the estate table shows."""

import re
from typing import Any

from disclosures.estates.households import UNIT
from disclosures.estates.telling import Texts, has_counts
from disclosures.lists.items import MODELS, ListKind
from portal.scan import compact, explain

_OF_HOUSEHOLDS = re.compile(r"(?:户|套|家|家庭|承租人)数?$")


def told_of_estates(values: dict[str, Any], kind: str, texts: Texts) -> dict[str, str]:
    """Return, by column, which number of households is not shown.

    A row is read as a whole: an estate that any of its cells names stands beside every
    number in it.
    """
    said = {name: values.get(name) for name in MODELS[kind].scanned_fields}
    cells = {name: text for name, text in said.items() if isinstance(text, str)}
    if kind == ListKind.RESULTS:
        cells["value"] = _counted(values)
    if not any(map(has_counts, cells.values())):
        return {}
    whole = "\n".join([*cells.values(), values.get("estate") or ""])
    about = texts.named(whole)
    return {
        name: explain(found[0], text)
        for name, text in cells.items()
        if about and (found := texts.findings(text, about))
    }


def _counted(values: dict[str, Any]) -> str:
    """Write an indicator as one phrase: what, how many, of what."""
    indicator = str(values.get("indicator") or "")
    unit = re.sub(r"\s", "", str(values.get("unit_of_measure") or ""))
    if _OF_HOUSEHOLDS.search(compact(indicator)) and not UNIT.search(unit):
        unit = "户"
    return f"{indicator}{values.get('value')}{unit}"
