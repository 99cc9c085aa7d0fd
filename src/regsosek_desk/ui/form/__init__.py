"""The questionnaire on the screen as it is on paper."""
