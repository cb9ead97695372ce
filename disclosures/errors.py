"""Why a file was not read, in one sentence for whoever brought it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.functional import Promise


class UnreadableFile(ValueError):
    """A file that is not what was asked for; its text is translated when shown."""

    messages: ClassVar[Mapping[str, str | Promise]]

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        """The sentence, in the language of the reader."""
        return str(self.messages[self.code]) % self.params

    def __str__(self) -> str:
        return self.message
