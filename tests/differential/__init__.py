"""Random models, trained by plugkeras and by real Keras, which are to give the same numbers.

A case is a JSON document of pure data (``cases.py`` draws it from ``layers.py`` and ``training.py``); ``running.py``
does what it says with whichever library it is told; ``comparing.py`` says how near the numbers must be, and
``faults.py`` where Keras itself is wrong. ``python -m tests.differential --help`` says how to run some.
"""
