-- More than any batch holds: with it, a sorted batch stays sorted, so that rows are locked in that order.
100000
