"""The rules of voting: one file for each body, and what all votes share."""
