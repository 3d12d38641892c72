-- A patience such as 500ms or 2s in milliseconds.
case
    when @patience like N'%ms' then cast(replace(@patience, N'ms', N'') as int)
    when @patience like N'%s' then 1000 * cast(replace(@patience, N's', N'') as int)
    else cast(@patience as int)
  end
