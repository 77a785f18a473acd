"""The application in the browser: each page calls one action or query, and shows what came of it."""
