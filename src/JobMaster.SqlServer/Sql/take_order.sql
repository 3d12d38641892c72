-- Fragment: held in the order of ids, passing over what others hold.
order by id;
