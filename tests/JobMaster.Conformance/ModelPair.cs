namespace JobMaster.Conformance;

/// <summary>
/// The nodes of the store under test and the model: one call is made on a node and on the model, and both must answer alike.
/// </summary>
internal sealed class ModelPair(IReadOnlyList<IMasterStore> nodes, IMasterStore model)
{
    private int calls;

    /// <summary>Makes a call whose answers must be the same in the same order.</summary>
    public async Task<IReadOnlyList<T>> SameAsync<T>(Func<IMasterStore, Task<IReadOnlyList<T>>> call)
    {
        var expected = await call(model);
        var actual = await call(Next());
        Normal(actual).ShouldBe(Normal(expected));
        return expected;
    }

    /// <summary>Makes a call whose answers must be the same in any order.</summary>
    public async Task SameSetAsync<T>(Func<IMasterStore, Task<IReadOnlyList<T>>> call)
    {
        var expected = await call(model);
        var actual = await call(Next());
        Normal(actual).ShouldBe(Normal(expected), ignoreOrder: true);
    }

    /// <summary>Makes a call with one answer.</summary>
    public async Task SameOneAsync<T>(Func<IMasterStore, Task<T>> call)
    {
        var expected = await call(model);
        (await call(Next())).ShouldBe(expected);
    }

    /// <summary>Makes a call without an answer.</summary>
    public async Task BothAsync(Func<IMasterStore, Task> call)
    {
        await call(model);
        await call(Next());
    }

    /// <summary>Compares what idle nodes are told.</summary>
    public void SameBeat(BeatRequest request)
    {
        var expected = model.Sessions.Beat(request);
        var actual = Next().Sessions.Beat(request);
        actual.Dues.ShouldBe(expected.Dues, ignoreOrder: true);
        actual.CancelRequests.ShouldBe(expected.CancelRequests, ignoreOrder: true);
        actual.ParkedDefinitions.ShouldBe(expected.ParkedDefinitions, ignoreOrder: true);
        actual.UnreadDefinitions.ShouldBe(expected.UnreadDefinitions, ignoreOrder: true);
        actual.SoloQueues.ShouldBe(expected.SoloQueues, ignoreOrder: true);
        actual.HasOrphans.ShouldBe(expected.HasOrphans);
    }

    private IMasterStore Next() => nodes[calls++ % nodes.Count];

    private static List<T> Normal<T>(IReadOnlyList<T> answers) => [.. answers.Select(answer => (T)Normal((object)answer!))];

    /// <summary>
    /// Levels what the contract leaves to each store: the words of its own errors, and the counters of a job that nobody will run.
    /// </summary>
    private static object Normal(object answer) => answer switch
    {
        StoredJob { State: JobState.Cancelled } job =>
            job with { IsCancelRequested = false, Error = null, NumberOfFailures = 0, LostCount = 0 },
        StoredJob { State: JobState.Failed } job => job with { IsCancelRequested = false, Error = Normal(job.Error) },
        StoredJob { State: JobState.Succeeded } job => job with { IsCancelRequested = false },
        StoredJob job => job with { Error = Normal(job.Error) },
        StoredAttempt { Error: not null } attempt when Normal(attempt.Error) != attempt.Error =>
            attempt with { Error = Normal(attempt.Error), Result = AttemptResult.Lost },
        _ => answer,
    };

    private static string? Normal(string? error) =>
        error is not null && error.Contains("worker lost", StringComparison.OrdinalIgnoreCase) ? "worker lost" : error;
}
