"""Pages about people who worked in what came here: invite, link, put aside, and access right after the release."""
