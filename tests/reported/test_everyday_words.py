"""A stop or an alarm in everyday words was not understood (「先别焊了」「有人倒了」). What may mean danger is said
through the platforms' doors by somebody at running work, and brings at least the card that stops with one tap. Ordinary
talk stops nothing and rarely brings it: the words say so, and for some of it the doors say the same."""

from __future__ import annotations

from at_work import CREW, LEADER, WORKER, at_work, finish, state
from builders import DIRECTOR, fresh
from plant import Plant

from config.stopping import alarm_words, hints, stop_words
from models.ask import Ask
from rules.said import near, word_of
from workers.scenarios.phone import text_of

# What must stop the work or bring the card.
MEANT = """
先别焊了 / 别焊了 / 不要焊了！ / 别干了 / 都别干了，快出来
先不要割 / 别动火 / 别再往下挖了 / 先别吊 / 大家都别进去
不能再干了 / 别过来 / 别靠近 / 别送电 / 千万别合闸 / 先停一下 / 大家停一下 / 火苗窜出来了 / 赶快出来 / 快跑
漏气了 / 氨漏了 / 阀门漏得厉害 / 赶紧撤 / 快撤 / 撤 / 人都撤出来 / 有人倒了 / 老李倒下了 / 晕倒了
他晕过去了 / 出血了 / 手受伤了 / 触电了 / 有人被电了 / 塌了 / 坑壁要塌 / 爆了 / 里面在喷 / 有人中毒
喘不上气 / 冒烟 / 好大的烟 / 罐口有火 / 有人掉下去了 / 被砸到了 / 救命 / 快来救人 / 出事了 / 报警仪响了
味道很大 / 没反应了，叫不醒 / 人不行了 / 闻到氨味 / 快关阀 / 人掉坑里了
快来人 / 氧气不够 / 先别弄了 / 快下来 / 手断了 / 里面没人应
"""
# What must stop nothing; some of it may bring the card.
ORDINARY = """
漏了个签名 / 别忘了签字 / 撤回 / 撤回那张票 / 漏签了一个名
别着急 / 不要紧 / 别打电话了 / 级别是几级 / 特别干净
能不能动火 / 要不要进去看看 / 分别干什么 / 别的干完了吗
没漏，放心 / 检漏做完了 / 防爆灯带了吗 / 防爆手机在谁那 / 喷漆什么时候开始
没受伤
吃饭去 / 下午几点开工 / 谁去接班 / 明天几点签票
监护人换了吗 / 气瓶还有几个 / 焊条不够了 / 灭火器放哪了 / 干完了
收工了
票在哪看 / 怎么延期 / 收到 / 好的 / 谢谢 / 材料到了 / 脚手架搭好了 / 车停哪 / 测气合格 / 盲板装好了
今天风大吗 / 水倒掉 / 不要忘了挂牌 / 照片传了
堵漏的料到了 / 别搞错了 / 不能打开页面 / 别开玩笑 / 危险因素填什么
今天不干了 / 手机没反应 / 不要加人了 / 能不能延到五点 / 页面卡住了
"""
MOST_NEEDLESS = 0.1


def sentences(text: str) -> list[str]:
    return [each for line in text.strip().splitlines() for each in line.split(" / ")]


def say(plant: Plant, person: str, text: str) -> None:
    plant.phone(person).say(text)
    plant.settle()


def offered() -> int:
    return Ask.select().where(Ask.kind == "permit.stop_offer").count()


def test_what_may_mean_danger_brings_the_card_or_stops(plant: Plant) -> None:
    permit, deaf = at_work(plant), list[str]()
    for text in sentences(MEANT):
        before = offered()
        if word_of(text) in alarm_words():
            continue
        # Whether it stops and whether a card is ordered is decided at once; all cards come at the end.
        plant.phone(WORKER).say(text)
        assert state(permit) == "working", text
        if offered() == before:
            deaf.append(text)
    assert deaf == []
    plant.settle()
    plant.expect_all(*CREW)


