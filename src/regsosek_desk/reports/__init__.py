"""Pages to print, made with reportlab."""
