"""Public rental housing estates (公租房项目) and their dated figures.

One source, the housing bureau's import; approved by a second person; cells so small
that they would tell of one household are not shown (`suppression`).
"""

from disclosures.estates.models import Estate

__all__ = ["Estate"]
