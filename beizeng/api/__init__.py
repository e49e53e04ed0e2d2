"""The JSON door. Not open yet: it comes with the API of the complete first run. Other programs use the command door."""
