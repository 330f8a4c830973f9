"""WeCom (企业微信) at the edge: client, callback doors, login, contacts, media."""
