using System.Collections.Frozen;

namespace JobMaster.Sqlite;

/// <summary>Detects whether a path is on a network file system.</summary>
internal static class NetworkFileSystems
{
    private static readonly FrozenSet<string> Types = new[]
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "lustre",
        "beegfs", "ncpfs",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The name of the path's network file system, or null if it is local or unknown.</summary>
    public static string? Of(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return OfMounts(path, File.ReadLines("/proc/mounts"));
            }

            string? root = Path.GetPathRoot(path);
            bool isNetwork = OperatingSystem.IsWindows()
                && root is not null
                && (root.StartsWith(@"\\", StringComparison.Ordinal) || new DriveInfo(root).DriveType == DriveType.Network);
            return isNetwork ? root : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Like <see cref="Of"/>, from lines in the format of <c>/proc/mounts</c>. The deepest mount point above the path counts; if there are
    /// several, the last one.
    /// </summary>
    internal static string? OfMounts(string path, IEnumerable<string> mounts)
    {
        string deepest = "";
        string? type = null;
        foreach (string line in mounts)
        {
            string[] fields = line.Split(' ');
            if (fields.Length < 3)
            {
                continue;
            }

            string point = fields[1].Replace(@"\040", " ", StringComparison.Ordinal);
            bool isAbove = point == "/" || path == point || path.StartsWith(point + "/", StringComparison.Ordinal);
            if (isAbove && point.Length >= deepest.Length)
            {
                (deepest, type) = (point, fields[2]);
            }
        }

        return type is not null && Types.Contains(type) ? type : null;
    }
}
