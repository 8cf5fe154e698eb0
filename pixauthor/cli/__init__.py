"""The command line: parse, build, execute, print."""
