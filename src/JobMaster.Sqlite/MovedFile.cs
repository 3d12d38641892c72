using System.Runtime.InteropServices;
using SQLitePCL;
using static SQLitePCL.raw;

namespace JobMaster.Sqlite;

/// <summary>
/// Whether the path of an open database still leads to the open file. SQLite compares the file's inode. On Windows an open file cannot be
/// deleted or replaced, and SQLite does not answer the check. The check runs once per transaction and takes a microsecond.
/// </summary>
internal static partial class MovedFile
{
    private const string Library = "e_sqlite3";
    private const int HasMoved = 20;

    public static bool Is(sqlite3 database)
    {
        try
        {
            return FileControl(database.DangerousGetHandle(), "main", HasMoved, out var moved) == SQLITE_OK && moved != 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // The app uses another build of SQLite under another name, which this code cannot call.
            return false;
        }
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string name, int operation, out int result);
}
