"""Public pages that no editor writes, and what they say of themselves to machines."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Door:
    """Stands for such a page where templates ask for one."""

    title: str
    description: str
    column_type: str = ""
    #: The section it stands in; without one it is a section of its own.
    within: Any = None
    seo_title: str = ""

    @property
    def section(self) -> Any:
        """Return the section it stands in, or itself."""
        return self.within or self

    @property
    def column_name(self) -> str:
        """Return the section's name."""
        return str(self.section.title)

    @property
    def keywords(self) -> str:
        """Return what it and its section are called."""
        return ",".join(dict.fromkeys((self.title, self.column_name)))
