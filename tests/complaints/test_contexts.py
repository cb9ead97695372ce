"""With every key in hand: each sealed value opens in its own place and in no other."""

from itertools import product

import pytest

from complaints.cases import AssistanceRequest
from complaints.vault import (
    asking,
    codes,
    primitives,
    recovery,
    shares,
    storage,
    unsent,
)
from complaints.vault.boxes import SealBroken, contact_lock, receipt_place, wrapped_key
from complaints.vault.ceremony import begin
from complaints.vault.drafts import Draft
from complaints.vault.members import _derived, _place
from complaints.vault.models import (
    Lane,
    MemberKey,
    Purpose,
    RecoveryBox,
    RecoveryCode,
    RecoveryKey,
    RecoveryPart,
    RecoveryRequest,
    RecoveryShare,
    SealedFile,
    SealedValue,
    UnitKeyGrant,
    UnitKeyRecovery,
    Unsent,
    Wrap,
)
from complaints.workflow import AttachmentFacts, answer_request
from tests.complaints.house import HouseTest
from tests.factories import PASSWORD


def opens(call, *args):
    try:
        call(*args)
    except SealBroken:
        return False
    return True


class Contexts(HouseTest):
    """Two cases with all there is, every kind of key, shares of which one waits."""

    @pytest.fixture(autouse=True)
    def _files(self, settings, tmp_path):
        settings.SEALED_ROOT = tmp_path / "sealed"

    def setUp(self):
        super().setUp()
        self.drafts = {}
        for _n in range(2):
            case = self.in_state("reopened")
            self.do("message", case)
            self.do("note", case)
            unsent.keep(self.box(None, case), {"text": "还有一件事"})
            self.ask(case)
        self.rings = {ring.member_key.pk: ring for ring in self.keyrings.values()}
        self.shares = recovery.new_recovery_key()
        for ring in self.rings.values():
            recovery.catch_up(ring)
            codes.ensure(ring)
        request = RecoveryRequest.objects.create(
            purpose=RecoveryRequest.Purpose.GRANT,
            recovery_key=RecoveryKey.objects.get(),
            unit=self.housing,
            user=self.member,
            member_key=self.member.member_key,
            asked_by=self.admin,
        )
        asking.enter(request.pk, self.shares[0], self.inspector)
        begin([self.member, self.head, self.civilian], by=None, lost=True)

    def draft(self, body="三栋二单元的租客把房子转租出去了。"):
        draft = super().draft(body)
        draft.lock_with(self.receipts[draft.envelope.pk])
        draft.seal("place", "三栋")
        draft.seal_contact("林清", "13900000000")
        for number, lane in product((1, 2), Lane.values):
            draft.seal_file(number, [b"photo %d" % number], lane)
        self.drafts[draft.envelope.pk] = draft
        return draft

    def ask(self, case):
        """A request with files, both ways, under a key of its own."""
        draft = Draft.new(None)
        facts = []
        for number in (1, 2):
            draft.seal_file(number, [b"deed %d" % number])
            draft.seal("file_name", "产权证.pdf", number)
            facts.append(AttachmentFacts(number, "application/pdf"))
        self.drafts[draft.envelope.pk] = draft
        request = self.do("assist", case, draft=draft, attachments=facts)
        box = self.box(self.civilian, request)
        answer_request(request, actor=self.civilian, box=box, text="无房产登记。")

    def sealed(self):
        """Every row of XChaCha20-Poly1305: name, key, place, ciphertext."""
        keys = {
            (pk, purpose): key
            for pk, draft in self.drafts.items()
            for purpose, key in (
                (Purpose.TIP, draft._key),
                (Purpose.CONTACT, draft._contact_key),
            )
        }
        for value in SealedValue.objects.all():
            key = keys[value.envelope_id, value.purpose]
            place = primitives.associated(
                value.envelope_id,
                value.field,
                value.number,
                value.version,
                value.purpose,
            )
            yield f"{value.envelope_id} {value}", key, place, value.ciphertext
        for kept in Unsent.objects.all():
            key = self.receipts[kept.envelope_id].sender_key
            yield str(kept), key, unsent._place(kept.envelope), kept.ciphertext
        for pk, draft in self.drafts.items():
            keys_of = self.receipts.get(pk)
            if keys_of is None:
                continue  # a request has no receipt
            for purpose, key, wrap in (
                (Purpose.TIP, keys_of.key, draft.envelope.receipt_wrap),
                (
                    Purpose.CONTACT,
                    contact_lock(keys_of.sender_key),
                    draft.envelope.receipt_contact_wrap,
                ),
            ):
                place = receipt_place(draft.envelope, purpose)
                yield f"receipt {pk} {purpose}", key, place, wrap
        for member_key in MemberKey.objects.select_related("user"):
            key = _derived(PASSWORD, member_key.salt)
            place = _place(member_key.user)
            yield str(member_key), key, place, member_key.sealed_private
        for code in RecoveryCode.objects.select_related("member_key"):
            printed = codes._shown(code, self.rings[code.member_key_id])
            member_key = code.member_key
            key, place = codes._key(member_key, printed), codes._place(member_key)
            yield str(code), key, place, code.sealed_private
        yield from self.of_recovery()

    def of_recovery(self):
        values = dict(shares.parse_share(share) for share in self.shares)
        for box in RecoveryBox.objects.filter(recovery_key__is_in_use=True):
            pair = [values[int(number)] for number in box.pair]
            place = recovery._place(box.recovery_key, box.pair)
            yield str(box), shares.pair_key(*pair), place, box.sealed
        for part in RecoveryPart.objects.all():
            yield str(part), asking._key(part), asking._place(part), part.sealed

    def test_every_value_opens_in_its_place_and_nowhere_else(self):
        sealed = list(self.sealed())
        fields = {value.field for value in SealedValue.objects.all()}
        assert {"body", "place", "message", "note", "measures", "name"} <= fields
        assert {"question", "answer", "file_name"} <= fields
        assert Unsent.objects.count() == AssistanceRequest.objects.count() == 2
        assert len({place for _name, _key, place, _text in sealed}) == len(sealed)
        for (name, key, place, text), other in product(sealed, sealed):
            is_own = name == other[0]
            assert opens(primitives.unseal, key, text, other[2]) == is_own
            assert opens(primitives.unseal, other[1], text, place) == (
                is_own or key == other[1]
            )

    def test_every_box_opens_with_its_own_key_pair_alone(self):
        pairs = {}
        units = {}
        for ring in self.rings.values():
            pairs[f"member {ring.member_key.pk}"] = (
                ring.member_key.public_key,
                ring._private,
            )
            for grant in UnitKeyGrant.objects.filter(member_key=ring.member_key):
                unit_key, private = ring.opened(grant)
                units[unit_key.pk] = (unit_key.public_key, private)
        pairs |= {f"unit {pk}": pair for pk, pair in units.items()}
        opened = recovery._private(RecoveryKey.objects.in_use().get(), self.shares[:2])
        in_use = RecoveryKey.objects.in_use().get()
        pairs["recovery"] = (in_use.public_key, opened)
        boxes = [(f"unit {w.unit_key_id}", w.sealed) for w in Wrap.objects.all()]
        for grant in UnitKeyGrant.objects.all():
            boxes.append((f"member {grant.member_key_id}", grant.sealed_private))
        for row in UnitKeyRecovery.objects.filter(recovery_key=in_use):
            boxes.append(("recovery", row.sealed_private))
        for code in RecoveryCode.objects.all():
            boxes.append((f"member {code.member_key_id}", code.shown))
        for share in RecoveryShare.objects.filter(sealed__isnull=False):
            boxes.append((f"member {share.sealed_to_id}", share.sealed))
        assert {"recovery"} < {whose for whose, _sealed in boxes} <= set(pairs)
        for (whose, sealed), (name, pair) in product(boxes, pairs.items()):
            assert opens(primitives.unbox, *pair, sealed) == (whose == name)

    def test_a_wrap_is_of_one_tip_and_one_purpose(self):
        ring = self.keyrings[self.member.pk]
        mine = [w for w in Wrap.objects.all() if w.unit_key.unit_id == self.housing.pk]
        assert {w.purpose for w in mine} == set(Purpose.values)
        (unit_key,) = {w.unit_key for w in mine}
        private = dict(ring.unit_keys(self.housing))[unit_key]
        for wrap, other in product(mine, mine):
            text = primitives.unbox(unit_key.public_key, private, wrap.sealed)
            fits = opens(wrapped_key, other.envelope_id, other.purpose, text)
            assert fits == (wrap == other)

    def test_a_file_is_of_one_tip_one_number_and_one_lane(self):
        files = list(SealedFile.objects.all())
        assert len(files) == 12
        for row, other in product(files, files):
            keys = self.drafts[other.envelope_id]._file_key(other.number, other.lane)
            pieces = storage.read(row.path, row.size, *keys)
            assert opens(list, pieces) == (row == other)
