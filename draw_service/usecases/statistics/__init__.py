"""The regulator's statistics over ended draws (Art. 4(1), 23).

catch_up           read the log on from where counting stopped, and add what has ended since
look_at_statistics the sums of one year, for one regulator
look_at_lines      what stands behind a number: draws, and calls that gave a seat
look_at_patterns   answers that look at who asks
look_at_tickets    the uniformity test, and how easily panels are guessed, by specialty
recount            every sum anew from the lines: for a check
seen               whose draws a regulator's statistics count
"""
