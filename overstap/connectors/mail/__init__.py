"""Mail that was accepted at the door, read and delivered into the inbox."""
