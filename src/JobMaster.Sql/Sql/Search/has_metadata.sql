-- Fragment: only jobs whose metadata may hold a value, checked in each row without an index.
and case when {find_text}(metadata, @metadata) > 0 then 1 else 0 end = 1
