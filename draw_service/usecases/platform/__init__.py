"""What programs ask: trading platforms through the JSON API, and the processes that tick and answer."""
