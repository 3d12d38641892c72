using System.Reflection;
using System.Runtime.CompilerServices;

namespace JobMaster.Conformance;

/// <summary>The optional members of a new job, each with a value unlike its default: also those that are added later.</summary>
public static class NewJobMembers
{
    /// <summary>Members about the call that stores the job. Its row holds them in other columns, or not at all.</summary>
    private static readonly string[] OfTheCall =
    [
        nameof(NewJob.DueAt), nameof(NewJob.Delay), nameof(NewJob.IdempotencyScope), nameof(NewJob.IdempotencyWindow),
        nameof(NewJob.IdempotencyMark), nameof(NewJob.Unique), nameof(NewJob.RefusesBatch),
    ];

    /// <summary>Names of the optional members that a stored job has as well.</summary>
    public static IReadOnlyList<string> Stored { get; } =
    [
        .. typeof(NewJob).GetProperties()
            .Where(member => member.GetCustomAttribute<RequiredMemberAttribute>() is null)
            .Select(member => member.Name)
            .Except(OfTheCall),
    ];

    /// <summary>The job with a value for each of these members.</summary>
    public static NewJob Set(NewJob job, params IEnumerable<string> members)
    {
        var copy = job with { };
        foreach (string name in members)
        {
            var member = typeof(NewJob).GetProperty(name)!;
            member.SetValue(copy, ValueOf(member));
        }

        return copy;
    }

    /// <summary>Fails unless both have the same value for each of these members.</summary>
    public static void ShouldAgree(NewJob sent, StoredJob stored, IEnumerable<string> members)
    {
        foreach (string name in members)
        {
            var member = typeof(StoredJob).GetProperty(name).ShouldNotBeNull(
                $"A stored job has no member {name}. If it belongs to the call and not to the job, add it to {nameof(NewJobMembers)}.");
            member.GetValue(stored).ShouldBe(typeof(NewJob).GetProperty(name)!.GetValue(sent), name);
        }
    }

    private static object ValueOf(PropertyInfo member) => member.Name switch
    {
        nameof(NewJob.Payload) or nameof(NewJob.Metadata) => """{"a":"b"}""",
        nameof(NewJob.TriggerSource) => TriggerSourceType.DynamicRecurring,
        _ => member.PropertyType switch
        {
            var type when type == typeof(string) => $"the {member.Name}",
            var type when type == typeof(Guid?) => new Guid("7a0c4a54-6d0e-4f0b-9d4f-0d6f0b1f7a11"),
            var type when type == typeof(DateTimeOffset?) => new DateTimeOffset(2055, 6, 7, 8, 9, 10, TimeSpan.Zero),
            var type when type == typeof(TimeSpan?) => TimeSpan.FromSeconds(77),
            var type when type == typeof(int?) || type == typeof(int) => 77,
            var type when type == typeof(bool) => true,
            var type => throw new NotSupportedException($"Name a value of {type} for {member.Name} here."),
        },
    };
}
