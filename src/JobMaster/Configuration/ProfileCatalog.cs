using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using JobMaster.Values;

namespace JobMaster.Configuration;

/// <summary>The registered profiles of recurring schedules of a cluster.</summary>
internal sealed class ProfileCatalog
{
    private readonly Dictionary<Type, Profile> _profiles = [];
    private readonly HashSet<Type> _seen = [];

    public List<string> Problems { get; } = [];

    public IReadOnlyCollection<Profile> Profiles => _profiles.Values;

    public void Add<TProfile>()
        where TProfile : IStaticRecurringSchedulesProfile =>
        Add(typeof(TProfile), () => Read(TProfile.ProfileId, TProfile.Revision, TProfile.Config));

    [RequiresUnreferencedCode("Scans the assembly for profiles.")]
    [UnconditionalSuppressMessage(
        "AOT", "IL3050",
        Justification = "Only scanning makes generic methods; an app compiled ahead of time adds its profiles by AddRecurringSchedules.")]
    public void AddAssembly(Assembly assembly)
    {
        var add = typeof(ProfileCatalog).GetMethod(nameof(Add), 1, Type.EmptyTypes)!;
        foreach (var type in TypesOf(assembly))
        {
            add.MakeGenericMethod(type).Invoke(this, null);
        }
    }

    [RequiresUnreferencedCode("Scans the assembly for profiles.")]
    public static IEnumerable<Type> TypesOf(Assembly assembly) => assembly.GetTypes().Where(type =>
        type is { IsAbstract: false, ContainsGenericParameters: false } && typeof(IStaticRecurringSchedulesProfile).IsAssignableFrom(type));

    public bool Has(Type type) => _seen.Contains(type);

    private static Profile Read(string id, long revision, Action<RecurringScheduleDefinitionCollection> config)
    {
        var schedules = new RecurringScheduleDefinitionCollection();
        config(schedules);
        return new Profile(id, revision, schedules.Requests);
    }

    private void Add(Type type, Func<Profile> read)
    {
        if (!_seen.Add(type))
        {
            return;
        }

        try
        {
            var profile = read();
            Check(profile, type);
            _profiles.Add(type, profile);
        }
        catch (Exception exception)
        {
            Problems.Add($"Profile '{type.FullName}' cannot be read: {exception.GetBaseException().Message}");
        }
    }

    private void Check(Profile profile, Type type)
    {
        if (!NameText.IsValid(profile.Id, 200))
        {
            Problems.Add($"ProfileId '{NameText.Shown(profile.Id)}' of '{type.FullName}' {NameText.Rule(profile.Id, 200)}.");
        }

        if (_profiles.FirstOrDefault(other => string.Equals(other.Value.Id, profile.Id, StringComparison.Ordinal)) is { Key: { } twin })
        {
            Problems.Add($"ProfileId '{profile.Id}' is used by '{twin.FullName}' and '{type.FullName}'. Give each profile its own.");
        }
    }

    /// <summary>A profile as declared in code.</summary>
    internal sealed record Profile(string Id, long Revision, IReadOnlyList<RecurringRequest> Requests);
}
