"""Help beside the work: articles in both languages, and whether they answered the question."""
