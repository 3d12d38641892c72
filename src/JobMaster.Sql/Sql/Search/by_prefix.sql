-- Fragment: only jobs whose definition begins so, by index.
and definition_id >= @definition and definition_id < @definition_end
