using JobMaster.Execution;

namespace JobMaster.Tests.Execution;

public sealed class FailureFingerprintTests
{
    [Theory]
    [InlineData("Order 4711 not found", "Order 4712 not found")]
    [InlineData("User 'ann' is unknown", "User 'bob o hara' is unknown")]
    [InlineData("No \"a\" in \"b\"", "No \"x y\" in \"\"")]
    [InlineData("GET https://shop.example/orders/a?b=c failed", "GET https://other.example:8080/x failed")]
    [InlineData("Cannot mail ann@example.com", "Cannot mail bob.smith+x@mail.example.org")]
    [InlineData("Job 0192f4f0-8f6e-7c1a-9b1e-0a1b2c3d4e5f gone", "Job {0192F4F0-8F6E-7C1A-9B1E-0A1B2C3D4E60} gone")]
    [InlineData("Refused by 10.0.0.1:5432", "Refused by 192.168.17.44:5433")]
    [InlineData("Refused by db.internal:5432", "Refused by db-2.internal:5433")]
    [InlineData("Hash deadbeefdeadbeefdead is wrong", "Hash cafebabecafebabecafebabe is wrong")]
    [InlineData("No file /var/data/a/b.txt", "No file /var/data/c.txt")]
    [InlineData("No file C:\\data\\a.txt", "No file D:\\other\\b\\c.txt")]
    [InlineData("Took 1.5s, limit -3", "Took 17,250.4ms, limit 12")]
    [InlineData("İIıi 1 schlägt fehl", "İIıi 2 schlägt fehl")]
    public void What_varies_is_replaced(string one, string other)
    {
        FailureFingerprint.Normalized(one).ShouldBe(FailureFingerprint.Normalized(other));
        FailureFingerprint.Of(one).ShouldBe(FailureFingerprint.Of(other));
    }

    [Theory]
    [InlineData("Order not found", "Customer not found")]
    [InlineData("can't open it, won't close it", "can't read it, won't close it")]
    [InlineData("", "x")]
    public void What_does_not_vary_stays(string one, string other) =>
        FailureFingerprint.Of(one).ShouldNotBe(FailureFingerprint.Of(other));

    [Fact]
    public void The_type_counts_and_wrappers_do_not()
    {
        var plain = new InvalidOperationException("a");

        FailureFingerprint.Of(plain).ShouldNotBe(FailureFingerprint.Of(new ArgumentException("a")));
        FailureFingerprint.Of(new AggregateException(plain)).ShouldBe(FailureFingerprint.Of(plain));
        FailureFingerprint.Of(plain).Length.ShouldBe(16);
    }

    [Fact]
    public void Two_methods_of_the_app_that_throw_the_same_differ_and_one_method_is_the_same_each_time()
    {
        var paid = Thrown(() => Shop.Orders.Pay(17));
        var refunded = Thrown(() => Shop.Orders.Refund(17));
        (refunded.GetType(), refunded.Message).ShouldBe((paid.GetType(), paid.Message));

        FailureFingerprint.Of(refunded).ShouldNotBe(FailureFingerprint.Of(paid));
        FailureFingerprint.Of(Thrown(() => Shop.Orders.Pay(18))).ShouldBe(FailureFingerprint.Of(paid));
        FailureFingerprint.Of(new InvalidOperationException(paid.Message)).ShouldNotBe(FailureFingerprint.Of(paid), "nobody threw it");
    }

    [Fact]
    public void The_methods_of_the_app_on_top_of_the_stack_count_without_lines_and_arguments()
    {
        const string Stack = """
               at System.Net.Sockets.Socket.Connect(EndPoint remote)
               at Shop.Mail.SmtpClient.<>c__DisplayClass7_0.<Send>b__1(String to) in /src/a/SmtpClient.cs:line 42
            --- End of stack trace from previous location ---
               at Shop.Mail.SendReceipt.HandleAsync(Receipt receipt, JobContext job, CancellationToken token) in C:\src\b.cs:line 7
               at JobMaster.Execution.JobExecutor.RunHandlerAsync(RunningAttempt attempt)
               at Shop.A.B()
               at Shop.A.C()
            """;

        FailureFingerprint.OwnFrames(Stack).ShouldBe(
            ["Shop.Mail.SmtpClient.<>c__DisplayClass#_#.<Send>b__#", "Shop.Mail.SendReceipt.HandleAsync", "Shop.A.B"]);
        FailureFingerprint.OwnFrames(null).ShouldBeEmpty();
        FailureFingerprint.OwnFrames("no stack (at all").ShouldBeEmpty();
    }

    [Fact]
    public void A_hostile_message_does_not_throw()
    {
        foreach (var part in new[] { "a", "a.", "a-", "'", "\"", "[:", "/a", "1", "\u0000", "\ud800", "🙂" })
        {
            FailureFingerprint.Of(string.Concat(Enumerable.Repeat(part, 100_000))).Length.ShouldBe(16);
        }

        FailureFingerprint.Of(new MuteException()).Length.ShouldBe(16);
    }

    [Fact]
    public void The_title_is_the_first_line_without_what_varies() =>
        FailureFingerprint.Title("Shop.OutOfStock: 17 of 'pen' left\r\n   at Shop.A.B()").ShouldBe("Shop.OutOfStock: # of # left");

    private static InvalidOperationException Thrown(Action act) => Should.Throw<InvalidOperationException>(act);

    private sealed class MuteException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override string? StackTrace => throw new InvalidOperationException("no stack");
    }
}
