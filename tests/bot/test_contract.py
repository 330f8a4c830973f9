"""What every platform's edge must do, against its simulator: the same tests for all."""

import traceback
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from edges import ANNA, ASKED, BOSS, EDGES, SIGNED, STRANGER, Edge, png

from bot.channel import Platform
from bot.errors import BotError, Expired, NotUpdatable, Rejected, Throttled, Unavailable, Unreachable

TRIES = 3


@pytest.fixture(scope="module")
def running() -> Iterator[dict[Platform, Edge]]:
    with ExitStack() as stack:
        yield {platform: stack.enter_context(edge.running()) for platform, edge in EDGES.items()}


@pytest.fixture(params=sorted(EDGES))
def edge(running: dict[Platform, Edge], request: pytest.FixtureRequest) -> Edge:
    one = running[request.param]
    one.reset()
    return type(one)(one.url, one.doors)


def test_a_sent_card_is_on_the_phone_and_has_a_receipt(edge: Edge) -> None:
    receipt = edge.send()
    assert receipt.card == "card-1"
    assert [ASKED.title in edge.shown(message) for message in edge.messages()] == [True]


def test_a_receipt_repaints_its_card(edge: Edge) -> None:
    edge.update(edge.send())
    assert [SIGNED.status in edge.shown(message) for message in edge.messages()] == [True]


def test_an_old_receipt_says_so_or_does_no_harm(edge: Edge) -> None:
    old = edge.send()
    edge.update(old)
    with suppress(NotUpdatable):
        edge.update(old)
    assert [SIGNED.status in edge.shown(message) for message in edge.messages()] == [True]


def test_a_sent_card_sent_again_is_the_same_card(edge: Edge) -> None:
    edge.send()
    assert edge.send().card == "card-1"
    assert len({edge.shown(message) for message in edge.messages()}) == 1


@pytest.mark.parametrize(
    "account", ["@all", "@ALL", "anna|boss", "anna,boss", "anna ", "", "anna;IM_GROUP.cidX", "a" * 65]
)
def test_what_is_not_one_account_is_refused_before_any_call(edge: Edge, account: str) -> None:
    receipt, begun = edge.send(), len(edge.gate.begun)
    for ask in (
        lambda: edge.send(account, "card-2"),
        lambda: edge.update(receipt, account=account),
        lambda: edge.channel.text(account, "停", "", key="k", purpose="alert.red", urgent=True),
        lambda: edge.channel.ring(account, purpose="voice"),
    ):
        with pytest.raises(Rejected):
            ask()
    assert len(edge.gate.begun) == begun and len(edge.messages()) == 1


def test_who_can_not_be_called_by_phone_is_refused_or_has_a_call(edge: Edge) -> None:
    if edge.channel.calls:
        assert edge.channel.ring(ANNA, purpose="voice")
        return
    with suppress(Rejected):
        number = edge.channel.ring(ANNA, purpose="voice")
        assert edge.channel.rang(ANNA, number, purpose="voice") is None


def test_a_look_by_a_card_that_is_there_is_answered_and_brings_nothing(edge: Edge) -> None:
    edge.send()
    edge.channel.look(ANNA, edge.rendered(ASKED, "card-1"), card="card-1", purpose="look")
    assert edge.gate.count(edge.send_call) == 2 and len(edge.messages()) == 1


def test_a_text_reaches_the_phone_with_its_link(edge: Edge) -> None:
    receipt = edge.channel.text(ANNA, "请到场", f"{edge.url}/h5/7", key="t1", purpose="remind", urgent=False)
    assert receipt.card == "t1"
    body = str(edge.messages()[0]["body"])
    assert "请到场" in body and "/h5/7" in body


def test_a_throttled_send_says_when_to_come_back(edge: Edge) -> None:
    edge.fault(edge.send_call, "throttle")
    with pytest.raises(Throttled) as error:
        edge.send()
    assert error.value.retry_after > 0
    assert edge.messages() == []


@pytest.mark.parametrize("account", [STRANGER, "nobody"])
def test_whom_the_platform_can_not_reach_is_unreachable(edge: Edge, account: str) -> None:
    with pytest.raises(Unreachable) as error:
        edge.send(account)
    assert error.value.account == account


def test_a_busy_platform_is_asked_again(edge: Edge) -> None:
    edge.fault(edge.send_call, "busy")
    edge.send()
    assert len(edge.messages()) == 1


@pytest.mark.parametrize(("kind", "perhaps"), [("5xx", False), ("html502", True), ("html504", True), ("reset", True)])
def test_a_broken_answer_may_have_done_its_work_and_that_nobody_takes_calls_has_not(
    edge: Edge, kind: str, perhaps: bool
) -> None:
    edge.fault(edge.send_call, kind, times=TRIES)
    with pytest.raises(Unavailable) as error:
        edge.send()
    assert error.value.maybe_done == perhaps and error.value.late == (kind == "html504")


def test_an_answer_lost_after_the_effect_may_have_done_its_work(edge: Edge) -> None:
    edge.fault(edge.text_call, "timeout_after_effect", times=TRIES)
    with pytest.raises(Unavailable) as error:
        edge.channel.text(ANNA, "请到场", "", key="t1", purpose="remind", urgent=False)
    assert error.value.maybe_done
    assert len(edge.messages()) == 1


def test_a_dead_token_is_renewed_once(edge: Edge) -> None:
    edge.send()
    edge.fault(edge.send_call, "token_revoked")
    edge.send(card_id="card-2")
    assert len(edge.messages()) == 2
    assert edge.gate.count(edge.send_call) == 3


