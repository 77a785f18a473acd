"""Settings > App Center: the apps that an environment is connected with."""
