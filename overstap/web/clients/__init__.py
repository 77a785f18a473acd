"""The Admin Center of an office: its clients, transfers in and out by ticket; and the incident of an entrepreneur."""
