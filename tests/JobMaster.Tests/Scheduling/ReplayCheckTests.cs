using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Scheduling;

/// <summary>What an operation waits for before it replays jobs as another definition.</summary>
public sealed class ReplayCheckTests
{
    private readonly Definitions _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ReplayCheck _check;

    public ReplayCheckTests()
    {
        var registry = new JobDefinitionRegistry("main", []);
        _check = new ReplayCheck(registry, new KnownDefinitions(registry, _time), null!, null!);
    }

    [Fact]
    public async Task Two_operations_whose_definitions_nobody_has_any_more_both_go_on()
    {
        await _check.LearnAsync("gone", _store, default);
        await _check.LearnAsync("lost", _store, default);

        (_check.Knows("gone"), _check.Knows("lost"), _check.Knows("other")).ShouldBe((true, true, false));
        _time.Advance(TimeSpan.FromMinutes(1));
        (_check.Knows("gone"), _check.Knows("lost")).ShouldBe((false, false), "they are looked for again");
        await _check.LearnAsync("lost", _store, default);
        (_check.Knows("gone"), _check.Knows("lost")).ShouldBe((true, true));
    }

    [Fact]
    public async Task Only_so_many_definitions_that_nobody_has_are_remembered()
    {
        foreach (int n in Enumerable.Range(0, 101))
        {
            await _check.LearnAsync($"gone {n}", _store, default);
        }

        (_check.Knows("gone 0"), _check.Knows("gone 100")).ShouldBe((false, true));
    }

    private sealed class Definitions : IDefinitionStore
    {
        public Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new StoredDefinitions([], []));

        public Task<IReadOnlyList<string>> SeeAsync(
            Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
