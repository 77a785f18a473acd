"""Documents that wait for somebody's approval, and the workflows in which they wait."""
