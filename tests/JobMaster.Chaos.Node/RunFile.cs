using System.Text;

namespace JobMaster.Chaos;

/// <summary>
/// What the process did, one line each, told to whoever started it and appended to a file that outlives it. Every line is handed to the
/// system at once, so a kill loses none that was written.
/// </summary>
internal sealed class RunFile(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Accepted(Guid jobId) => Write($"accepted {jobId}");

    public void Started(JobContext job) => Write($"started {job.Id} {job.Attempt.Number}");

    public void Finished(JobContext job) => Write($"finished {job.Id} {job.Attempt.Number}");

    public void Write(string line)
    {
        lock (_lock)
        {
            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            Console.Out.WriteLine(line);
        }
    }

    public void Dispose() => _file.Dispose();
}
