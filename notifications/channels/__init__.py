"""Ways to reach a person, behind one port: ``port`` says what a channel must answer."""
