"""A thief with the database asks between which acts of the staff a tip was sent."""

from complaints.cases import Case, CaseEvent, Message
from complaints.topics import Kind
from complaints.vault.models import SealedValue, Wrap
from tests.complaints.house import HouseTest

#: Drawn below 2**62, so many ids in a row would all be small once in 2**40 times.
COUNTED = 2**40


class Order(HouseTest):
    def test_no_row_of_a_sender_is_counted(self):
        case = self.file(Kind.REPORT)
        self.do("note", case)
        self.do("message", case, None)
        for model in (Case, CaseEvent, Message, SealedValue, Wrap):
            ids = list(model.objects.values_list("pk", flat=True))
            assert ids
            assert max(ids) > COUNTED, model

    def test_two_senders_and_what_was_done_between_them_stand_in_no_order(self):
        first = self.file(Kind.REPORT)
        steps = [first.events.get().pk]
        for _time in range(12):
            self.do("message", first)
            steps.append(self.last(first).pk)
        steps.append(self.file(Kind.REPORT).events.get().pk)
        assert steps != sorted(steps)
        self.assert_sound(first)
