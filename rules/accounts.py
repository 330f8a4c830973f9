"""Which platform account is whose: the one rule by which accounts are compared, wherever that is done.

WeCom's documents say that its ids ignore case, and its answers come back in lower case. DingTalk's say nothing of case,
so two spellings may be two people: there only the very same id is the same person.
"""


def account_key(platform: str, account: str) -> tuple[str, str]:
    """The same for two spellings of one account, and only for them."""
    return platform, account.casefold() if platform == "wecom" else account
