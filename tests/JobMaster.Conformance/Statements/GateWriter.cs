namespace JobMaster.Conformance.Statements;

/// <summary>A call that writes.</summary>
/// <param name="Name">What the tests call it.</param>
/// <param name="Method">The method of the store it makes.</param>
/// <param name="Stages">How the job stands for which the call is meant.</param>
/// <param name="RunAsync">Makes the call on a node and notes the answer in the scene.</param>
internal sealed record GateWriter(string Name, string Method, GateStage[] Stages, Func<IMasterStore, GateScene, Task> RunAsync)
{
    /// <summary>Writers of one kind run the same statements; it is one by itself unless it says otherwise.</summary>
    public string Kind { get => field ?? Name; init; }

    /// <summary>Whether it needs the scene's schedule.</summary>
    public bool IsOfSchedules => Method.StartsWith(nameof(IScheduleStore), StringComparison.Ordinal);

    /// <summary>Whether it goes on after its first statement, whatever that found.</summary>
    public bool IsOfSeveralStatements { get; init; }

    /// <summary>Whether all its calls write one common row.</summary>
    public bool HasCommonRow { get; init; }

    public override string ToString() => Name;
}
