using Microsoft.Extensions.Logging;

namespace JobMaster.Chaos;

/// <summary>Puts what the library warns about into the run file.</summary>
internal sealed class RunLog(RunFile file) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            file.Write(
                $"log {eventId.Name} {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}"
                    .ReplaceLineEndings(" "));
        }
    }

    public void Dispose()
    {
    }
}
