namespace JobMaster.Conformance;

/// <summary>Passes that wait for keys as long as a node does at most.</summary>
public static class GateCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static Task<LimitPass> PassAsync(
        this IGateStore gates, string key, int most, IReadOnlyCollection<string> paused, CancellationToken cancellationToken) =>
        gates.PassAsync(key, most, paused, Patience, cancellationToken);

    public static Task<TurnPass> PassTurnsAsync(
        this IGateStore gates, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> paused, CancellationToken cancellationToken) =>
        gates.PassTurnsAsync(keys, paused, Patience, cancellationToken);
}
