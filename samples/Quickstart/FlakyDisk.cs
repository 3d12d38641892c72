namespace Quickstart;

/// <summary>
/// A slow disk that fails: how often a file fails before it can be read follows from its name, so every run shows the same retries.
/// </summary>
internal static class FlakyDisk
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(400);

    /// <exception cref="IOException">One file in three fails once, one in three twice.</exception>
    public static async Task<string> ReadAsync(string path, string name, int failuresSoFar, CancellationToken cancellationToken)
    {
        await Task.Delay(Latency, TimeProvider.System, cancellationToken);
        return failuresSoFar >= name.Sum(letter => letter) % 3
            ? await File.ReadAllTextAsync(path, cancellationToken)
            : throw new IOException(
                $"The disk did not answer for {name} ({failuresSoFar + 1}). This is part of the sample: it is tried again.");
    }
}
