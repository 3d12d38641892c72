using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JobMaster.Benchmarks.Providers;

/// <summary>Asks SQLite itself: a trace and a commit hook on every connection this process opens from now on.</summary>
internal sealed unsafe partial class SqliteStatementCounter : IStatementCounter
{
    private const string Library = "e_sqlite3";
    private const uint TraceStatement = 1;
    private static long _statements;
    private static long _commits;

    public SqliteStatementCounter() => Check(AutoExtension(&Opened));

    public Task<StatementCount> ReadAsync() =>
        Task.FromResult(new StatementCount(Interlocked.Read(ref _statements), Interlocked.Read(ref _commits)));

    public ValueTask DisposeAsync()
    {
        _ = CancelAutoExtension(&Opened);
        return ValueTask.CompletedTask;
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"SQLite refused to call back for new connections: error {code}.");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Opened(nint connection, nint error, nint api)
    {
        _ = CommitHook(connection, &Committed, 0);
        return Trace(connection, TraceStatement, &Ran, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Ran(uint kind, nint context, nint statement, byte* text)
    {
        if (!IsControl(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)))
        {
            Interlocked.Increment(ref _statements);
        }

        return 0;
    }

    private static bool IsControl(ReadOnlySpan<byte> text)
    {
        while (text.StartsWith("--"u8))
        {
            int end = text.IndexOf((byte)'\n');
            text = end < 0 ? [] : text[(end + 1)..].TrimStart((byte)'\n');
        }

        return text.StartsWith("begin"u8) || text.StartsWith("commit"u8) || text.StartsWith("savepoint"u8)
            || text.StartsWith("release"u8) || text.StartsWith("rollback"u8);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Committed(nint context)
    {
        Interlocked.Increment(ref _commits);
        return 0;
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_auto_extension")]
    private static partial int AutoExtension(delegate* unmanaged[Cdecl]<nint, nint, nint, int> opened);

    [LibraryImport(Library, EntryPoint = "sqlite3_cancel_auto_extension")]
    private static partial int CancelAutoExtension(delegate* unmanaged[Cdecl]<nint, nint, nint, int> opened);

    [LibraryImport(Library, EntryPoint = "sqlite3_trace_v2")]
    private static partial int Trace(
        nint connection, uint mask, delegate* unmanaged[Cdecl]<uint, nint, nint, byte*, int> ran, nint context);

    [LibraryImport(Library, EntryPoint = "sqlite3_commit_hook")]
    private static partial nint CommitHook(nint connection, delegate* unmanaged[Cdecl]<nint, int> committed, nint context);
}
