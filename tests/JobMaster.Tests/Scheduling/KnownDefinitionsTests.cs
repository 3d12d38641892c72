using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Tests.Scheduling;

/// <summary>What a process learns of the definitions of others.</summary>
public sealed class KnownDefinitionsTests
{
    private readonly Definitions _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly KnownDefinitions _known;

    public KnownDefinitionsTests() => _known = new KnownDefinitions(new JobDefinitionRegistry("main", []), _time);

    [Fact]
    public async Task Callers_at_once_share_one_reading_which_counts_for_a_minute()
    {
        _store.Answer = new TaskCompletionSource<StoredDefinitions>();
        var callers = Enumerable.Range(0, 5).Select(_ => _known.RefreshAsync(_store, default)).ToList();
        _known.IsStale("order").ShouldBeTrue();
        _store.Answer.SetResult(new StoredDefinitions([], []));
        await Task.WhenAll(callers);

        _store.Calls.ShouldBe(1);
        (_known.IsStale("order"), _known.IsStale(null)).ShouldBe((false, false));
        await _known.RefreshAsync(_store, default);
        _store.Calls.ShouldBe(1);

        _time.Advance(TimeSpan.FromMinutes(1));
        _known.IsStale("order").ShouldBeTrue();
        await _known.RefreshAsync(_store, default);
        _store.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_leaves_calls_unchecked_and_is_asked_again_after_a_minute()
    {
        _store.Answer.SetException(new JobMasterStoreException("away"));
        await _known.RefreshAsync(_store, default);

        _known.Find("order").ShouldBeNull();
        _known.IsStale("order").ShouldBeFalse();
        _known.IsRead.ShouldBeFalse("operations wait until they were read");
        _time.Advance(TimeSpan.FromMinutes(1));
        _known.IsStale("order").ShouldBeTrue();

        _store.Answer = new TaskCompletionSource<StoredDefinitions>();
        _store.Answer.SetResult(new StoredDefinitions([], []));
        await _known.RefreshAsync(_store, default);
        _known.IsRead.ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(1));
        _known.IsRead.ShouldBeFalse();
    }

    [Fact]
    public async Task What_cannot_be_read_of_a_later_version_is_passed_over()
    {
        _store.Answer.SetResult(new StoredDefinitions(
            [
                new StoredDefinition(new NewDefinition("1", "future", """{"id":"future"}"""), default, default),
                new StoredDefinition(new NewDefinition("2", "strange", Content.Replace("{}", """{"uniqueItems":true}""", StringComparison.Ordinal)), default, default),
            ],
            []));
        await _known.RefreshAsync(_store, default);

        _known.Find("future").ShouldBeNull();
        _known.Find("strange").ShouldNotBeNull().PayloadSchema.ShouldBeNull();
    }

    [Fact]
    public async Task Former_ids_that_one_newer_build_has_as_aliases_belong_to_one_definition()
    {
        _store.Answer.SetResult(new StoredDefinitions([.. Builds().Select(one => new StoredDefinition(one, default, default))], []));

        (await _known.AreOneAsync("x", "y", _store, default)).ShouldBeTrue();
        (await _known.AreOneAsync("x", "strange", _store, default)).ShouldBeTrue();
        (await _known.AreOneAsync("x", "z", _store, default)).ShouldBeFalse();

        static IEnumerable<NewDefinition> Builds()
        {
            yield return new NewDefinition("1", "strange", Content.Replace("[]", """["x","y"]""", StringComparison.Ordinal));
            foreach (var id in (string[])["x", "y", "z"])
            {
                yield return new NewDefinition(id, id, Content.Replace("strange", id, StringComparison.Ordinal));
            }
        }
    }

    private const string Content =
        """{"id":"strange","aliases":[],"handler":"H","payload":"P","version":1,"oldest":1,"lane":"default","priority":3,"timeout":1,"retries":0,"takesNull":false,"ignoresCase":false,"schema":{}}""";

    private sealed class Definitions : IDefinitionStore
    {
        public TaskCompletionSource<StoredDefinitions> Answer { get; set; } = new();

        public int Calls { get; private set; }

        public Task<StoredDefinitions> ListAsync(CancellationToken cancellationToken)
        {
            Calls++;
            return Answer.Task;
        }

        public Task<IReadOnlyList<string>> SeeAsync(
            Guid nodeId, string nodeName, IReadOnlyList<string> hashes, TimeSpan interval, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task AddAsync(IReadOnlyList<NewDefinition> definitions, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> PruneAsync(TimeSpan definitionRetention, TimeSpan nodeRetention, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
