"""plugkeras against real Keras: the same weights and batches give the same numbers.

``cases`` says what is compared, ``runs`` computes it with either library, ``make`` writes down what real
Keras gives, and ``test_golden`` compares.
"""
