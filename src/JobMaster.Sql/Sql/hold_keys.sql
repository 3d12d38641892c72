-- Holds keys in their order, and waits for transactions that hold one.
select key from {t}job_key where key {in_keys} order by key {for_update};
