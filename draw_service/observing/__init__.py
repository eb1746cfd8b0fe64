"""What the people who run the house may see of it: figures and log lines, and never a person in either."""
