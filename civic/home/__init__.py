"""首页: my neighbourhood, what waits for me and by when, the list of powers (权责清单), figures."""
