using System.Globalization;

namespace JobMaster.MySql;

/// <summary>The settings that a server reports and that the store cannot set for its own connections.</summary>
/// <param name="Version">Its version, such as <c>8.0.36</c> or <c>10.11.6-MariaDB-1</c>.</param>
/// <param name="IsReadOnly">Whether it takes no writes.</param>
/// <param name="LargestPacket">The most bytes it takes at once.</param>
/// <param name="LogFormat">The format of its binary log; empty if it has none.</param>
internal sealed record ServerSettings(string Version, bool IsReadOnly, long LargestPacket, string LogFormat)
{
    /// <summary>The smallest packet limit that a batch needs, with room for payloads.</summary>
    private const long SmallestPacket = 4 << 20;

    private static readonly Version OldestMariaDb = new(10, 6);
    private static readonly Version OldestMySql = new(8, 0);

    /// <summary>Why the store cannot use the server, and what to do about it; null if it can.</summary>
    public string? Problem() =>
        Parse(Version) < (Version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? OldestMariaDb : OldestMySql)
            ? $"is server version {Version}. Use MySQL 8.0 or later, or MariaDB 10.6 or later."
            : IsReadOnly
            ? "is read-only, as a replica is. Connect to the primary. If it is the primary, look at read_only."
            : LargestPacket < SmallestPacket
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"takes at most {LargestPacket} bytes at once, too little for a batch of jobs. " +
                $"Set max_allowed_packet to {SmallestPacket} or more.")
            : LogFormat == "STATEMENT"
            ? "has binlog_format=STATEMENT, which refuses the READ COMMITTED transactions of the store. Set it to ROW or MIXED."
            : null;

    private static Version Parse(string text)
    {
        string[] numbers = text.Split('.', '-');
        return new Version(Number(0), Number(1));

        int Number(int place) =>
            numbers.Length > place && int.TryParse(numbers[place], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : 0;
    }
}
