using System.Collections.Concurrent;
using JobMaster.Conformance.Surroundings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance.Jobs;

/// <summary>An app with one cluster on one store, started and stopped by a test. Several on the same store are several nodes.</summary>
public sealed class TestApp : IAsyncDisposable
{
    private TestApp(IHost host, LogSink logs) => (Host, Logs) = (host, logs);

    public IHost Host { get; }

    public LogSink Logs { get; }

    public IServiceProvider Services => Host.Services;

    public IJobMasterScheduler Jobs => Services.GetRequiredService<IJobMasterScheduler>();

    public IJobMonitor Monitor => Services.GetRequiredService<IJobMasterMonitor>().Jobs;

    public IJobMasterCluster Cluster => Services.GetRequiredService<IJobMasterCluster>();

    public static TestApp Build(
        Action<JobMasterClusterConfig> configure, Action<IServiceCollection>? services = null, ISurroundings? surroundings = null)
    {
        var logs = new LogSink();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddJobMasterCluster(config =>
        {
            config.Options.HeartbeatTimeout = TimeSpan.FromSeconds(2);
            config.Options.PollInterval = TimeSpan.FromMilliseconds(200);
            surroundings?.Surround(config);
            configure(config);
        });
        surroundings?.Surround(builder.Services);
        services?.Invoke(builder.Services);
        if (surroundings is not null)
        {
            logs.Log(LogLevel.Information, default, surroundings.Description, null, static (text, _) => text);
        }

        return new TestApp(builder.Build(), logs);
    }

    public static async Task<TestApp> StartAsync(
        Action<JobMasterClusterConfig> configure, Action<IServiceCollection>? services = null, ISurroundings? surroundings = null)
    {
        var app = Build(configure, services, surroundings);
        try
        {
            await app.Host.StartAsync();
            return app;
        }
        catch
        {
            await ((IAsyncDisposable)app.Host).DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the job is as wanted, looking again each time something may have changed.</summary>
    public async Task<JobDetails> WaitAsync(Guid jobId, Func<JobDetails, bool> isAsWanted)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        JobDetails? last = null;
        while (!patience.IsCancellationRequested)
        {
            last = await Monitor.GetAsync(jobId, CancellationToken.None);
            if (last is not null && isAsWanted(last))
            {
                return last;
            }

            await Logs.NextAsync();
        }

        throw new TimeoutException($"Job {jobId} did not become as wanted; it is {last}.\n{Logs.Text}");
    }

    public Task<JobDetails> WaitAsync(Guid jobId, JobState state) => WaitAsync(jobId, job => job.State == state);

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        if (Host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}

/// <summary>How long tests wait for what must happen.</summary>
public static class TestTime
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task Soon(this Task task) => task.WaitAsync(Patience);
}

/// <summary>Keeps what was logged, and tells those who wait that something happened.</summary>
public sealed class LogSink : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message)> _lines = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IEnumerable<string> Messages => _lines.Select(line => line.Message);

    /// <summary>What an operator is alerted by.</summary>
    public IEnumerable<string> Errors => _lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Message);

    public IEnumerable<string> Warnings => _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message);

    public string Text => string.Join('\n', _lines.Select(line => $"{line.Level}: {line.Message}"));

    /// <summary>The next message, or a short while: what is waited for may happen without one.</summary>
    public async Task NextAsync()
    {
        Task next;
        lock (_lock)
        {
            next = _next.Task;
        }

        await Eventually.SignalledAsync(next);
    }

    /// <summary>Waits for a message.</summary>
    public async Task<string> WaitAsync(Func<string, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(TestTime.Patience);
        while (!patience.IsCancellationRequested)
        {
            if (Messages.FirstOrDefault(isWanted) is { } message)
            {
                return message;
            }

            await NextAsync();
        }

        throw new TimeoutException($"The awaited message was not logged.\n{Text}");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(
            (logLevel, formatter(state, exception) + (exception is null ? "" : $" [{exception.GetType().Name}: {exception.Message}]")));
        TaskCompletionSource next;
        lock (_lock)
        {
            next = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        next.TrySetResult();
    }

    public void Dispose()
    {
    }
}
