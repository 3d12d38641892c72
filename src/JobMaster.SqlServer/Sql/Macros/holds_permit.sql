-- Whether a job holds a permit of a key.
charindex(nchar(10) + nchar(1) + @name + nchar(10), nchar(10) + limits + nchar(10)) > 0
