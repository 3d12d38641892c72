-- A trial job of an operation was cancelled.
ended.state = 6
