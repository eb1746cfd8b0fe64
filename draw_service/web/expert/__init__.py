"""The expert's pages, for one thumb and without JavaScript (Art. 5, 12 to 18).

``door`` signs in and shows the first page (``home``); ``answers`` takes a yes, a no, or "I cannot come";
``leave``, ``profile``, ``duties``, ``tickets`` and ``score`` are the rest."""
