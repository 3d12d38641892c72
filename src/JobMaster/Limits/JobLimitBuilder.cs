using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Says which jobs are under a limit, and how many of them may run. Without <c>By…</c> or <c>Of…</c>, those that name it.
/// </summary>
public sealed class JobLimitBuilder
{
    private static readonly char[] Reserved = [':', '~', '!'];
    private readonly string _name;
    private readonly List<string> _problems;
    private LimitScope _scope;
    private string? _of;
    private int? _maxConcurrent;
    private (int Starts, TimeSpan Per, int Burst)? _rate;
    private KeepOrderOnFailure? _keepOrder;

    internal JobLimitBuilder(string name, List<string> problems) => (_name, _problems) = (name, problems);

    /// <summary>Each tenant by itself. A job without a tenant is not under the limit.</summary>
    public JobLimitBuilder ByTenant() => Of(LimitScope.Tenant, null);

    /// <summary>Each definition by itself.</summary>
    public JobLimitBuilder ByDefinition() => Of(LimitScope.Definition, null);

    /// <summary>Each lane by itself.</summary>
    public JobLimitBuilder ByLane() => Of(LimitScope.Lane, null);

    /// <summary>All jobs of the cluster together.</summary>
    public JobLimitBuilder OfCluster() => Of(LimitScope.Cluster, null);

    /// <summary>The jobs of one lane, not of a pattern of lanes.</summary>
    /// <param name="lane">The lane.</param>
    public JobLimitBuilder OfLane(string lane) => Of(LimitScope.Lane, lane);

    /// <summary>The jobs of one definition.</summary>
    /// <param name="definitionId">The definition's id.</param>
    public JobLimitBuilder OfDefinition(string definitionId) => Of(LimitScope.Definition, definitionId);

    /// <summary>The jobs of one tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    public JobLimitBuilder OfTenant(string tenant) => Of(LimitScope.Tenant, tenant);

    /// <summary>Sets how many of the jobs run at once in the whole cluster, for each key. Default: as many as workers take.</summary>
    /// <param name="jobs">Zero or more; with zero none runs.</param>
    public JobLimitBuilder MaxConcurrent(int jobs)
    {
        _maxConcurrent = jobs;
        return this;
    }

    /// <summary>
    /// Sets how many of the jobs start in a time, for each key: in no window start more than the burst and the rate times the window.
    /// Default: no rate.
    /// </summary>
    /// <param name="starts">How many start in the time; one or more.</param>
    /// <param name="per">The time; from a millisecond to a day for each start.</param>
    /// <param name="burst">
    /// How many may start at once after a pause; one or more. Default: what the rate lets start in two seconds, and one.
    /// </param>
    public JobLimitBuilder Rate(int starts, TimeSpan per, int? burst = null)
    {
        _rate = (starts, per, burst ?? LimitValues.DefaultBurst(starts, per));
        return this;
    }

    /// <summary>
    /// Runs the jobs of each key one at a time, in the order of their due times and then of their insertion, whatever their priority. A
    /// job that waits for a retry, a snooze or a worker keeps its turn: none of its key goes before it. Give a key to each account, device
    /// or whatever else needs its order, with <see cref="JobOptions.LimitKeys"/> or <see cref="ByTenant"/>. Default: any order.
    /// </summary>
    /// <param name="onFailure">What follows when a job fails for good. <value>Default: the next has its turn.</value></param>
    public JobLimitBuilder KeepOrder(KeepOrderOnFailure onFailure = KeepOrderOnFailure.Continue)
    {
        _keepOrder = onFailure;
        return this;
    }

    /// <summary>The limit; null if it cannot be, which is among the problems then.</summary>
    internal NewLimit? Build()
    {
        var before = _problems.Count;
        Check(NameText.IsValid(_name, 100), $"Limit '{NameText.Shown(_name)}' {NameText.Rule(_name, 100)}.");
        Check(
            _name.IndexOfAny(Reserved) < 0,
            $"Limit '{NameText.Shown(_name)}' must have no colon, tilde or exclamation mark.");
        Check(
            _of is null || NameText.IsValid(_of, 200),
            $"Limit '{NameText.Shown(_name)}' is for '{NameText.Shown(_of)}', which {NameText.Rule(_of, 200)}.");
        Check(
            _scope != LimitScope.Lane || !NameText.IsValid(_of, 200) || LaneText.IsValid(_of),
            $"Limit '{NameText.Shown(_name)}' is for lane '{NameText.Shown(_of)}', which {LaneText.Rule(_of)}. ByLane() gives each lane " +
            "a limit of its own.");
        Check(
            _maxConcurrent is not null || _rate is not null || _keepOrder is not null,
            $"Limit '{NameText.Shown(_name)}' limits nothing. Call MaxConcurrent, Rate, KeepOrder or several.");
        Check(
            _maxConcurrent is null || _keepOrder is null,
            $"Limit '{NameText.Shown(_name)}' has KeepOrder, which runs one job of a key at a time, and MaxConcurrent {_maxConcurrent}. " +
            "Keep one of the calls.");
        Check(
            _keepOrder is not { } order || Enum.IsDefined(order),
            $"KeepOrder({_keepOrder}) of limit '{NameText.Shown(_name)}' must be one of " +
            $"{string.Join(", ", Enum.GetNames<KeepOrderOnFailure>())}.");
        Check(_maxConcurrent is null or >= 0, $"MaxConcurrent {_maxConcurrent} of limit '{NameText.Shown(_name)}' must be zero or more.");
        if (_rate is { } rate)
        {
            Check(
                LimitValues.IsRate(rate.Starts, rate.Per, rate.Burst),
                FormattableString.Invariant(
                    $"The rate {rate.Starts} in {rate.Per:c} with burst {rate.Burst} of limit '{NameText.Shown(_name)}' ")
                + LimitValues.RateRule);
        }

        return _problems.Count > before
            ? null
            : new NewLimit(
                _name, LimitSource.Code, "",
                new LimitValues
                {
                    MaxConcurrent = _keepOrder is null ? _maxConcurrent : 1, Starts = _rate?.Starts, Per = _rate?.Per,
                    Burst = _rate?.Burst, KeepOrder = _keepOrder,
                })
            {
                Scope = _scope, Of = _of,
            };
    }

    private JobLimitBuilder Of(LimitScope scope, string? of)
    {
        if (_scope != LimitScope.Named)
        {
            _problems.Add($"Limit '{NameText.Shown(_name)}' says twice which jobs it is for. Keep one of the By… or Of… calls.");
        }

        (_scope, _of) = (scope, of);
        return this;
    }

    private void Check(bool isValid, string problem)
    {
        if (!isValid)
        {
            _problems.Add(problem);
        }
    }
}
