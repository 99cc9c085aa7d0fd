"""How far the work is: conditions of SLS, sums over them for every level, trend and forecast, and what is told of it.

`conditions` reads a work file (`services.endpoint.conditions` does the same at the office), `levels` sums. Laptop,
page and exports show what `levels` gives, in the `columns` that stand here once.
"""
