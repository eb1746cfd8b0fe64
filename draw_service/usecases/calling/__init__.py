"""The house calls by itself (Art. 5): seats open, calls go out, answers come back, the next is called.

``start_calling`` by the operator; ``hear`` what the dispatcher reports, in its transaction; ``go_on`` after
every outcome; ``resume_calling`` what had to wait; ``knows_code`` at the desk."""
