-- A trial job of an operation was cancelled. The plus keeps SQLite from the index of cancelled jobs: one lookup by id is cheaper.
+ended.state = 6
