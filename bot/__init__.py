"""The edge: one package a platform. Speaks the platforms' protocols and knows nothing of permits or lessons."""
