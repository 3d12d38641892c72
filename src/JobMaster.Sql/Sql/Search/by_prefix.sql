-- Fragment: only jobs whose definition begins with a prefix, by index.
and definition_id >= @definition and definition_id < @definition_end
