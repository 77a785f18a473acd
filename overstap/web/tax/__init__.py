"""Pages of VAT returns and of what it takes to file them."""
