"""A permit on the phone: its request, each page of its asks, its own page, and the door of its files."""
