using System.Text.Json;
using JobMaster.Values;
namespace JobMaster.Tests.Values;

public sealed class MessageDataTests
{
    private const string EveryKind = """{"s":"text","n":5,"f":1.5,"b":true,"z":null,"a":[1],"o":{}}""";

    [Fact]
    public void Nothing_and_null_are_empty()
    {
        foreach (
            MessageData data in (MessageData[])[
                MessageData.Empty, MessageData.Parse(null), MessageData.Parse(" {} "), WriteableMessageData.New()])
        {
            data.Count.ShouldBe(0);
            data.Keys.ShouldBeEmpty();
            data.ToJson().ShouldBe("{}");
            data.ContainsKey("a").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("// comment\n{}")]
    public void What_is_not_an_object_is_refused(string json)
    {
        Should.Throw<FormatException>(() => MessageData.Parse(json)).Message.ShouldStartWith("Message data must be one JSON object");
        Should.Throw<FormatException>(() => JobMetadata.Parse(json)).Message.ShouldStartWith("Metadata must be one JSON object");
    }

    [Fact]
    public void The_refused_text_is_shortened() =>
        Should.Throw<FormatException>(() => MessageData.Parse(new string('x', 10_000))).Message.Length.ShouldBeLessThan(300);

    [Fact]
    public void Keys_keep_their_order_and_setting_again_replaces()
    {
        WriteableMessageData data = WriteableMessageData.New()
            .SetIntValue("z", 1).SetIntValue("a", 2).SetIntValue("m", 3).SetStringValue("a", "new").SetIntValue("A", 4);
        data.Keys.ShouldBe(["z", "a", "m", "A"]);
        data.Count.ShouldBe(4);
        data.ToJson().ShouldBe("""{"z":1,"a":"new","m":3,"A":4}""");
        MessageData.Parse(data.ToJson()).Keys.ShouldBe(["z", "a", "m", "A"]);
    }

    [Fact]
    public void The_last_of_two_equal_names_counts()
    {
        MessageData data = MessageData.Parse("""{"a":1,"b":2,"\u0061":3}""");
        data.GetIntValue("a").ShouldBe(3);
        data.Keys.ShouldBe(["a", "b"]);
        data.Count.ShouldBe(2);
    }

    [Fact]
    public void Null_is_stored_as_null_and_read_by_the_twins()
    {
        WriteableMessageData written = WriteableMessageData.New()
            .SetStringValue("v0", null).SetIntValue("v1", null).SetLongValue("v2", null).SetDecimalValue("v3", null)
            .SetDoubleValue("v4", null).SetBoolValue("v5", null).SetGuidValue("v6", null).SetDateTimeValue("v7", null)
            .SetDateTimeOffsetValue("v8", null).SetTimeSpanValue("v9", null).SetByteArrayValue("v10", null);
        MessageData parsed = MessageData.Parse(written.ToJson());
        parsed.Count.ShouldBe(11);
        foreach (MessageData data in (MessageData[])[written, parsed])
        {
            foreach (string name in data.Keys.Append("absent"))
            {
                data.ContainsKey(name).ShouldBe(name != "absent");
                data.TryGetStringValue(name).ShouldBeNull();
                data.TryGetIntValue(name).ShouldBeNull();
                data.TryGetLongValue(name).ShouldBeNull();
                data.TryGetDecimalValue(name).ShouldBeNull();
                data.TryGetDoubleValue(name).ShouldBeNull();
                data.TryGetBoolValue(name).ShouldBeNull();
                data.TryGetGuidValue(name).ShouldBeNull();
                data.TryGetDateTimeValue(name).ShouldBeNull();
                data.TryGetDateTimeOffsetValue(name).ShouldBeNull();
                data.TryGetTimeSpanValue(name).ShouldBeNull();
                data.TryGetByteArrayValue(name).ShouldBeNull();
                data.TryGetEnumValue<DayOfWeek>(name).ShouldBeNull();
            }
        }

        Should.Throw<FormatException>(() => parsed.GetStringValue("v0")).Message.ShouldContain(
            "'v0' is JSON null, not a string. Read it with the TryGet");
    }

    [Fact]
    public void The_twins_return_what_is_there()
    {
        DateTimeOffset at = new(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        MessageData data = WriteableMessageData.New()
            .SetStringValue("s", "x").SetIntValue("i", 1).SetLongValue("l", 2).SetDecimalValue("m", 1.5m).SetDoubleValue("d", 2.5)
            .SetBoolValue("b", value: false)
                .SetGuidValue("g", Guid.Empty)
                .SetDateTimeValue("t", at.UtcDateTime)
                .SetDateTimeOffsetValue("o", at)
            .SetTimeSpanValue("p", TimeSpan.FromDays(1))
                .SetByteArrayValue("y", [1])
                .SetEnumValue("e", DayOfWeek.Monday)
                .SetObjectValue("j", at);
        data.TryGetStringValue("s").ShouldBe("x");
        data.TryGetIntValue("i").ShouldBe(1);
        data.TryGetLongValue("l").ShouldBe(2);
        data.TryGetDecimalValue("m").ShouldBe(1.5m);
        data.TryGetDoubleValue("d").ShouldBe(2.5);
        data.TryGetBoolValue("b").ShouldBe(false);
        data.TryGetGuidValue("g").ShouldBe(Guid.Empty);
        data.TryGetDateTimeValue("t").ShouldBe(at.UtcDateTime);
        data.TryGetDateTimeOffsetValue("o").ShouldBe(at);
        data.TryGetTimeSpanValue("p").ShouldBe(TimeSpan.FromDays(1));
        data.TryGetByteArrayValue("y").ShouldBe([1]);
        data.TryGetEnumValue<DayOfWeek>("e").ShouldBe(DayOfWeek.Monday);
        data.TryGetObjectValue<DateTimeOffset>("j").ShouldBe(at);
    }

    [Fact]
    public void A_missing_name_is_told_with_those_that_exist()
    {
        string message = Should.Throw<KeyNotFoundException>(() => MessageData.Parse("""{"Url":"a","Tries":1}""").GetStringValue("url")).Message;
        message.ShouldBe(
            "Message data has no value named 'url'. Its names, which are case-sensitive: 'Url', 'Tries'. Read it with the TryGet method " +
            "if it may be absent.");
        Should.Throw<KeyNotFoundException>(() => JobMetadata.Empty.GetIntValue("a")).Message.ShouldStartWith(
            "Metadata has no value named 'a'. Its names, which are case-sensitive: none.");
    }

    [Fact]
    public void Many_names_are_cut()
    {
        WriteableMessageData data = WriteableMessageData.New();
        for (int i = 0; i < 50; i++)
        {
            data.SetIntValue($"name{i}", i);
        }

        Should.Throw<KeyNotFoundException>(() => data.GetIntValue("x")).Message.ShouldContain("'name19' and 30 more");
    }

    [Fact]
    public void A_value_of_another_type_is_told_with_the_fix()
    {
        MessageData data = MessageData.Parse(EveryKind);
        Should.Throw<FormatException>(() => data.GetIntValue("s")).Message.ShouldBe(
            "Message data value 's' is the string \"text\", not a whole number within int. Read it with GetStringValue. All names: 's', " +
            "'n', 'f', 'b', 'z', 'a', 'o'.");
        Should.Throw<FormatException>(() => data.TryGetIntValue("f")).Message.ShouldContain("the number 1.5");
        Should.Throw<FormatException>(() => data.GetStringValue("n")).Message.ShouldContain(
            "Read it with GetLongValue, GetDecimalValue or GetDoubleValue.");
        Should.Throw<FormatException>(() => data.GetStringValue("b")).Message.ShouldContain("Read it with GetBoolValue.");
        Should.Throw<FormatException>(() => data.GetStringValue("a")).Message.ShouldContain("the array [1]");
        Should.Throw<FormatException>(() => data.GetStringValue("o")).Message.ShouldContain("Read it with GetObjectValue.");
        Should.Throw<FormatException>(() => data.GetEnumValue<DayOfWeek>("s")).Message.ShouldContain(
            "System.DayOfWeek (such as Sunday, Monday");
    }

    [Theory]
    [InlineData("\"a text\"", "Int Long Decimal Double Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("\"5\"", "Int Long Decimal Double Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("5", "String Bool Guid DateTime DateTimeOffset TimeSpan ByteArray")]
    [InlineData("1.5", "String Int Long Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("2147483648", "String Int Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("1e400", "String Int Long Decimal Double Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("true", "String Int Long Decimal Double Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("{}", "String Int Long Decimal Double Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("[]", "String Int Long Decimal Double Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("null", "String Int Long Decimal Double Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("\"2024-01-01T00:00:00\"", "Int Long Decimal Double Bool Guid DateTimeOffset TimeSpan ByteArray Enum")]
    [InlineData("\"\\ud800 half a pair\"", "String Int Long Decimal Double Bool Guid DateTime DateTimeOffset TimeSpan ByteArray Enum")]
    public void Only_the_fitting_getters_read_a_value(string json, string refusing)
    {
        MessageData data = MessageData.Parse($$"""{"v":{{json}}}""");
        Dictionary<string, Action> getters = new(StringComparer.Ordinal)
        {
            ["String"] = () => data.GetStringValue("v"),
            ["Int"] = () => data.GetIntValue("v"),
            ["Long"] = () => data.GetLongValue("v"),
            ["Decimal"] = () => data.GetDecimalValue("v"),
            ["Double"] = () => data.GetDoubleValue("v"),
            ["Bool"] = () => data.GetBoolValue("v"),
            ["Guid"] = () => data.GetGuidValue("v"),
            ["DateTime"] = () => data.GetDateTimeValue("v"),
            ["DateTimeOffset"] = () => data.GetDateTimeOffsetValue("v"),
            ["TimeSpan"] = () => data.GetTimeSpanValue("v"),
            ["ByteArray"] = () => data.GetByteArrayValue("v"),
            ["Enum"] = () => data.GetEnumValue<DayOfWeek>("v"),
        };
        getters.Where(getter => Refuses(getter.Value)).Select(getter => getter.Key).ShouldBe(refusing.Split(' '));

        static bool Refuses(Action get)
        {
            try
            {
                get();
                return false;
            }
            catch (FormatException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void Empty_names_are_refused()
    {
        MessageData data = MessageData.Parse("""{"":1}""");
        Should.Throw<ArgumentException>(() => data.GetIntValue(""));
        Should.Throw<ArgumentException>(() => data.TryGetIntValue(""));
        Should.Throw<ArgumentException>(() => data.ContainsKey(""));
        Should.Throw<ArgumentException>(() => WriteableMessageData.New().SetIntValue("", 1));
        Should.Throw<ArgumentNullException>(() => WriteableMessageData.New().SetObjectValue(null!, 1));
    }

    // Not as InlineData: attributes are stored as UTF-8, which replaces half a pair.
    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        foreach (string text in (string[])["\ud800", "a\udc00b", "😀\ud83d", "\udc00\ud800"])
        {
            Should.Throw<ArgumentException>(() => WriteableMessageData.New().SetStringValue("note", text)).Message.ShouldContain("'note'");
            Should.Throw<ArgumentException>(() =>
                WritableMetadata.New().SetIntValue(text, 1)).Message.ShouldContain("half a surrogate pair");
            Should.Throw<FormatException>(() => MessageData.Parse($$"""{"a":"{{text}}"}"""));
            MessageData.Parse("""{"a":1}""").ContainsKey(text).ShouldBeFalse();
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_written_by_others_spoils_only_its_own_value()
    {
        MessageData data = MessageData.Parse("""{"a":1,"\ud800":2,"c":"\ud800"}""");
        data.Keys.ShouldBe(["a", "c"]);
        data.GetIntValue("a").ShouldBe(1);
        data.TryGetIntValue("z").ShouldBeNull();
        Should.Throw<FormatException>(() => data.GetStringValue("c")).Message.ShouldContain("half a surrogate pair");
    }

    [Fact]
    public void Values_inside_another_object_are_written_and_read_whatever_their_type()
    {
        var inside = new Inside(
            WriteableMessageData.New().SetIntValue("a", 1), WritableMetadata.New().SetStringValue("b", "c"),
            MessageData.Parse("""{"d":null}"""));

        var json = JsonSerializer.Serialize(inside, PayloadOptions.Default);
        json.ShouldBe("""{"Data":{"a":1},"Metadata":{"b":"c"},"Other":{"d":null}}""");
        var read = JsonSerializer.Deserialize<Inside>(json, PayloadOptions.Default)!;
        read.Data.SetIntValue("e", 2).ToJson().ShouldBe("""{"a":1,"e":2}""");
        read.Metadata.SetIntValue("b", 3).ToJson().ShouldBe("""{"b":3}""");
        Should.Throw<FormatException>(() => JsonSerializer.Deserialize<Inside>("""{"Data":[1],"Metadata":{},"Other":{}}"""))
            .Message.ShouldContain("does not start with '{'");
    }

    [Fact]
    public void What_was_read_is_written_as_it_was() =>
        MessageData.Parse(" {\"a\" : 1.10, \"b\":\"\\u0041\"} ").ToJson().ShouldBe("{\"a\" : 1.10, \"b\":\"\\u0041\"}");

    [Fact]
    public void Reading_allocates_nothing_for_what_is_not_asked_for()
    {
        MessageData data = MessageData.Parse("{" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"k{i}\":{i}")) + "}");
        data.GetLongValue("k7").ShouldBe(7);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long value = data.GetLongValue("k7");
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        value.ShouldBe(7);
        allocated.ShouldBe(0);
    }

    private sealed record Inside(WriteableMessageData Data, WritableMetadata Metadata, MessageData Other);
}
