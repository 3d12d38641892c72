using JobMaster.NatsJetStream.Client;

namespace JobMaster.NatsJetStream.Tests;

public sealed class AckSubjectTests
{
    [Theory]
    [InlineData("$JS.ACK.S.c1.2.17.5.1795562457970259823.3")]
    [InlineData("$JS.ACK.hub.ACCHASH.S.c1.2.17.5.1795562457970259823.3")]
    [InlineData("$JS.ACK._.ACCHASH.S.c1.2.17.5.1795562457970259823.3.Rnd0m")]
    public void Both_forms_are_read(string subject)
    {
        AckSubject.TryParse(subject, out var parsed).ShouldBeTrue();
        parsed.Deliveries.ShouldBe(2);
        parsed.StoredAt.ShouldBe(DateTimeOffset.UnixEpoch.AddTicks(17955624579702598));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$JS.ACK.S.c1.2.17.5.1795562457970259823")]
    [InlineData("$JS.ACK.S.c1.x.17.5.1795562457970259823.3")]
    [InlineData("$JS.ACK.S.c1.2.17.5.-1.3")]
    [InlineData("_INBOX.ACK.S.c1.2.17.5.1795562457970259823.3")]
    public void What_is_none_is_none(string subject) => AckSubject.TryParse(subject, out _).ShouldBeFalse();
}
