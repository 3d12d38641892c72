using System.Text;
using FsCheck;
using FsCheck.Fluent;
using JobMaster.NatsJetStream.Protocol;

namespace JobMaster.NatsJetStream.Tests.Protocol;

public sealed class ProtocolParserTests
{
    private static Gen<byte[]> Payloads { get; } = Gen.OneOf(
        Gen.Constant(Array.Empty<byte>()),
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
        Gen.Elements("\r\n", "MSG a 1 0\r\n\r\n", "\n", "PING\r\n", "\0", "é🚀").Select(Encoding.UTF8.GetBytes),
        Gen.Choose(1, 20_000).Select(size => new byte[size]));

    private static Gen<string> Subjects { get; } = Gen.Elements("a", "_INBOX.x.1.2", "jobmaster.c.a.3.default", "$JS.ACK.S.c.1.2.3.4.5", "ü");

    private static Gen<string> Blanks { get; } = Gen.Elements(" ", "  ", "\t", " \t ");

    private static Gen<byte[]> Operations { get; } = Gen.OneOf(
        Gen.Elements("PING\r\n", "PONG\r\n", "+OK\r\n", "-ERR 'Unknown Protocol Operation'\r\n", "INFO {\"version\":\"2.9.10\"} \r\n", "ping\r\n", "Pong \r\n", "PING\n").Select(Encoding.UTF8.GetBytes),
        from name in Gen.Elements("MSG", "msg", "Msg")
        from subject in Subjects
        from reply in Gen.OneOf(Gen.Constant(""), Subjects)
        from blank in Blanks
        from payload in Payloads
        select (byte[])[.. Encoding.UTF8.GetBytes($"{name}{blank}{subject} 7{blank}{reply} {payload.Length}\r\n"), .. payload, .. "\r\n"u8],
        from name in Gen.Elements("HMSG", "hmsg")
        from subject in Subjects
        from reply in Gen.OneOf(Gen.Constant(""), Subjects)
        from headers in Gen.Elements("NATS/1.0\r\n\r\n", "NATS/1.0 503\r\n\r\n", "NATS/1.0\r\nNats-Msg-Id: 1\r\n\r\n")
        from payload in Payloads
        select (byte[])[.. Encoding.UTF8.GetBytes($"{name} {subject} 12 {reply} {headers.Length} {headers.Length + payload.Length}\r\n{headers}"), .. payload, .. "\r\n"u8]);

    [Fact]
    public void A_message_is_cut_into_its_parts() =>
        Pieces.ReadWhole("MSG jobs.high 9 _INBOX.1 5\r\nhello\r\nMSG jobs.low 10 0\r\n\r\n"u8.ToArray()).ShouldBe(
            ["Message '' 'jobs.high' 9 '_INBOX.1' '' 'hello'", "Message '' 'jobs.low' 10 '' '' ''"]);

    [Fact]
    public void A_message_with_headers_is_cut_into_its_parts() =>
        Pieces.ReadWhole("HMSG s 1  28 28\r\nNATS/1.0 404 No Messages\r\n\r\n\r\nHMSG s 1 r 12 14\r\nNATS/1.0\r\n\r\nhi\r\n"u8.ToArray()).ShouldBe(
            ["Message '' 's' 1 '' 'NATS/1.0 404 No Messages\r\n\r\n' ''", "Message '' 's' 1 'r' 'NATS/1.0\r\n\r\n' 'hi'"]);

    [Fact]
    public void The_other_operations_carry_their_text() =>
        Pieces.ReadWhole("INFO {\"a\":1} \r\nPING\r\nPONG\r\n+OK\r\n-ERR 'Stale Connection'\r\n"u8.ToArray()).Select(text => text[..text.IndexOf("' '", StringComparison.Ordinal)]).ShouldBe(
            ["Info '{\"a\":1}", "Ping '", "Pong '", "Ok '", "Error ''Stale Connection'"]);

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("\r\n")]
    [InlineData("MSG\r\n")]
    [InlineData("MSG a 1\r\n")]
    [InlineData("MSG a 1 b c 0\r\n\r\n")]
    [InlineData("MSG a x 0\r\n\r\n")]
    [InlineData("MSG a 1 -1\r\n\r\n")]
    [InlineData("MSG a 1 +1\r\n\r\n")]
    [InlineData("MSG a 1 1x\r\n\r\n")]
    [InlineData("MSG a 1 99999999999\r\n\r\n")]
    [InlineData("MSG a 1 67108865\r\n\r\n")]
    [InlineData("MSG a 1 2\r\nhello\r\n")]
    [InlineData("HMSG a 1 5 4\r\nhell\r\n")]
    [InlineData("HMSG a 1 4\r\nhell\r\n")]
    public void What_is_not_the_protocol_is_refused(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Should.Throw<NatsProtocolException>(() => Pieces.ReadWhole(bytes));
        Should.Throw<NatsProtocolException>(() => Pieces.ReadByteByByte(bytes));
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        byte[] bytes = new byte[ProtocolParser.MaxLine + 1];
        Array.Fill(bytes, (byte)'a');
        Should.Throw<NatsProtocolException>(() => Pieces.ReadWhole(bytes));
        Pieces.ReadWhole(bytes[..^1]).ShouldBeEmpty();
    }

    [Fact]
    public void Byte_by_byte_and_in_any_pieces_the_same_comes_out_as_at_once() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            (from operations in Operations.ListOf().Where(list => list.Count > 0)
             from sizes in Gen.Choose(1, 700).ListOf()
             select (Operations: operations, Sizes: sizes)).ToArbitrary(),
            sample =>
            {
                byte[] bytes = [.. sample.Operations.SelectMany(operation => operation)];
                var whole = Pieces.ReadWhole(bytes);
                whole.Count.ShouldBe(sample.Operations.Count);
                Pieces.Read(bytes, [.. sample.Sizes, bytes.Length]).ShouldBe(whole);
                if (bytes.Length < 3000)
                {
                    Pieces.ReadByteByByte(bytes).ShouldBe(whole);
                }
            }));

    [Fact]
    public void Garbage_is_refused_or_waited_for_in_whole_as_in_pieces() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            (from valid in Operations.Where(operation => operation.Length < 500)
             from at in Gen.Choose(0, valid.Length - 1)
             from value in Gen.Choose(0, 255)
             from cut in Gen.Choose(0, valid.Length)
             from tail in Gen.Choose(0, 255).Select(letter => (byte)letter).ArrayOf()
             select Broken(valid, at, (byte)value, cut, tail)).ToArbitrary(),
            bytes => Outcome(() => Pieces.ReadByteByByte(bytes)).ShouldBe(Outcome(() => Pieces.ReadWhole(bytes)))));

    private static byte[] Broken(byte[] valid, int at, byte value, int cut, byte[] tail)
    {
        byte[] broken = [.. valid];
        broken[at] = value;
        return [.. broken[..cut], .. tail];
    }

    private static string Outcome(Func<List<string>> read)
    {
        try
        {
            return string.Join('|', read());
        }
        catch (NatsProtocolException)
        {
            return "refused";
        }
    }
}
