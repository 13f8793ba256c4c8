"""What is typed on the way of a vote: by whoever votes, by whoever conducts it."""
