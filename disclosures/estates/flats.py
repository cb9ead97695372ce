"""A building and a flat directly after the name of one of the house's estates.

Names that end like names of places are known to the scan itself; these are not.
"""

import re

from disclosures.estates.models import Estate
from portal.patterns import ADDRESS_LABEL, FLAT, PLACE, is_flat
from portal.scan import Finding, normalised

_FLAT, _PLACE_ENDS = re.compile(FLAT), re.compile(f"{PLACE}$")


class Flats:
    """Asks the database only where something could be a flat."""

    def found_in(self, text: str, beside: str = "") -> list[Finding]:
        """Find them: 宏远3-601."""
        plain, at = normalised(text)
        if not _FLAT.search(plain):
            return []
        return [
            Finding("address", ADDRESS_LABEL, text[start:end], start, end)
            for match in re.finditer(f"(?:{_names()}) ?{FLAT}", plain)
            if is_flat(match[0])
            for start, end in [(at[match.start()], at[match.end() - 1] + 1)]
        ]


def _names() -> str:
    names = Estate.objects.values_list("name", flat=True)
    plain = (normalised(name)[0] for name in names)
    # Without any, one that nothing matches.
    return "|".join(re.escape(n) for n in plain if not _PLACE_ENDS.search(n)) or r"\Z."
