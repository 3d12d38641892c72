using System.Globalization;
using System.Threading.Channels;

namespace JobMaster.Diagnostics;

/// <summary>
/// A file per process and day that a single writer appends to. It is for debugging: if the disk is too slow, the oldest unwritten
/// lines are dropped.
/// </summary>
internal sealed class JsonlLogFile : IDisposable
{
    private const int MaxWaiting = 10_000;

    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Task _writer;

    public JsonlLogFile(string directory, TimeProvider time)
    {
        (_directory, _time) = (directory, time);
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _writer = Task.Run(WriteAllAsync);
    }

    public DateTimeOffset Now() => _time.GetUtcNow();

    public void Write(string line) => _lines.Writer.TryWrite(line);

    public void Dispose()
    {
        _lines.Writer.TryComplete();
        Blocking.Run(() => _writer);
    }

    private async Task WriteAllAsync()
    {
        try
        {
            Directory.CreateDirectory(_directory);
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"jobmaster-{Environment.ProcessId}-{Now():yyyyMMdd}.jsonl");
                var file = new StreamWriter(Path.Combine(_directory, name), append: true);
                await using var closing = file.ConfigureAwait(false);
                while (_lines.Reader.TryRead(out var line))
                {
                    await file.WriteLineAsync(line).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A debug log must not crash the app: from here on its lines are dropped.
            _lines.Writer.TryComplete();
        }
    }
}
