"""WeChat's own browser: it can neither download nor print, and takes one file a time.

What a browser calls itself is looked at while an answer is made, and kept nowhere.
"""

from django.http import HttpRequest

#: Also in the name of WeChat for enterprises.
_NAME = "MicroMessenger"


def is_inside(request: HttpRequest) -> bool:
    """Whether the page is shown inside WeChat."""
    return _NAME in request.headers.get("User-Agent", "")


def context(request: HttpRequest) -> dict[str, bool]:
    """`in_wechat` for the pages under /tips/; public pages are the same for all."""
    return {"in_wechat": request.path_info.startswith("/tips/") and is_inside(request)}
