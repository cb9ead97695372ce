"""Numbers of households in plain words: none of them, two of them, the rest of them."""

import pytest

from disclosures.estates.telling import Place, Texts

SHOWN = {"scope": 64, "to_vacate": 10, "vacated": 9}
NORTH = Place("北岭公寓", SHOWN | {"to_vacate": None, "vacated": None, "suit": None})
EAST = Place("东门小区", SHOWN)
WEST = Place("西城家园", SHOWN | {"to_vacate": 0, "suit": 0})
SUNNY = Place("阳光小区", SHOWN | {"to_vacate": 12})
TEXTS = Texts([NORTH, EAST, WEST, SUNNY])


def stopped(text):
    return [one.text for one in TEXTS.found_in(text)]


class TestNone:
    @pytest.mark.parametrize(
        "text",
        [
            "北岭公寓没有应退户",
            "北岭公寓无应退户",
            "北岭公寓应退户数为零",
            "北岭公寓未发现应退户。",
            "北岭公寓没有发现不符合条件的家庭。",
            "北岭公寓无应退情况。",
            "北岭公寓零应退",
            "北岭公寓应退户：无",
            "北岭公寓应退的没有。",
            "北岭公寓无人应退。",
            "北岭公寓没有人应退，",
            "北岭公寓没人不符合条件",
            "北岭公寓无起诉户",
            "东门小区没有应退户",
        ],
    )
    def test_it_is_stopped(self, text):
        assert len(stopped(text)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "西城家园无应退户",
            "西城家园没有应退户。",
            "西城家园应退户数为零",
            "西城家园应退户：无",
            "西城家园无起诉户",
            "西城家园无人应退。",
        ],
    )
    def test_where_the_table_shows_it_it_passes(self, text):
        assert stopped(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "没有问题。",
            "无人应退也要走访。",
            "没人应退也要走访。",
            "没有退出的家庭，由街道上门做工作。",
            "该户没有腾退，物业上门。",
            "有没有应退户，要逐户核查。",
            "核实有无应退户。",
            "如无应退户，也要说明。",
            "无论应退与否都要走访。",
            "无故不退回的，责令限期退回。",
            "无正当理由不腾退的，起诉。",
            "无力腾退的可以申请延期。",
            "没有入户的，本周内走访。",
            "已入户，无一遗漏，统一清退。",
        ],
    )
    def test_other_words_pass(self, text):
        assert stopped(f"北岭公寓{text}") == []


class TestNumerals:
    @pytest.mark.parametrize(
        "text",
        [
            "北岭公寓应退数量为2",
            "北岭公寓应退户数量2",
            "北岭公寓应退户是二",
            "北岭公寓的应退承租户为二",
            "北岭公寓应退俩户",
            "北岭公寓应退仨户",
            "北岭公寓应退双户",
            "北岭公寓收回2间",
            "北岭公寓收回两间，已修。",
            "北岭公寓应退户数：\n2",
            "北岭公寓应退户数：\n\n二。",
            "北岭公寓\n应退户数：\n2",
        ],
    )
    def test_they_are_stopped(self, text):
        assert len(stopped(text)) == 1

    def test_each_of_a_row_is_read_under_its_own_word(self):
        assert len(stopped("北岭公寓应退二、已退九。")) == 2
        assert stopped("东门小区应退十、已退九。") == []

    @pytest.mark.parametrize(
        "text",
        [
            "（一）入户走访（二）资格复核（三）",
            "走访一、二期住户。",
            "清退方式有三：一是谈话，二是起诉。",
            "清退：\n一、谈话\n二、起诉",
            "入户走访：\n1. 核对身份\n2. 登记",
            "应退户：\n3日内答复。",
            "收回2间办公室。",
            "应退户家庭困难的，双户籍双职工。",
            "情况如下：\n东门小区应退10户",
        ],
    )
    def test_other_words_pass(self, text):
        assert stopped(f"北岭公寓{text}") == []


class TestTheRest:
    @pytest.mark.parametrize(
        "rest", ["其余为北岭公寓", "剩下的都在北岭公寓", "另外的是北岭。"]
    )
    def test_it_is_stopped_where_a_cell_is_hidden(self, rest):
        [told] = stopped(f"全县应退14户，其中阳光小区12户，{rest}")
        assert told == rest.rstrip("。")

    @pytest.mark.parametrize(
        "text",
        [
            "全县应退22户，其中阳光小区12户，其余为东门小区。",
            "全县应退14户，另外北岭公寓正在整改。",
            "全县应退14户。其余为北岭公寓的照片。",
            "全县走访完毕，其余为北岭公寓。",
        ],
    )
    def test_elsewhere_it_passes(self, text):
        assert stopped(text) == []
