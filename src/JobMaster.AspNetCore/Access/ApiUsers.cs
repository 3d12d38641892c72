using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JobMaster.AspNetCore.Access;

/// <summary>The users of the configuration, read again when it changes. An unreadable user is not admitted and is logged.</summary>
internal sealed class ApiUsers
{
    private readonly IConfiguration _configuration;
    private readonly string _section;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Dictionary<string, ApiUser> _users;

    public ApiUsers(IConfiguration configuration, string section, TimeProvider time, ILogger logger)
    {
        (_configuration, _section, _time, _logger) = (configuration, section, time, logger);
        _users = Read();
        ChangeToken.OnChange(configuration.GetReloadToken, () => _users = Read());
    }

    public bool IsEmpty => _users.Count == 0;

    /// <summary>Whether the section has an entry. One that cannot be read counts: it was meant to say who may call.</summary>
    public bool IsConfigured => _configuration.GetSection(_section).GetChildren().Any();

    /// <summary>The user, expired or not; null for a name that is not configured.</summary>
    public ApiUser? Find(string name) => _users.GetValueOrDefault(name);

    /// <summary>Whether the user is unchanged in the configuration and has not expired.</summary>
    public bool IsCurrent(ApiUser user) =>
        Find(user.Name) is { } now && now.Stamp == user.Stamp && now.Grant.IsValidAt(_time.GetUtcNow());

    /// <summary>The number of iterations of some user's password, always the same for the same name.</summary>
    /// <param name="pick">The number that picks the user.</param>
    public int IterationsLike(uint pick)
    {
        int[] all = [.. _users.Values.Select(user => user.Password.Iterations).Order()];
        return all.Length == 0 ? PasswordHash.FewestIterations : all[pick % (uint)all.Length];
    }

    private Dictionary<string, ApiUser> Read()
    {
        var users = new Dictionary<string, ApiUser>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in _configuration.GetSection(_section).GetChildren())
        {
            if (ApiUser.Read(section, out string? problem) is { } user)
            {
                users[user.Name] = user;
            }
            else
            {
                Log.UserIgnored(_logger, problem!);
            }
        }

        return users;
    }
}
