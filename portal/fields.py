"""How many fields a posted form may have: few, but in the forms that need many.

Django asks one setting while it parses. That setting is a number which grows during the
requests of staff to the addresses of `MANY_FIELDS_BELOW`, and of nobody else.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FEW, MANY = 1000, 10_000
_most: ContextVar[int] = ContextVar("most_fields", default=FEW)


class MostFields(int):
    """Compares and adds as what holds for the request that is being answered."""

    def __lt__(self, other: int) -> bool:
        return _most.get() < other

    def __add__(self, other: int) -> int:
        return _most.get() + other


class ManyFields:
    """Middleware: a signed-in person's large forms are read in full."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the number grow until the answer is made."""
        below = request.path_info.startswith(settings.MANY_FIELDS_BELOW)
        if request.method != "POST" or not below or not request.user.is_authenticated:
            return self.get_response(request)
        token = _most.set(MANY)
        try:
            return self.get_response(request)
        finally:
            _most.reset(token)
