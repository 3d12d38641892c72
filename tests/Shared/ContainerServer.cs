using System.Net.Sockets;
using System.Text;

namespace JobMaster.TestServers;

/// <summary>
/// A server in a container, started once for the process when a container engine answers and no connection string is set. A project says
/// which by <c>&lt;TestContainer&gt;</c>; the server ends with the process.
/// </summary>
internal static partial class ContainerServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly Lazy<string?> Started = new(Start);

    /// <summary>The connection string of the server; null where no engine answers, or the project has no such container.</summary>
    public static string? Find(string server) => server == Described().Server ? Started.Value : null;

    /// <summary>Whether a container engine answers at a socket.</summary>
    public static bool Answers(string socketPath)
    {
        if (!File.Exists(socketPath))
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            socket.Send("GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n"u8);
            byte[] answer = new byte[64];
            int length = socket.Receive(answer);
            return Encoding.ASCII.GetString(answer, 0, length).Contains(" 200 ", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string? Start()
    {
        const string Unix = "unix://";
        string engine = Environment.GetEnvironmentVariable("DOCKER_HOST") ?? Unix + "/var/run/docker.sock";
        return engine.StartsWith(Unix, StringComparison.Ordinal) && Answers(engine[Unix.Length..]) && Described().Start is { } start
            ? Task.Run(start).GetAwaiter().GetResult()
            : null;
    }

    private static (string? Server, Func<Task<string>>? Start) Described()
    {
        (string? Server, Func<Task<string>>? Start) described = default;
        Describe(ref described);
        return described;
    }

    /// <summary>Implemented by the file of the project's container.</summary>
    static partial void Describe(ref (string? Server, Func<Task<string>>? Start) container);
}
