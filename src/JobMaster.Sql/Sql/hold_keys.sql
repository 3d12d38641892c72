-- Holds keys in their order, waiting for whoever holds one.
select key from {t}job_key where key {in_keys} order by key {for_update};
