using System.Diagnostics;

namespace JobMaster.Diagnostics;

/// <summary>
/// An activity that cannot fail because of its listeners: their exceptions at its start or end are swallowed, and the previous activity
/// becomes the current one again. Empty if there is no listener.
/// </summary>
internal readonly struct GuardedSpan : IDisposable
{
    private const string ErrorType = "error.type";

    private readonly Activity? _activity;
    private readonly Activity? _before;

    private GuardedSpan(Activity? activity, Activity? before) => (_activity, _before) = (activity, before);

    /// <summary>Whether there is no listener.</summary>
    public bool IsEmpty => _activity is null;

    public string? Id => _activity?.Id;

    /// <summary>Creates a source; null if a listener throws when it is notified.</summary>
    public static ActivitySource? CreateSource(string name)
    {
        try
        {
            return new ActivitySource(name);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public static GuardedSpan Start(ActivitySource? source, string name, ActivityKind kind, ActivityLink[]? links = null)
    {
        if (source is null || !source.HasListeners())
        {
            return default;
        }

        var before = Activity.Current;
        try
        {
            return new GuardedSpan(source.StartActivity(kind, parentContext: default, links: links, name: name), before);
        }
        catch (Exception)
        {
            // One listener threw. If another listener started the activity, the activity continues for that one.
            return new GuardedSpan(
                Activity.Current is { } started && started != before && started.Source == source ? started : null, before);
        }
    }

    public GuardedSpan SetTag(string name, object? value)
    {
        _activity?.SetTag(name, value);
        return this;
    }

    /// <summary>Marks the span as failed without an exception.</summary>
    public void SetError(string? description) => _activity?.SetStatus(ActivityStatusCode.Error, description).SetTag(ErrorType, "failed");

    /// <summary>Marks the span as failed by OpenTelemetry's conventions: status, <c>error.type</c> and an exception event.</summary>
    /// <returns>False, so that the call can be an exception filter.</returns>
    public bool SetError(Exception exception)
    {
        try
        {
            _activity?.SetTag(ErrorType, exception.GetType().FullName)
                .SetStatus(ActivityStatusCode.Error, exception.Message)
                .AddException(exception);
        }
        catch (Exception)
        {
            // A listener threw, or the exception did when its text was read. The span keeps the values set so far.
        }

        return false;
    }

    public void Dispose()
    {
        if (_activity is null)
        {
            return;
        }

        try
        {
            _activity.Dispose();
        }
        catch (Exception)
        {
            Restore();
        }
    }

    private void Restore()
    {
        try
        {
            Activity.Current = _before is { IsStopped: false } ? _before : null;
        }
        catch (Exception)
        {
            // Listeners of changes of the current activity may throw, too.
        }
    }
}
