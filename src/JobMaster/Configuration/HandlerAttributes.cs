using System.Globalization;
using System.Reflection;
using JobMaster.Scheduling;
using JobMaster.Values;
using static System.FormattableString;

namespace JobMaster.Configuration;

/// <summary>The values of a handler's attributes and their problems, found at start instead of with the first job.</summary>
internal sealed class HandlerAttributes
{
    private readonly Type _type;

    public HandlerAttributes(Type type)
    {
        _type = type;
        DefinitionId = ReadDefinitionId();
        Timeout = ReadTimeout();
        MaxRetries = type.GetCustomAttribute<JobMasterMaxNumberOfRetriesAttribute>()?.Retries;
        Check(MaxRetries is null or >= 0, $"[JobMasterMaxNumberOfRetries({MaxRetries})] must be zero or more");
        Priority = type.GetCustomAttribute<JobMasterPriorityAttribute>()?.Priority;
        Check(
            Priority is null || Enum.IsDefined(Priority.Value),
            $"[JobMasterPriority({(int?)Priority})] must be one of {string.Join(", ", Enum.GetNames<JobMasterPriority>())}");
        Lane = type.GetCustomAttribute<JobMasterWorkerLaneAttribute>()?.Lane;
        Check(Lane is null || LaneText.IsValid(Lane), $"[JobMasterWorkerLane(\"{NameText.Shown(Lane)}\")] {LaneText.Rule(Lane)}");
        Unique = ReadUnique();
        Limits = [.. type.GetCustomAttributes<JobMasterLimitAttribute>().Select(limit => limit.Limit)];
        foreach (var limit in Limits)
        {
            Check(NameText.IsValid(limit, 300), $"[JobMasterLimit(\"{NameText.Shown(limit)}\")] {NameText.Rule(limit, 300)}");
        }

        RetryPolicy = ReadRetryPolicy();
        NonRetryable = ReadNonRetryable();
        Metadata = ReadMetadata();
        Aliases = ReadAliases();
        Upcasters = ReadUpcasters();
        Runbook = ReadRunbook();
        PayloadVersion = type.GetCustomAttribute<JobMasterPayloadVersionAttribute>() ?? new JobMasterPayloadVersionAttribute(1);
    }

    public List<string> Problems { get; } = [];

    public string? DefinitionId { get; }

    public TimeSpan? Timeout { get; }

    public int? MaxRetries { get; }

    public JobMasterPriority? Priority { get; }

    public string? Lane { get; }

    public JobUnique? Unique { get; }

    public IReadOnlyList<string> Limits { get; }

    public JobRetryPolicy? RetryPolicy { get; }

    public IReadOnlyList<Type> NonRetryable { get; }

    public WritableMetadata Metadata { get; }

    public IReadOnlyList<string> Aliases { get; }

    public string? Runbook { get; }

    public JobMasterPayloadVersionAttribute PayloadVersion { get; }

    public IReadOnlyList<(int From, IPayloadUpcaster Step)> Upcasters { get; }

    private string? ReadDefinitionId()
    {
        var id = _type.GetCustomAttribute<JobMasterDefinitionIdAttribute>()?.Id;
        Check(id is null || NameText.IsValid(id, 200), $"[JobMasterDefinitionId(\"{NameText.Shown(id)}\")] {NameText.Rule(id, 200)}");
        CheckStar(id, "[JobMasterDefinitionId]");
        Check(
            id is not null || NameText.IsValid(_type.FullName, 200),
            "The type's full name is too long to be the definition id; give a short one with [JobMasterDefinitionId(\"…\")]");
        return id;
    }

    private TimeSpan? ReadTimeout()
    {
        if (_type.GetCustomAttribute<JobMasterTimeoutAttribute>()?.Seconds is not { } seconds)
        {
            return null;
        }

        var isValid = seconds > 0 && seconds <= JobTimeouts.Longest.TotalSeconds;
        Check(
            isValid,
            Invariant($"[JobMasterTimeout({seconds})] must be more than zero seconds and at most {JobTimeouts.Longest.TotalSeconds:N0}"));
        return isValid ? TimeSpan.FromSeconds(seconds) : null;
    }

    private string? ReadRunbook()
    {
        if (_type.GetCustomAttribute<JobMasterRunbookAttribute>()?.Url is not { } url)
        {
            return null;
        }

        var isLink = RunbookText.IsValid(url);
        Check(isLink, $"[JobMasterRunbook(\"{NameText.Shown(url)}\")] {RunbookText.Rule}");
        return isLink ? url : null;
    }

