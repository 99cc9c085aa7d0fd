"""What is printed: from a work file to the PDF of a sheet."""
