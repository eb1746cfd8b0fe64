"""Coming in and staying in: accounts, sessions, second factors, keys of machines (Art. 10).

Nothing here says more than it must: a wrong password, an unknown account and a disabled one look and take the
same. Tries are counted before anything is looked at, so that guessing side by side gains nothing.
"""
