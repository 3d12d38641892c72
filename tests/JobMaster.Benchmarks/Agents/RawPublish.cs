using System.Buffers;
using JobMaster.NatsJetStream.Protocol;
using JobMaster.Storage;

namespace JobMaster.Benchmarks.Agents;

/// <summary>As many publishes with an id as asked, all at once, whose answers are only counted.</summary>
internal sealed class RawPublish(string subject, ReadOnlyMemory<byte> body, int count) : RequestBatch(count)
{
    public override string SubjectOf(int index) => subject;

    public override int Write(int index, IBufferWriter<byte> to, ReadOnlySpan<byte> replyTo)
    {
        Commands.PublishWithId(to, subject, replyTo, AgentJobId.Create(TimeProvider.System.GetUtcNow()), body.Span);
        return body.Length + Commands.HeaderSize;
    }

    protected override bool Settle(int index, in ServerOperation reply) => true;
}
