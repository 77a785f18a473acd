"""Pages of delivery addresses, and old addresses of pages that lead on."""
