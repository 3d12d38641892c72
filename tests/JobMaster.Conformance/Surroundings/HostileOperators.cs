namespace JobMaster.Conformance.Surroundings;

/// <summary>An app that now and then cannot say who makes a call, takes its time over it, or throws.</summary>
internal sealed class HostileOperators(HostileDice dice) : IOperatorContextAccessor
{
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMilliseconds(50);

    public OperatorContext? Current
    {
        get
        {
            using var blocked = new ManualResetEventSlim();
            blocked.Wait(LongestBlock * (dice.Next(100) / 100.0));
            dice.MayThrow("The app's operator");
            return dice.Next(2) == 0 ? null : new OperatorContext("somebody");
        }
    }
}
