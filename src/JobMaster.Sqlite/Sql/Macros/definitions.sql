-- The definitions that are sent.
select value ->> 'hash' as hash, value ->> 'definition_id' as definition_id, value ->> 'content' as content from json_each(@definitions)
