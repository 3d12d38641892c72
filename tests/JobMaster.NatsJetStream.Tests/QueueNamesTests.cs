using FsCheck;
using FsCheck.Fluent;

namespace JobMaster.NatsJetStream.Tests;

public sealed class QueueNamesTests
{
    private static Gen<string> Texts { get; } = Gen.OneOf(
        Gen.Elements("default", "Payroll", "a b", "a.b", "*", ">", "=41", "A", "a", "_", "給与", "🚀", "a/b\\c"),
        Gen.Elements('a', 'B', '.', '*', '>', ' ', '=', '4', '1', '-', '_', 'é', '給', '/')
            .ArrayOf()
            .Where(letters => letters.Length > 0)
            .Select(letters => new string(letters)));

    [Fact]
    public void Names_are_readable_where_the_texts_are()
    {
        var names = new QueueNames("Cluster-1", "nats-1");
        names.Stream.ShouldBe("JobMaster_=43luster-1_nats-1");
        names.AllSubjects.ShouldBe("jobmaster.=43luster-1.nats-1.>");
        names.Subject(new JobQueue("mail", JobMasterPriority.High)).ShouldBe("jobmaster.=43luster-1.nats-1.4.mail");
        names.LaneSubjects("mail").ShouldBe("jobmaster.=43luster-1.nats-1.*.mail");
        QueueNames.Consumer(new JobQueue("mail", JobMasterPriority.High)).ShouldBe("4_mail");
    }

    [Fact]
    public void Any_lane_comes_back_from_its_subject_and_like_lanes_have_names_of_their_own() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(
            Texts.Two().ToArbitrary(),
            pair =>
            {
                var names = new QueueNames("c", "a");
                var (first, second) = (new JobQueue(pair.Item1, JobMasterPriority.Low), new JobQueue(pair.Item2, JobMasterPriority.Low));
                names.Queue(names.Subject(first)).ShouldBe(first);
                bool isSame = pair.Item1 == pair.Item2;
                (names.Subject(first) == names.Subject(second)).ShouldBe(isSame);
                string.Equals(QueueNames.Consumer(first), QueueNames.Consumer(second), StringComparison.OrdinalIgnoreCase).ShouldBe(isSame);
                names.Subject(first).ShouldAllBe(letter =>
                    char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-' || letter == '=' || letter == '.');
                QueueNames.Consumer(first).Length.ShouldBeLessThan(200);
            }));

    [Fact]
    public void A_long_text_is_cut_in_names_and_kept_whole_in_subjects()
    {
        var names = new QueueNames(new string('ж', 100), new string('x', 100));
        var (one, other) = (
            new JobQueue(new string('ж', 100), JobMasterPriority.Low), new JobQueue(new string('ж', 99) + "x", JobMasterPriority.Low));
        names.Stream.Length.ShouldBeLessThan(256);
        QueueNames.Consumer(one).ShouldNotBe(QueueNames.Consumer(other));
        QueueNames.Consumer(one).Length.ShouldBeLessThan(200);
        names.Queue(names.Subject(one)).ShouldBe(one);
    }

    [Theory]
    [InlineData("jobmaster.c.other.3.default")]
    [InlineData("jobmaster.c.a.3")]
    [InlineData("jobmaster.c.a.3.b.c")]
    [InlineData("jobmaster.c.a.x.default")]
    [InlineData("jobmaster.c.a.3.bad=4")]
    [InlineData("jobmaster.c.a.3.bad=zz")]
    public void A_foreign_subject_is_no_queue(string subject) => new QueueNames("c", "a").Queue(subject).ShouldBeNull();
}
