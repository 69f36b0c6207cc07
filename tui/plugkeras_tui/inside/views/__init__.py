"""What can be seen of a model, a drawing each: functions of what was seen, an ink, a width and a height."""
