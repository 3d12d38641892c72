-- Makes jobs due now if they wait or are parked for a later time.
update {t}job force index (job_id) set due_at = {now}, scheduled_at = {now} where id {in_ids} and state <> 2 and due_at > {now};
