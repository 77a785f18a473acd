"""The XML interface of Exact Online: what goes up, and what it answers. Built with lxml; no call is made here."""
