-- Fragment: only the jobs of one lane. Pages go by id: an index by this would be sorted for each page.
and +lane = @lane
