-- The permits that are given back: the key of each, and how many.
select
    sent.name, sent.n
  from json_table(@uses, '$[*]' columns (name varchar(400) {exact} path '$.name', n bigint path '$.n')) sent
