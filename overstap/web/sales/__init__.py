"""Pages of sales: invoices, quotations, products, how an administration sells; and the page of the customer."""
