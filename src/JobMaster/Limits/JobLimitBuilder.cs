using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster;

/// <summary>
/// Sets the jobs that are under a limit, and how many of them may run. Without <c>By…</c> or <c>Of…</c>: the jobs that name it.
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

    /// <summary>Applies to each tenant separately. A job without a tenant is not under the limit.</summary>
    public JobLimitBuilder ByTenant() => Of(LimitScope.Tenant, null);

    /// <summary>Applies to each definition separately.</summary>
    public JobLimitBuilder ByDefinition() => Of(LimitScope.Definition, null);

    /// <summary>Applies to each lane separately.</summary>
    public JobLimitBuilder ByLane() => Of(LimitScope.Lane, null);

    /// <summary>Applies to all jobs of the cluster together.</summary>
    public JobLimitBuilder OfCluster() => Of(LimitScope.Cluster, null);

    /// <summary>Applies to the jobs of one lane, not of a pattern of lanes.</summary>
    /// <param name="lane">The lane.</param>
    public JobLimitBuilder OfLane(string lane) => Of(LimitScope.Lane, lane);

    /// <summary>Applies to the jobs of one definition.</summary>
    /// <param name="definitionId">The definition's id.</param>
    public JobLimitBuilder OfDefinition(string definitionId) => Of(LimitScope.Definition, definitionId);

    /// <summary>Applies to the jobs of one tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    public JobLimitBuilder OfTenant(string tenant) => Of(LimitScope.Tenant, tenant);

    /// <summary>Sets how many of the jobs run at once in the whole cluster, for each key. Default: as many as workers take.</summary>
    /// <param name="jobs">Zero or more; with zero, none runs.</param>
    public JobLimitBuilder MaxConcurrent(int jobs)
    {
        _maxConcurrent = jobs;
        return this;
    }

    /// <summary>
    /// Sets how many of the jobs start in a period, for each key: any window has at most the burst plus the rate times the window. Default:
    /// no rate.
    /// </summary>
    /// <param name="starts">How many start in the period; one or more.</param>
    /// <param name="per">The period; from a millisecond to a day for each start.</param>
    /// <param name="burst">
    /// How many may start at once after a pause; one or more. Default: one more than the rate lets start in two seconds.
    /// </param>
    public JobLimitBuilder Rate(int starts, TimeSpan per, int? burst = null)
    {
        _rate = (starts, per, burst ?? LimitValues.DefaultBurst(starts, per));
        return this;
    }

    /// <summary>
    /// Runs the jobs of each key one at a time, in the order of their due times and then of their insertion, whatever their priority. A job
    /// that waits for a retry, a snooze or a worker keeps its turn: no other job of its key goes before it. Use one key for each account,
    /// device or other object that needs its order, with <see cref="JobOptions.LimitKeys"/> or <see cref="ByTenant"/>. Default: any order.
    /// </summary>
    /// <param name="onFailure">What follows when a job fails for good. <value>Default: the next gets its turn.</value></param>
    public JobLimitBuilder KeepOrder(KeepOrderOnFailure onFailure = KeepOrderOnFailure.Continue)
    {
        _keepOrder = onFailure;
        return this;
    }

    /// <summary>The limit; null if it is invalid, which is among the problems then.</summary>
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
