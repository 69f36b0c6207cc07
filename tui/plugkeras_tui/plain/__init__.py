"""``plugkeras --plain``: the app's work in lines of words, for screen readers, dumb terminals and scripts."""
