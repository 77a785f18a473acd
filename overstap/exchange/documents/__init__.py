"""Files that people, suppliers and programs send: what they are by their content, and what can be read in them."""
