"""Cards of a permit's asks, each made from one scene: the ask and its permit."""
