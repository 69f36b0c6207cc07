"""What is done with a run that is over: to go on with it, to fork it, to take its script and model."""
