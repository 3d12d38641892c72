-- Fragment: only jobs whose definition begins with a prefix, checked in each row without an index.
and case when definition_id >= @definition and definition_id < @definition_end then 1 else 0 end = 1
