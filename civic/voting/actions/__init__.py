"""Acts on votes."""
