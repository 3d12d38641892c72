using JobMaster.NatsJetStream.Connection;
using NATS.NKeys;

namespace JobMaster.NatsJetStream;

/// <summary>Checks the options before anything connects, and reports all problems together.</summary>
internal static class OptionsCheck
{
    /// <exception cref="JobMasterConfigurationException">The options cannot work.</exception>
    public static IReadOnlyList<ServerAddress> Check(NatsJetStreamOptions options, string agent)
    {
        var problems = new List<string>();
        IReadOnlyList<ServerAddress> servers = [];
        try
        {
            servers = ServerAddress.ParseList(options.Url ?? "");
        }
        catch (FormatException exception)
        {
            problems.Add(exception.Message);
        }

        Require(
            Enum.IsDefined(options.Storage),
            $"Storage is {options.Storage}; give one of {string.Join(", ", Enum.GetNames<NatsStorage>())}.");
        Require(options.Replicas is 1 or 3 or 5, $"Replicas is {options.Replicas}; give 1, 3 or 5.");
        Require(options.MaxAckPending > 0, $"MaxAckPending is {options.MaxAckPending}; give at least 1.");
        Require(options.MaxWaiting > 0, $"MaxWaiting is {options.MaxWaiting}; give at least 1.");
        Require(options.MaxBytes is null or > 0, $"MaxBytes is {options.MaxBytes}; give at least 1, or null for no limit.");
        Require(options.MaxMessages is null or > 0, $"MaxMessages is {options.MaxMessages}; give at least 1, or null for no limit.");
        Require(
            options.AckWait is null || options.AckWait >= TimeSpan.FromMilliseconds(100),
            $"AckWait is {options.AckWait}; give at least 100 ms.");
        CheckLogin(options, Require);
        Require(
            options.TlsKeyFile is null || options.TlsCertificateFile is not null,
            "TlsKeyFile is set and TlsCertificateFile is not; give both.");
        Require(
            !options.RequireTls || servers.All(server => server.RequiresTls || !server.IsWebSocket),
            "RequireTls is set and the URL has 'ws://', which has no TLS; write 'wss://'.");
        foreach (string? file in new[] { options.TlsCaFile, options.TlsCertificateFile, options.TlsKeyFile, options.CredentialsFile })
        {
            Require(file is null || File.Exists(file), $"The file '{file}' does not exist.");
        }

        Require(
            IsSubject(options.InboxPrefix),
            $"InboxPrefix is '{options.InboxPrefix}'; give a subject without blanks and wildcards, such as '_INBOX'.");
        Require(
            options.Domain is null || (IsSubject(options.Domain) && !options.Domain.Contains('.', StringComparison.Ordinal)),
            $"Domain is '{options.Domain}'; give the name as in the server's configuration.");
        RequireTime(options.DuplicateWindow, nameof(options.DuplicateWindow));
        RequireTime(options.ConnectTimeout, nameof(options.ConnectTimeout));
        RequireTime(options.RequestTimeout, nameof(options.RequestTimeout));
        RequireTime(options.PingInterval, nameof(options.PingInterval));
        RequireTime(options.ReconnectDelay, nameof(options.ReconnectDelay));
        RequireTime(options.MaxReconnectDelay, nameof(options.MaxReconnectDelay));
        return problems.Count == 0
            ? servers
            : throw new JobMasterConfigurationException($"Agent connection '{agent}' on NATS cannot work. {string.Join(" ", problems)}");

        void Require(bool isMet, string problem)
        {
            if (!isMet)
            {
                problems.Add(problem);
            }
        }

        void RequireTime(TimeSpan time, string name) => Require(
            time > TimeSpan.Zero && time <= TimeSpan.FromDays(1), $"{name} is {time}; give more than zero and at most a day.");
    }

    private static void CheckLogin(NatsJetStreamOptions options, Action<bool, string> require)
    {
        (string Name, bool IsSet)[] logins =
        [
            (nameof(options.UserName), options.UserName is not null),
            (nameof(options.Token), options.Token is not null),
            (nameof(options.CredentialsFile), options.CredentialsFile is not null),
            (nameof(options.NkeySeed), options.NkeySeed is not null),
        ];
        var given = logins.Where(login => login.IsSet).Select(login => login.Name).ToList();
        require(given.Count <= 1, $"{string.Join(" and ", given)} are set; give one.");
        require(options.Jwt is null || options.NkeySeed is not null, "Jwt is set and NkeySeed is not; give both.");
        require(
            options.NkeySeed is null || IsUserSeed(options.NkeySeed), "NkeySeed is not the seed of a user's nkey; it begins with 'SU'.");
    }

    private static bool IsUserSeed(string seed)
    {
        try
        {
            using var pair = KeyPair.FromSeed(seed);
            return seed.StartsWith("SU", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is NKeysException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsSubject(string? text) =>
        text is { Length: > 0 } && !text.StartsWith('.') && !text.EndsWith('.')
        && !text.Any(letter => char.IsWhiteSpace(letter) || letter is '*' or '>');
}
