"""For everybody, without a login: notices, bundles, the log's head, the offline verifier."""