    private JobUnique? ReadUnique()
    {
        if (_type.GetCustomAttribute<JobMasterUniqueAttribute>() is not { } given)
        {
            return null;
        }

        var longest = KeyOptions.LongestWindow.TotalSeconds;
        var isTime = given.LongestWaitSeconds >= 0 && given.LongestWaitSeconds <= longest;
        Check(isTime, Invariant($"LongestWaitSeconds {given.LongestWaitSeconds} of [JobMasterUnique] must be from 0 to {longest:N0}"));
        var unique = new JobUnique
        {
            Key = given.Key, While = given.While, OnConflict = given.OnConflict, Scope = given.Scope,
            LongestWait = isTime && given.LongestWaitSeconds > 0 ? TimeSpan.FromSeconds(given.LongestWaitSeconds) : null,
        };
        var whyNot = KeyOptions.WhyNot(unique);
        Check(whyNot is null, $"[JobMasterUnique] cannot be kept: {whyNot?.TrimEnd('.')}");
        return unique;
    }

    private BackoffRetryPolicy? ReadRetryPolicy()
    {
        if (_type.GetCustomAttribute<JobMasterRetryAttribute>() is not { } retry)
        {
            return null;
        }

        var isKnown = Enum.IsDefined(retry.Backoff);
        Check(isKnown, $"Backoff {retry.Backoff} of [JobMasterRetry] must be one of {string.Join(", ", Enum.GetNames<RetryBackoff>())}");
        var max = Math.Max(retry.Seconds, retry.MaxSeconds);
        var isTime = retry.Seconds >= 0 && max <= TimeSpan.MaxValue.TotalSeconds / 2;
        Check(
            isTime,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The seconds of [JobMasterRetry({retry.Backoff}, {retry.Seconds}, MaxSeconds = {retry.MaxSeconds})] must be zero or " +
                $"more, and a time"));
        var isJitter = BackoffRetryPolicy.IsJitter(retry.Jitter);
        Check(isJitter, Invariant($"Jitter {retry.Jitter} of [JobMasterRetry] must be a share of the wait from 0 to 1"));
        return isKnown && isTime && isJitter
            ? new BackoffRetryPolicy(retry.Backoff, TimeSpan.FromSeconds(retry.Seconds), TimeSpan.FromSeconds(max), retry.Jitter)
            : null;
    }

    private IReadOnlyList<Type> ReadNonRetryable()
    {
        var types = _type.GetCustomAttribute<JobMasterNonRetryableAttribute>()?.ExceptionTypes ?? [];
        foreach (var other in types.Where(type => !typeof(Exception).IsAssignableFrom(type)))
        {
            Check(false, $"[JobMasterNonRetryable(typeof({other?.Name}))] must name exceptions");
        }

        return types;
    }

    private string[] ReadAliases()
    {
        var aliases = _type.GetCustomAttribute<JobMasterDefinitionIdAttribute>()?.Aliases ?? [];
        foreach (var alias in aliases)
        {
            Check(
                NameText.IsValid(alias, 200), $"Alias \"{NameText.Shown(alias)}\" of [JobMasterDefinitionId] {NameText.Rule(alias, 200)}");
            CheckStar(alias, "An alias of [JobMasterDefinitionId]");
        }

        return aliases;
    }

    private void CheckStar(string? id, string what) =>
        Check(id?.Contains('*') != true, $"{what} is '{id}': an order to a definition takes no star, so it could not be paused");

    private List<(int From, IPayloadUpcaster Step)> ReadUpcasters()
    {
        var steps = new List<(int, IPayloadUpcaster)>();
        foreach (var named in _type.GetCustomAttributes<JobMasterPayloadUpcasterAttribute>())
        {
            try
            {
                steps.Add((named.FromVersion, (IPayloadUpcaster)Activator.CreateInstance(named.Upcaster)!));
            }
            catch (Exception exception)
            {
                Check(
                    false,
                    $"[JobMasterPayloadUpcaster({named.FromVersion}, typeof({named.Upcaster.Name}))] must name an IPayloadUpcaster that " +
                    $"a public constructor without parameters creates ({exception.GetBaseException().Message.TrimEnd('.')})");
            }
        }

        return steps;
    }

    private WritableMetadata ReadMetadata()
    {
        var metadata = WritableMetadata.New();
        foreach (var entry in _type.GetCustomAttributes<JobMasterMetadataAttribute>())
        {
            try
            {
                metadata.SetStringValue(entry.Name, entry.Value);
            }
            catch (ArgumentException exception)
            {
                Check(false, $"[JobMasterMetadata(\"{entry.Name}\", \"{entry.Value}\")] cannot be used: {exception.Message}");
            }
        }

        return metadata;
    }

    private void Check(bool isValid, string problem)
    {
        if (!isValid)
        {
            Problems.Add($"{problem}, on handler '{_type.FullName}'.");
        }
    }
}
