namespace JobMaster.NatsJetStream.Protocol;

/// <summary>Where a server is and, if its URL says so, who we are there.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    private const int DefaultPort = 4222;

    public bool RequiresTls { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    public string? Token { get; init; }

    /// <summary>The name its certificate must show; a server that another told us of by number goes by the name of that other.</summary>
    public string? TlsName { get; init; }

    /// <summary>Reads <c>nats://user:password@host:4222</c>, <c>tls://…</c>, <c>nats://token@host</c>, <c>host:port</c> or <c>host</c>, several separated by commas.</summary>
    public static IReadOnlyList<ServerAddress> ParseList(string urls)
    {
        string[] texts = urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return texts.Length > 0
            ? [.. texts.Select(Parse)]
            : throw new FormatException("The NATS URL is empty. Give for example 'nats://localhost:4222'; separate several servers by commas.");
    }

    public static ServerAddress Parse(string url)
    {
        string text = url.Contains("://", StringComparison.Ordinal) ? url : $"nats://{url}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("nats" or "tls"))
        {
            // The text may hold a password, so it is not repeated.
            throw new FormatException("A NATS URL cannot be read. Give for example 'nats://user:password@host:4222' or 'tls://host:4222'.");
        }

        string[] login = uri.UserInfo.Split(':', 2);
        bool isToken = login is [{ Length: > 0 }];
        return new ServerAddress(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : DefaultPort)
        {
            RequiresTls = uri.Scheme == "tls",
            User = login.Length == 2 ? Uri.UnescapeDataString(login[0]) : null,
            Password = login.Length == 2 ? Uri.UnescapeDataString(login[1]) : null,
            Token = isToken ? Uri.UnescapeDataString(login[0]) : null,
        };
    }

    /// <summary>The address without what is secret.</summary>
    public override string ToString() => $"{(RequiresTls ? "tls" : "nats")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
}
