using System.Net.Sockets;
using JobMaster.TestServers;

namespace JobMaster.SqlServer.Tests;

/// <summary>A container engine is asked before a server is started in it.</summary>
public sealed class ContainerServerTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("jobmaster-engine-");

    private string SocketPath => Path.Combine(_directory.FullName, "engine.sock");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void None_is_there() => ContainerServer.Answers(SocketPath).ShouldBeFalse();

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nOK", true)]
    [InlineData("HTTP/1.0 500 Internal Server Error\r\n\r\n", false)]
    [InlineData("", false)]
    public async Task One_answers_or_not(string answer, bool isThere)
    {
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        engine.Bind(new UnixDomainSocketEndPoint(SocketPath));
        engine.Listen();
        var asked = Task.Run(() => ContainerServer.Answers(SocketPath));
        using (var connection = await engine.AcceptAsync())
        {
            byte[] request = new byte[256];
            int length = await connection.ReceiveAsync(request);
            System.Text.Encoding.ASCII.GetString(request, 0, length).ShouldStartWith("GET /_ping ");
            await connection.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        }

        (await asked).ShouldBe(isThere);
    }
}
