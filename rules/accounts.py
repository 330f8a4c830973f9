"""What an account of a platform, and a person's number, may be; and how accounts are compared, everywhere in the house.

WeCom's documents say that its ids ignore case, and its answers come back in lower case. DingTalk's documents say
nothing about case, so two spellings may be two people: there, only the identical id is the same person.
"""

import re

from rules.texts import blank, hidden

MOST_SIGNS = 64
# WeCom sends to everybody at `@all`, and to each of several between `|`: nothing of that kind is one account.
# DingTalk does not say which letters an id has, but nothing of that kind is among them either.
SIGNS = {"wecom": re.compile(r"[0-9A-Za-z_.-][0-9A-Za-z_.@-]*"), "dingtalk": re.compile(r"[\w.-][\w.@-]*")}
# What no platform can have begins so: the account of somebody who has none.
NO_ACCOUNT = "?"
# Plain identifiers, as rows, links and cards hold them.
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
MOST_NUMBER = 32
# Who acts in the ledger beside people: nobody may be taken for one of them.
ACTORS = frozenset(
    {
        "anonymous",
        "archive",
        "clock",
        "command",
        "console",
        "directory",
        "drills",
        "gas",
        "hazards",
        "house",
        "load-plant",
        "paper",
        "patrols",
        "permits",
        "plant",
        "sensors",
        "staff",
        "system",
        "training",
        "worker",
    }
)


def account_key(platform: str, account: str) -> tuple[str, str]:
    """A key that is equal for two spellings of one account, and different for two accounts."""
    return platform, account.casefold() if platform == "wecom" else account


def account_fault(account: str, platform: str) -> str:
    """Why this is not one account of one person on this platform; empty where it may be."""
    if blank(account):
        return "没有平台账号，收不到卡片：请填写"
    if hidden(account):
        return f"账号“{account}”里有空格或看不见的字，对不上本人：请去掉"
    if len(account) > MOST_SIGNS:
        return f"账号超过 {MOST_SIGNS} 个字：请改正"
    if not SIGNS.get(platform, SIGNS["wecom"]).fullmatch(account):
        letters = "字母、数字" if platform == "dingtalk" else "半角的字母、数字"
        return f"账号“{account}”只能用{letters}和 _ - . @（首位不是 @），一个人一个：请改正"
    return ""


def number_fault(number: str) -> str:
    """Why nobody can have this number; empty where somebody may."""
    if not PLAIN.fullmatch(number):
        return f"编号“{number}”只能用字母、数字、- 和 _（首位是字母或数字）：请改正"
    if len(number) > MOST_NUMBER:
        return f"编号“{number}”太长，最多 {MOST_NUMBER} 个字：请改短"
    return f"“{number}”在系统里另有意思：请换一个编号" if number.casefold() in ACTORS else ""
