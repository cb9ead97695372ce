"""The three lists (三张清单): what is wrong, what rule answers it, what came of it.

`items` are public, whoever reads them. They change in one way only: somebody proposes
a `Change`, an imported file or a single item, and a second person approves it as a
whole (`acts`). Page revisions, which the rest of the column uses, would make hundreds
of approvals of one file.
"""
