"""How platform accounts are compared, everywhere in the house.

WeCom's documents say that its ids ignore case, and its answers come back in lower case. DingTalk's documents say
nothing about case, so two spellings may be two people: there, only the identical id is the same person.
"""


def account_key(platform: str, account: str) -> tuple[str, str]:
    """A key that is equal for two spellings of one account, and different for two accounts."""
    return platform, account.casefold() if platform == "wecom" else account
