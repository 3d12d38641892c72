-- Fragment: the end of a count.
) counted
