using System.Data.Common;
using JobMaster.Storage;

namespace JobMaster.Sql;

/// <summary>Reads rows of operations.</summary>
internal static class OperationRow
{
    public static StoredOperation Read(SqlDialect dialect, DbDataReader reader)
    {
        var id = dialect.ReadId(reader, 0);
        return new StoredOperation
        {
            Id = id,
            State = (JobOperationState)reader.GetInt32(1),
            Spec = OperationSpec.Parse(reader.GetString(2)),
            By = new AuditOrigin(reader.GetString(3), reader.GetString(4), reader.Text(5), reader.Text(6), id),
            CreatedAt = dialect.ReadTime(reader, 7),
            WorkedAt = dialect.ReadTime(reader, 8),
            EndedAt = dialect.Time(reader, 9),
            Matched = reader.GetInt64(10),
            IsCapped = reader.GetInt32(11) != 0,
            IsScanned = reader.GetInt32(12) != 0,
            Cursor = dialect.Id(reader, 13),
            CountedTo = dialect.Id(reader, 24),
            Counts = new OperationCounts(
                reader.GetInt64(14), reader.GetInt64(15), reader.GetInt64(16), reader.GetInt64(17), reader.GetInt64(18),
                reader.GetInt64(22), reader.GetInt64(23)),
            Waiting = reader.GetInt64(19),
            Stage = (OperationStage)reader.GetInt32(20),
            Note = reader.Text(21),
        };
    }
}
