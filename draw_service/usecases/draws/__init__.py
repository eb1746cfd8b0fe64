"""What happens in the draw room (Art. 4, 5, 8(2), 8(3), 10, 11), in this order:

``join_queue`` ``enter_room`` ``confirm`` ``lock`` ``print_receipt`` ``reveal_share`` ``order_seats``
``call_next`` ``redial`` ``record_answer`` ``seal`` ``close``.

Beside the row: ``select_experts`` (the selective draw), ``open_bidders`` and ``declare_interest`` (recusal
after the lock, entered by ``stop_candidates``), ``abort``, and ``look``, which changes nothing.
"""
