"""DingTalk (钉钉) at the edge: client, HTTP and Stream doors, login, contacts, media."""
