"""A permit as its sealed chain tells it, and where the store's rows say otherwise."""
