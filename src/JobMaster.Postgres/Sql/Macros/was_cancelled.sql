-- A trial job of an operation was cancelled. Leaves out the days of history before the operation.
ended.state = 6 and ended.finalized_at >= {t}earliest_end(@operation_id)
