"""Tells a post (局长, 股长) from the person who holds it."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _

from portal.names import SURNAMES

POST = re.compile(
    "(?:局|股|科|处|所|站|县|乡|镇|村|队|组|校|院|会|班|厅|市|部|秘书|委员)长"
    "|书记|主任|主席|委员|负责人|领导|专员|秘书|干部|经理|干事|巡视员|调研员"
    "|民警|网格员|联络员|工作人员"
)
#: What stands before a post and is the name of a body or of a rank, not of a person.
RANK = re.compile(
    "[正副股科局办站队室乡镇县市所区村委部处组班厅院校会管司行]$|心$|关$|"
    "分管|主要|牵头|具体|经办|承办|常务|联络|专职|党组|支部|房|籍|业务"
)


@deconstructible
class IsPost:
    """A responsible post (责任人) is published, a person's name is not."""

    def __call__(self, value: str) -> None:
        """Refuse what ends in no post, or puts a name before or after it."""
        text = "".join(unicodedata.normalize("NFKC", value).split())
        ends = [found for found in POST.finditer(text) if found.end() == len(text)]
        if not ends:
            raise ValidationError(
                _(
                    "Write the post, such as “分管副局长” or “住房保障股股长”, and"
                    " nothing after it; never a person's name."
                ),
                code="no_post",
            )
        before = text[: ends[0].start()]
        for word in re.split("[、,/;()]|兼", before):
            if 1 <= len(word) <= 3 and word[0] in SURNAMES and not RANK.search(word):
                raise ValidationError(
                    _("“%(name)s” reads like a person's name: write the post alone.")
                    % {"name": word},
                    code="name",
                )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IsPost)

    def __hash__(self) -> int:
        return hash(IsPost)
