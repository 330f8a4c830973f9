"""WeCom and DingTalk as local servers with phone screens: its own process, imports nothing of the service."""
