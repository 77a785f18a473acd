"""Pages of aftercare: tasks, what was not copied, the check report, originals."""
