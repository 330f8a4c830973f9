"""The request: asked for, filled in and checked ahead; a new version of it; permits on paper."""
