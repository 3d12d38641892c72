namespace JobMaster.Chaos;

/// <summary>One thing that goes wrong, some time after the one before.</summary>
internal sealed record Strike(StrikeKind Kind, TimeSpan After, string Victim, TimeSpan Lasts)
{
    private static readonly string[] Workers = ["worker-1", "worker-2", "worker-3"];

    /// <summary>A plan made of the seed alone: so many kills with everything else in between.</summary>
    public static IReadOnlyList<Strike> Plan(Random random, int kills, TimeSpan heartbeatTimeout)
    {
        var strikes = new List<Strike>();
        for (var kill = 0; kill < kills; kill++)
        {
            strikes.Add(
                Next(
                    kill % 5 == 4 ? StrikeKind.KillWhileStopping : StrikeKind.Kill, AnyNode(),
                    TimeSpan.Zero));
            if (kill % 4 == 1)
            {
                strikes.Add(Next(StrikeKind.MoveClock, random.Next(2) == 0 ? "worker-3" : "producer", TimeSpan.Zero));
            }

            if (kill % 8 == 3)
            {
                strikes.Add(Next(StrikeKind.Pause, Worker(), heartbeatTimeout * (1.3 + (random.NextDouble() / 2))));
            }

            if (kill % 40 == 9)
            {
                strikes.Add(Next(StrikeKind.DisturbStore, "the store", 3 * heartbeatTimeout));
            }
        }

        return strikes;

        string AnyNode() => random.Next(8) switch
        {
            0 => NodeOptions.Operator,
            1 or 2 => "producer",
            _ => Worker(),
        };

        string Worker() => Workers[random.Next(Workers.Length)];

        // Now and then there is time for the dead to be found and their jobs to be taken back.
        Strike Next(StrikeKind kind, string victim, TimeSpan lasts) =>
            new(kind, random.Next(5) == 0 ? heartbeatTimeout * 1.5 : TimeSpan.FromMilliseconds(random.Next(100, 1000)), victim, lasts);
    }
}

/// <summary>What can go wrong.</summary>
internal enum StrikeKind
{
    /// <summary>SIGKILL; the node is started again at once.</summary>
    Kill,

    /// <summary>SIGKILL shortly after it was asked to stop in order; the node is started again at once.</summary>
    KillWhileStopping,

    /// <summary>SIGSTOP past the heartbeat, then SIGCONT.</summary>
    Pause,

    /// <summary>The store is locked from outside, or away.</summary>
    DisturbStore,

    /// <summary>The store's clock, as one node sees it, jumps an hour forth or back.</summary>
    MoveClock,
}
