"""The draw room beside the draw itself (Art. 10, 11): who waits, who is in, which camera looks on, and the
copy of the session that is kept by itself.

``look_at_rooms`` ``look_at_session`` change nothing; ``admit_person`` ``note_camera`` grow the entry list;
``session_record`` is kept at the end; ``as_seen`` lets one press of a button count once.
"""
