"""The guided tour of the demonstration: a few steps, each on the page that it tells about."""
