"""The demonstration: two offices, lifelike books, and a whole move from offer to proof."""
