-- Fragment: only jobs whose error holds a text, checked in each row without an index.
and case when {find_text}(error, @error_text) > 0 then 1 else 0 end = 1
