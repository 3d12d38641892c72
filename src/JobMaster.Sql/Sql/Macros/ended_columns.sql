-- How a final job ended: its columns beside those it carries, its state and its time.
failures, lost_count, duration, error, progress, progress_text, result, last_result, fingerprint
