"""civic: neighbourhoods governing themselves in the open."""
