"""The deadline policies a new house starts with, each with its article."""

from datetime import date

#: 信访条例 in effect; 行政处罚法 as revised; 信访工作条例 in effect.
_FIRST = date(2005, 5, 1)
_PENALTIES = date(2021, 7, 15)
_PETITIONS = date(2022, 5, 1)
_OLD = date(2022, 4, 30)
_OWN = "本县承诺"

#: matter, term, days, unit, article, effective from, effective to
POLICIES: tuple[tuple[str, str, int, str, str, date, date | None], ...] = (
    ("", "decide", 15, "calendar",
     "《信访条例》第二十一条、第二十二条", _FIRST, _OLD),
    ("", "decide", 15, "calendar",
     "《信访工作条例》第二十二条、第二十三条", _PETITIONS, None),
    ("complaint", "conclude", 60, "calendar",
     "《信访条例》第三十三条", _FIRST, _OLD),
    ("complaint", "conclude", 60, "calendar",
     "《信访工作条例》第三十四条", _PETITIONS, None),
    ("violation", "conclude", 90, "calendar",
     _OWN, _FIRST, date(2021, 7, 14)),
    ("violation", "conclude", 90, "calendar",
     "《行政处罚法》第六十条", _PENALTIES, None),
    ("", "conclude", 60, "calendar", _OWN, _FIRST, None),
    ("declaration", "decide", 5, "working", _OWN, _FIRST, None),
    ("declaration", "conclude", 30, "calendar", _OWN, _FIRST, None),
    ("", "extension", 30, "calendar",
     "《信访条例》第三十三条", _FIRST, _OLD),
    ("", "extension", 30, "calendar",
     "《信访工作条例》第三十四条", _PETITIONS, None),
    ("", "similar", 180, "calendar", _OWN, _FIRST, None),
    ("", "return", 5, "working", _OWN, _FIRST, _OLD),
    ("", "return", 5, "working",
     "《信访工作条例》第二十三条", _PETITIONS, None),
    ("", "assist", 10, "working", _OWN, _FIRST, None),
)  # fmt: skip
