-- Fragment: only jobs whose payload holds a text, checked in each row without an index.
and case when {find_text}(payload, @payload_text) > 0 then 1 else 0 end = 1