def test_a_token_that_stays_dead_is_expired_after_one_renewal(edge: Edge) -> None:
    edge.fault(edge.send_call, "token_revoked", times=10)
    with pytest.raises(Expired):
        edge.send()
    assert edge.gate.count(edge.send_call) == 2


def test_a_tap_becomes_an_action(edge: Edge) -> None:
    edge.send()
    edge.tap("签批")
    action = edge.doors.actions[0]
    assert (action.platform, action.account, action.kind) == (edge.platform, ANNA, "tap")
    assert (action.name, action.ask, action.rendition, action.card) == ("sign", 7, 1, "card-1")


def test_the_same_callback_twice_has_one_key_and_another_tap_another(edge: Edge) -> None:
    edge.send()
    edge.fault("callback", "duplicate")
    edge.tap("签批")
    edge.doors.posted[0].again()
    edge.tap("为什么找我")
    first, *same, other = (action.key for action in edge.doors.actions)
    assert same and set(same) == {first}
    assert other != first


def test_a_body_changed_by_one_byte_is_refused(edge: Edge) -> None:
    edge.send()
    edge.tap("签批")
    posted = edge.doors.posted[0]
    middle = len(posted.body) // 2
    changed = posted.body[:middle] + bytes([posted.body[middle] ^ 1]) + posted.body[middle + 1 :]
    assert posted.again(changed).status_code in (400, 403)
    assert len(edge.doors.actions) == 1


@pytest.mark.parametrize("fault", ["wrong_signature", "wrong_receiver"])
def test_a_callback_that_is_not_for_us_is_refused(edge: Edge, fault: str) -> None:
    edge.call_back_with(fault)
    assert edge.doors.posted
    assert edge.doors.actions == []


def test_what_a_person_types_becomes_a_word(edge: Edge) -> None:
    edge.control(f"phones/{edge.platform}/{ANNA}/say", {"text": "动火"})
    said = edge.doors.actions[0]
    assert (said.kind, said.name, said.account) == ("word", "动火", ANNA)


@pytest.mark.parametrize(("event", "name"), [("join", "joined"), ("modify", "changed"), ("leave", "left")])
def test_a_change_of_the_directory_becomes_an_action(edge: Edge, event: str, name: str) -> None:
    edge.control(f"phones/{edge.platform}/{ANNA}/event", {"event": event})
    seen = [(action.kind, action.name, action.account) for action in edge.doors.actions]
    assert ("directory", name, ANNA) in seen


def test_a_login_code_names_its_account_once(edge: Edge) -> None:
    code = edge.login_code(ANNA)
    assert edge.channel.identify(code) == ANNA
    with pytest.raises(Rejected):
        edge.channel.identify(code)


def test_the_directory_lists_everybody_in_scope_once(edge: Edge) -> None:
    found = sorted(edge.channel.people(), key=lambda member: member.account)
    assert [member.account for member in found] == [ANNA, BOSS]
    assert (found[0].name, found[0].active) == ("安娜", True)


def test_a_single_person_is_asked_for(edge: Edge) -> None:
    anna = edge.channel.member(ANNA)
    assert anna and (anna.name, anna.supervisor, anna.active) == ("安娜", BOSS, True)
    assert anna.departments == next(each for each in edge.channel.people() if each.account == ANNA).departments
    edge.control(f"phones/{edge.platform}/{ANNA}/person", {"in_scope": False})
    assert edge.channel.member(ANNA) is None
    edge.control(f"phones/{edge.platform}/{ANNA}/person", {"active": False, "in_scope": True})
    assert edge.channel.member(ANNA) is None and edge.channel.member("nobody") is None
    edge.fault(edge.person_call, "5xx", times=TRIES)
    with pytest.raises(Unavailable):
        edge.channel.member(ANNA)


def test_a_picture_is_fetched_as_it_was_sent(edge: Edge) -> None:
    data = png()
    assert edge.channel.media(edge.picture(ANNA, data)) == (data, "image/png")


def test_an_unknown_picture_is_rejected(edge: Edge) -> None:
    with pytest.raises(Rejected):
        edge.channel.media("nothing")


def test_the_check_is_content_with_a_good_set_up(edge: Edge) -> None:
    assert [finding for finding in edge.channel.check() if not finding.ok] == []


def test_the_check_says_what_the_platform_refuses(edge: Edge) -> None:
    edge.fault("*", "token_revoked", times=100)
    bad = [finding.words for finding in edge.channel.check() if not finding.ok]
    assert bad and all("请" in words or "稍后" in words for words in bad)


def test_the_gate_hears_of_every_call_and_its_end(edge: Edge) -> None:
    edge.fault(edge.send_call, "throttle")
    with suppress(BotError):
        edge.send()
    assert [call for call, _ in edge.gate.ended] == edge.gate.begun
    call, error = edge.gate.ended[-1]
    assert (call.api, call.account, call.purpose) == (edge.send_call, ANNA, "permit.sign")
    assert isinstance(error, Throttled)


@pytest.mark.parametrize("kind", ["5xx", "reset", "refuse", "token_revoked"])
def test_no_error_holds_a_secret_or_token(edge: Edge, kind: str) -> None:
    edge.fault("*", kind, times=50)
    with pytest.raises(BotError) as error:
        edge.send()
    told = "".join(traceback.format_exception(error.value))
    assert "access_token=" not in told
    assert not [secret for secret in edge.secrets if secret in told]
