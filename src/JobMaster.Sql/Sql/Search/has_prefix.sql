-- Fragment: only jobs whose definition begins so, looked at in each row and by no index.
and case when definition_id >= @definition and definition_id < @definition_end then 1 else 0 end = 1
