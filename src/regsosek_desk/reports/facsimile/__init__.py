"""The questionnaire as the paper has it, set from the form's own data: blank, or filled with one document."""
