"""Apps that an environment is connected with, which have to be activated again where it is held afterwards."""
