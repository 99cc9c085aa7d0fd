"""Who has which bundle of paper: handing over, taking, refusing, boxes, scanning."""
