"""Keys and sealed tips for tests of every room; all of it real.

    unit = UnitFactory(lead=True)
    user, keyring = keyed_member(unit)            # holds the unit's confirmed key
    other, waiting = keyed_member(unit)           # a second one waits for a grant
    other, second = keyed_member(unit, by=keyring)          # ... or gets it
    unit, user, keyring = keyed_unit(discipline=True)       # UnitFactory's traits

    draft, receipt = sealed_draft(body="…", name="林", phone="139…", files=[b"…"])
    draft.save([unit])                            # inside a transaction
    keyring.open(draft.envelope).open("body")

    sign_in(client, user)                         # through the real login page

A member's key costs a real derivation (a tenth of a second and more): make members in
`setUpTestData` or a class-wide fixture where a class has several tests.
"""

from complaints.vault import members, people, receipts
from complaints.vault.drafts import Draft
from complaints.vault.keyring import Keyring
from portal.users.models import Unit, User
from tests.factories import PASSWORD, MembershipFactory, UnitFactory, UserFactory

LOGIN = "/admin/login/"


def keyed_member(
    unit: Unit,
    *,
    password: str = PASSWORD,
    confirmed: bool = True,
    by: Keyring | None = None,
    user: User | None = None,
    **membership,
) -> tuple[User, Keyring]:
    """A member with a key pair: the first one of the unit makes the unit's key too.

    `confirmed=False` leaves that first key waiting; `by` grants as a colleague would.
    """
    role = "inspector" if unit.is_discipline else "investigator"
    user = user or UserFactory(role=role)
    if not user.check_password(password):
        user.set_password(password)
        user.save()
    member = MembershipFactory(user=user, unit=unit, **membership)
    keyring = members.make_member_key(user, password)
    if by is not None:
        people.grant(user, unit, by)
    elif people.first_key(member) and confirmed:
        people._confirm(unit.keys.for_tips().waiting().get(), None)
    return user, keyring


def keyed_unit(*, unit: Unit | None = None, **traits) -> tuple[Unit, User, Keyring]:
    """A unit that can be routed to, and the member who holds its key."""
    unit = unit or UnitFactory(**traits)
    user, keyring = keyed_member(unit)
    return unit, user, keyring


def sealed_draft(
    body: str = "三栋二单元的租客把房子转租出去了。",
    *,
    place: str = "",
    name: str = "",
    phone: str = "",
    files: tuple[bytes, ...] | list[bytes] = (),
) -> tuple[Draft, receipts.Receipt]:
    """A draft with a receipt of its own, not saved yet."""
    receipt = receipts.receipt_for(receipts.new_token())
    draft = Draft.new(receipts.derive(receipt))
    draft.seal("body", body)
    if place:
        draft.seal("place", place)
    if name or phone:
        draft.seal_contact(name, phone)
    for number, content in enumerate(files, start=1):
        draft.seal_file(number, [content])
    return draft, receipt


def sign_in(client, user: User, password: str = PASSWORD):
    """Logs in as a person does: at the login page, which opens the member's key."""
    data = {"username": user.username, "password": password}
    return client.post(LOGIN, data)
