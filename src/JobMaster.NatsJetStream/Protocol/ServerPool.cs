namespace JobMaster.NatsJetStream.Protocol;

/// <summary>The servers to try, those given and those a server told us of, in an order of this process's own.</summary>
internal sealed class ServerPool
{
    private readonly List<ServerAddress> _servers;
    private readonly Random _random;

    public ServerPool(IReadOnlyList<ServerAddress> given, Random random)
    {
        (_servers, _random) = ([.. given], random);
        Shuffle(_servers);
    }

    public IReadOnlyList<ServerAddress> All => [.. _servers];

    /// <summary>Adds servers that the given one is in a cluster with. They take its login and its TLS name.</summary>
    public void Learn(IReadOnlyList<string>? urls, ServerAddress teller)
    {
        var learned = (urls ?? []).Select(ServerAddress.Parse).Where(server => !_servers.Exists(known => (known.Host, known.Port) == (server.Host, server.Port)))
            .Select(server => teller with { Host = server.Host, Port = server.Port, TlsName = teller.TlsName ?? teller.Host }).ToList();
        Shuffle(learned);
        _servers.AddRange(learned);
    }

    /// <summary>Tries this server last next time.</summary>
    public void PutLast(ServerAddress server)
    {
        if (_servers.Remove(server))
        {
            _servers.Add(server);
        }
    }

    private void Shuffle(List<ServerAddress> servers)
    {
        for (int at = servers.Count - 1; at > 0; at--)
        {
            int other = _random.Next(at + 1);
            (servers[at], servers[other]) = (servers[other], servers[at]);
        }
    }
}
