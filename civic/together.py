"""Small acts of many people at once, committed together; each is answered after its commit."""
