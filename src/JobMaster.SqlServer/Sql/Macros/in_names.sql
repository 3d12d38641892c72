-- Whether a name is one of those sent.
in (select asked.name {exact} from openjson(@names) with (name nvarchar(400) '$') asked)
