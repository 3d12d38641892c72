using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance.Surroundings;

/// <summary>A log provider that throws at random out of everything the library asks of it.</summary>
internal sealed class HostileLogs(HostileDice dice) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) =>
        new Logger(categoryName.StartsWith("JobMaster", StringComparison.Ordinal) ? dice : null);

    public void Dispose()
    {
    }

    private sealed class Logger(HostileDice? dice) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            dice?.MayThrow("A log provider's BeginScope");
            return dice is null ? null : new Scope(dice);
        }

        public bool IsEnabled(LogLevel logLevel)
        {
            dice?.MayThrow("A log provider's IsEnabled");
            return true;
        }

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            dice?.MayThrow("A log provider");
    }

    private sealed class Scope(HostileDice dice) : IDisposable
    {
        public void Dispose() => dice.MayThrow("A log scope's Dispose");
    }
}
