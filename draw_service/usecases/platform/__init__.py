"""What trading platforms ask through the JSON API, beside the acts of tenderer and agency."""