def may_stop(text: str) -> bool:
    """Whether the words of every plant bring the card."""
    word, listed = word_of(text), [word_of(each) for each in (*stop_words(), *alarm_words())]
    assert word not in listed, text
    return hints().danger(word) or hints().stop(word) or near(word, listed)


def test_ordinary_talk_stops_nothing_and_rarely_brings_the_card(plant: Plant) -> None:
    needless = [text for text in sentences(ORDINARY) if may_stop(text)]
    assert len(needless) <= MOST_NEEDLESS * len(sentences(ORDINARY)), needless
    permit = at_work(plant)
    for text in {*needless, *sentences(ORDINARY)[::8]}:
        before = offered()
        plant.phone(WORKER).say(text)
        assert state(permit) == "working" and (offered() > before) == (text in needless), text
    plant.settle()
    plant.expect_all(*CREW)


def test_the_list_is_long_enough_on_both_sides() -> None:
    assert len(sentences(MEANT)) >= 40 and len(sentences(ORDINARY)) >= 40


def test_a_danger_that_can_mean_nothing_else_stops_at_once_and_sends_everybody_away(plant: Plant) -> None:
    assert {word_of(text) for text in ("触电了", "塌了！", "爆了", "快撤")} <= set(alarm_words())
    permit = at_work(plant)
    say(plant, WORKER, "赶紧 撤")
    assert state(permit) == "suspended"
    assert "撤到安全处" in text_of(plant.expect(LEADER, "停工撤离"))
    plant.expect_all(*CREW, "U04", "U08")


def test_the_tap_after_words_of_danger_sends_everybody_away_and_says_them(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "快来，有人倒了")
    card = plant.expect(WORKER, "要停工吗")
    assert "点一下就停工" in text_of(card) and "撤" in text_of(card)
    plant.phone(WORKER).tap(card, "停工")
    plant.settle()
    assert state(permit) == "suspended"
    assert "报「快来有人倒了」" in text_of(plant.expect(LEADER, "停工撤离"))
    plant.expect_all(*CREW, "U04", "U08")


def test_the_tap_after_do_not_go_on_only_stops(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "先别焊了")
    plant.phone(WORKER).tap(plant.expect(WORKER, "要停工吗"), "停工")
    plant.settle()
    assert state(permit) == "suspended" and not fresh(permit).work.last_stop.retest
    plant.expect_all(*CREW)


def test_danger_is_heard_while_the_work_stands_still(plant: Plant) -> None:
    permit = at_work(plant)
    say(plant, WORKER, "停工")
    say(plant, WORKER, "有人倒了")
    card = plant.expect(WORKER, "要停工吗")
    assert "还没有停" not in text_of(card)
    plant.phone(WORKER).tap(card, "停工")
    plant.settle()
    assert fresh(permit).work.last_stop.retest and "有人倒了" in text_of(plant.expect(LEADER, "停工撤离"))
    plant.expect_all(*CREW, "U04", "U08")


def test_it_is_heard_after_the_work_and_from_whoever_answers_for_the_area(plant: Plant) -> None:
    at_work(plant)
    say(plant, DIRECTOR, "先别焊了")
    plant.expect(DIRECTOR, "要停工吗")
    finish(plant)
    say(plant, WORKER, "冒烟")
    plant.expect(WORKER, "要停工吗")
    plant.expect_all(*CREW, DIRECTOR)


def test_who_has_no_part_in_any_work_gets_no_card(plant: Plant) -> None:
    at_work(plant)
    say(plant, "U13", "先别焊了")
    plant.expect("U13", "没看懂")
    plant.expect_all(*CREW)


def test_no_harmless_word_hides_a_danger_beside_it() -> None:
    found = hints()
    assert found.danger(word_of("防爆灯爆开了")) and found.danger(word_of("漏签的那个人晕倒"))
    assert not found.danger(word_of("防爆")) and not found.danger(word_of("漏签"))
