-- Fragment: only the jobs of one definition. Pages go by id: an index by this would be sorted for each page.
and +definition_id = @definition
