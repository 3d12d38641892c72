using Microsoft.Extensions.Logging;

namespace JobMaster.Diagnostics;

/// <summary>The loggers of one cluster: the app's own and, if configured, a file of JSON lines. None of them ever throws.</summary>
internal static class ClusterLoggers
{
    public static ILoggerFactory Create(ILoggerFactory app, string? jsonlDirectory, TimeProvider time)
    {
        var guarded = new GuardedLoggerFactory(app);
        return jsonlDirectory is null ? guarded : new TeeLoggerFactory(guarded, new JsonlLogFile(jsonlDirectory, time));
    }

    private sealed class TeeLoggerFactory(GuardedLoggerFactory app, JsonlLogFile file) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) =>
            new TeeLogger(app.CreateLogger(categoryName), new GuardedLogger(new JsonlLogger(categoryName, file)));

        public void AddProvider(ILoggerProvider provider) => app.AddProvider(provider);

        public void Dispose() => file.Dispose();
    }

    private sealed class TeeLogger(ILogger app, GuardedLogger file) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => app.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            file.Log(logLevel, eventId, state, exception, formatter);
            if (app.IsEnabled(logLevel))
            {
                app.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
