"""The session service: the only process that holds keys, parameters, scores and deadlines."""
