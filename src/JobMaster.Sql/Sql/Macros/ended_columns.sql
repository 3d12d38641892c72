-- How a final job ended: its columns except the carried ones, its state and its time.
failures, lost_count, duration, error, progress, progress_text, result, last_result, fingerprint
