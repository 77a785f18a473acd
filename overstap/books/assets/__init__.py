"""Fixed assets, their depreciation and book value."""
