"""A person phones instead of the machine (Art. 5(2)): one sealed card at a time, the result typed back and
countersigned, the same committed order.

``next_card`` ``reprint_card`` ``type_back``; for the day without power or network ``print_kit``
``kit_labels`` ``type_back_kit`` ``destroy_kit``. ``look_at_cards`` says which paper is out, and names nobody.
"""
