using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace JobMaster.AspNetCore.Access;

/// <summary>The keys of the configuration, read again when it changes. An unreadable key admits nobody and is logged.</summary>
internal sealed class ApiKeys
{
    private readonly IConfiguration _configuration;
    private readonly string _section;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Dictionary<string, ApiKey> _keys;

    public ApiKeys(IConfiguration configuration, string section, TimeProvider time, ILogger logger)
    {
        (_configuration, _section, _time, _logger) = (configuration, section, time, logger);
        _keys = Read();
        ChangeToken.OnChange(configuration.GetReloadToken, () => _keys = Read());
    }

    /// <summary>Whether the section has an entry. One that cannot be read counts: it was meant to say who may call.</summary>
    public bool IsConfigured => _configuration.GetSection(_section).GetChildren().Any();

    /// <summary>The caller with this credential; null when it is not valid.</summary>
    public ApiCaller? Find(string credential) =>
        ApiKey.TrySplit(credential, out string id, out string secret)
        && _keys.TryGetValue(id, out var key)
        && key.IsSecret(secret)
        && key.Grant.IsValidAt(_time.GetUtcNow())
            ? key.Grant.Caller
            : null;

    private Dictionary<string, ApiKey> Read()
    {
        var keys = new Dictionary<string, ApiKey>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in _configuration.GetSection(_section).GetChildren())
        {
            var key = ApiKey.Read(section, out string? problem);
            if (key is not null && !seen.Add(key.Id))
            {
                keys.Remove(key.Id);
                problem = $"Several API keys have the Id '{key.Id}'; none of them is valid. Give each its own Id.";
            }
            else if (key is not null)
            {
                keys.Add(key.Id, key);
            }

            if (problem is not null)
            {
                Log.KeyIgnored(_logger, problem);
            }
        }

        return keys;
    }
}
