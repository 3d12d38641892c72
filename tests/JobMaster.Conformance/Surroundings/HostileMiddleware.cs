namespace JobMaster.Conformance.Surroundings;

/// <summary>
/// Brings into each attempt what an app's own services and handlers may do: callbacks on the token that block and throw, services that fail
/// as they are made.
/// </summary>
internal sealed class HostileMiddleware(IServiceProvider services, HostileDice dice) : IJobMiddleware
{
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMilliseconds(300);

    public async Task InvokeAsync(JobContext job, Func<Task> next)
    {
        try
        {
            // Left registered, as a handler's often are: they run when the token fires and at no other time.
            job.CancellationToken.UnsafeRegister(_ => Harm(), null);
        }
        catch (HostileException)
        {
            // The token had fired already, and so the callback ran here.
        }

        try
        {
            _ = services.GetService(typeof(HostileService));
        }
        catch (HostileException)
        {
            // The handler does without it.
        }

        await next();
    }

    public override bool Equals(object? obj) => throw new HostileException("A middleware's Equals");

    public override int GetHashCode() => throw new HostileException("A middleware's GetHashCode");

    private void Harm()
    {
        using var blocked = new ManualResetEventSlim();
        blocked.Wait(LongestBlock * (dice.Next(100) / 100.0));
        dice.MayThrow("A callback on the token");
    }
}

/// <summary>A service that fails now and then as it is made or disposed of, and always when it is compared.</summary>
internal sealed class HostileService : IDisposable
{
    private readonly HostileDice _dice;

    public HostileService(HostileDice dice)
    {
        _dice = dice;
        dice.MayThrow("A service's constructor");
    }

    public void Dispose() => _dice.MayThrow("A service's Dispose");

    public override bool Equals(object? obj) => throw new HostileException("A service's Equals");

    public override int GetHashCode() => throw new HostileException("A service's GetHashCode");
}
