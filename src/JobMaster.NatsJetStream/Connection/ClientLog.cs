using Microsoft.Extensions.Logging;

namespace JobMaster.NatsJetStream.Connection;

/// <summary>
/// The NATS client's log. Messages that this package does not log itself are logged at level Debug. Only the client's log says why a server
/// could not be reached, so it passes that reason on.
/// </summary>
internal sealed class ClientLog(ILogger logger, Action<string, Exception> onFailedConnect) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) =>
        logLevel >= LogLevel.Warning || (logLevel >= LogLevel.Debug && logger.IsEnabled(LogLevel.Debug));

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        if (logger.IsEnabled(LogLevel.Debug))
        {
            JobMaster.NatsJetStream.Log.Client(logger, formatter(state, exception), exception);
        }

        if (logLevel >= LogLevel.Warning && exception is not null && UrlIn(state) is { } url)
        {
            onFailedConnect(url, exception);
        }
    }

    private static string? UrlIn(object? state) =>
        (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(pair => pair.Key == "Url").Value?.ToString();
}
