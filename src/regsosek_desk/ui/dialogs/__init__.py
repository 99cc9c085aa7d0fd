"""Cards that open over the sheet: keys stay in them until they are closed, then go back to the sheet."""
