using FsCheck;
using FsCheck.Fluent;

namespace JobMaster.Tests.Values;

public sealed class RoundTripTests
{
    [Flags]
    public enum Colours
    {
        None = 0,
        Red = 1,
        Green = 2,
    }

    private enum Wide : ulong
    {
        Top = ulong.MaxValue,
    }

    private enum Cased
    {
        Small = 1,
        SMALL = 2,
    }

    private static MessageData Stored(Func<WriteableMessageData, WriteableMessageData> set)
    {
        WriteableMessageData written = set(WriteableMessageData.New());
        MessageData read = MessageData.Parse(written.ToJson());
        read.ToJson().ShouldBe(written.ToJson());
        return read;
    }

    private static void Holds<T>(Arbitrary<T> values, Func<T, bool> property) =>
        Prop.ForAll(values, property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static Arbitrary<T> Any<T>() => ArbMap.Default.ArbFor<T>();

    [Fact]
    public void Any_string_comes_back() => Holds(
        Any<string>().Filter(s => s is null || !s.Any(char.IsSurrogate)),
        s => Stored(d => d.SetStringValue("v", s)).TryGetStringValue("v") == s);

    [Theory]
    [InlineData("")]
    [InlineData("2024-02-29T10:00:00Z")]
    [InlineData("42")]
    [InlineData("1.10")]
    [InlineData("null")]
    [InlineData("São Paulo 😀 👩‍👩‍👧 日本 </script> \"quoted\" \\ / \u0000 \u001f \u007f \u2028 \ufeff \uffff")]
    public void A_string_stays_that_string(string text)
    {
        Stored(d => d.SetStringValue("v", text)).GetStringValue("v").ShouldBe(text);
        WriteableMessageData.New().SetStringValue("v", text).GetStringValue("v").ShouldBe(text);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("with \"quotes\" and \\")]
    [InlineData("emoji 😀")]
    [InlineData("\u0000")]
    [InlineData(" ")]
    [InlineData("$.a[0]")]
    public void A_name_stays_that_name(string name)
    {
        MessageData data = Stored(d => d.SetIntValue(name, 1));
        data.Keys.ShouldBe([name]);
        data.GetIntValue(name).ShouldBe(1);
    }

    [Fact]
    public void Any_int_comes_back() => Holds(Any<int>(), v => Stored(d => d.SetIntValue("v", v)).GetIntValue("v") == v);

    [Fact]
    public void Any_long_comes_back() => Holds(Any<long>(), v => Stored(d => d.SetLongValue("v", v)).GetLongValue("v") == v);

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData((1L << 53) + 1)]
    public void Long_extremes_come_back(long value) =>
        Stored(d => d.SetLongValue("v", value)).GetLongValue("v").ShouldBe(value);

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Int_extremes_come_back(int value) => Stored(d => d.SetIntValue("v", value)).GetIntValue("v").ShouldBe(value);

    [Fact]
    public void Any_decimal_comes_back_bit_for_bit() => Holds(
        Gen.Choose(int.MinValue, int.MaxValue).Four().SelectMany(
            _ => Gen.Choose(0, 28),
            (ints, scale) => new decimal(ints.Item1, ints.Item2, ints.Item3, ints.Item4 < 0, (byte)scale)).ToArbitrary(),
        v => decimal.GetBits(Stored(d => d.SetDecimalValue("v", v)).GetDecimalValue("v")).SequenceEqual(decimal.GetBits(v)));

    [Fact]
    public void Decimal_keeps_its_scale_sign_and_extremes()
    {
        decimal[] values = [1.10m, 0.00m, -0.00m, 100m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m];
        foreach (decimal value in values)
        {
            decimal.GetBits(Stored(d => d.SetDecimalValue("v", value)).GetDecimalValue("v")).ShouldBe(decimal.GetBits(value));
        }

        Stored(d => d.SetDecimalValue("v", 1.10m)).ToJson().ShouldBe("""{"v":1.10}""");
    }

    [Fact]
    public void Any_double_comes_back_bit_for_bit() => Holds(
        Any<long>().Generator.Select(BitConverter.Int64BitsToDouble).Where(v => !double.IsNaN(v)).ToArbitrary(), SameBits);

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public void Unusual_doubles_come_back(double value, string json)
    {
        Stored(d => d.SetDoubleValue("v", value)).ToJson().ShouldBe($$"""{"v":{{json}}}""");
        SameBits(value).ShouldBeTrue();
    }

    private static bool SameBits(double value) =>
        BitConverter.DoubleToInt64Bits(
            Stored(d => d.SetDoubleValue("v", value)).GetDoubleValue("v")) == BitConverter.DoubleToInt64Bits(value);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Bools_come_back(bool value) => Stored(d => d.SetBoolValue("v", value)).GetBoolValue("v").ShouldBe(value);

    [Fact]
    public void Any_guid_comes_back() => Holds(Any<Guid>(), v => Stored(d => d.SetGuidValue("v", v)).GetGuidValue("v") == v);

    [Fact]
    public void Any_date_time_comes_back_with_its_kind() => Holds(
        Ticks().SelectMany(
            _ => Gen.Elements(DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Unspecified), (ticks, kind) => new DateTime(ticks, kind))
            .Where(v => v.Kind != DateTimeKind.Local || !TimeZoneInfo.Local.IsInvalidTime(v)).ToArbitrary(),
        v =>
        {
            DateTime read = Stored(d => d.SetDateTimeValue("v", v)).GetDateTimeValue("v");
            return read.Ticks == v.Ticks && read.Kind == v.Kind;
        });

    [Fact]
    public void Date_time_extremes_come_back()
    {
        foreach (DateTime value in (DateTime[])[DateTime.MinValue, DateTime.MaxValue, DateTime.UnixEpoch])
        {
            DateTime read = Stored(d => d.SetDateTimeValue("v", value)).GetDateTimeValue("v");
            read.ShouldBe(value);
            read.Kind.ShouldBe(value.Kind);
        }
    }

    [Fact]
    public void Any_date_time_offset_comes_back_with_its_offset() => Holds(
        Ticks().SelectMany(_ => Gen.Choose(-14 * 60, 14 * 60), (ticks, minutes) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes)))
            .ToArbitrary(),
        v => Stored(d => d.SetDateTimeOffsetValue("v", v)).GetDateTimeOffsetValue("v").EqualsExact(v));

    [Fact]
    public void Date_time_offset_extremes_come_back()
    {
        foreach (DateTimeOffset value in (DateTimeOffset[])[DateTimeOffset.MinValue, DateTimeOffset.MaxValue])
        {
            Stored(d => d.SetDateTimeOffsetValue("v", value)).GetDateTimeOffsetValue("v").EqualsExact(value).ShouldBeTrue();
        }
    }

    private static Gen<long> Ticks() => Any<long>().Generator.Select(
        seed =>
            TimeSpan.TicksPerDay + (long)(
                (ulong)(seed * 6364136223846793005) % (ulong)(DateTime.MaxValue.Ticks - (2 * TimeSpan.TicksPerDay))));

    [Fact]
    public void Any_time_span_comes_back() =>
        Holds(Any<TimeSpan>(), v => Stored(d => d.SetTimeSpanValue("v", v)).GetTimeSpanValue("v") == v);

    [Fact]
    public void Time_span_extremes_come_back()
    {
        Stored(d => d.SetTimeSpanValue("v", TimeSpan.MinValue)).GetTimeSpanValue("v").ShouldBe(TimeSpan.MinValue);
        Stored(d => d.SetTimeSpanValue("v", TimeSpan.MaxValue)).GetTimeSpanValue("v").ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Any_bytes_come_back() => Holds(
        Any<byte[]>().Filter(v => v is not null),
        v => Stored(d => d.SetByteArrayValue("v", v)).GetByteArrayValue("v").SequenceEqual(v));

    [Fact]
    public void Enums_come_back_by_name_and_by_number()
    {
        Stored(d => d.SetEnumValue("v", DayOfWeek.Friday)).ToJson().ShouldBe("""{"v":"Friday"}""");
        Stored(d => d.SetEnumValue("v", DayOfWeek.Friday)).GetEnumValue<DayOfWeek>("v").ShouldBe(DayOfWeek.Friday);
        Stored(d => d.SetEnumValue("v", Colours.Red | Colours.Green)).GetEnumValue<Colours>("v").ShouldBe(Colours.Red | Colours.Green);
        Stored(d => d.SetEnumValue("v", (Colours)12)).ToJson().ShouldBe("""{"v":12}""");
        Stored(d => d.SetEnumValue("v", (Colours)12)).GetEnumValue<Colours>("v").ShouldBe((Colours)12);
        Stored(d => d.SetEnumValue("v", (DayOfWeek)(-3))).GetEnumValue<DayOfWeek>("v").ShouldBe((DayOfWeek)(-3));
        Stored(d => d.SetEnumValue("v", Wide.Top)).GetEnumValue<Wide>("v").ShouldBe(Wide.Top);
        Stored(d => d.SetEnumValue("v", (Wide)(ulong.MaxValue - 1))).GetEnumValue<Wide>("v").ShouldBe((Wide)(ulong.MaxValue - 1));
        Stored(d => d.SetEnumValue("v", Cased.SMALL)).GetEnumValue<Cased>("v").ShouldBe(Cased.SMALL);
        MessageData.Parse("""{"v":"friday"}""").GetEnumValue<DayOfWeek>("v").ShouldBe(DayOfWeek.Friday);
        DayOfWeek? none = null;
        Stored(d => d.SetEnumValue("v", none)).TryGetEnumValue<DayOfWeek>("v").ShouldBeNull();
    }

    [Fact]
    public void Local_times_keep_their_instant_across_zones()
    {
        DateTimeOffset instant = new(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(-3));
        DateTime read = Stored(d => d.SetDateTimeOffsetValue("v", instant)).GetDateTimeValue("v");
        read.Kind.ShouldBe(DateTimeKind.Local);
        read.ToUniversalTime().ShouldBe(instant.UtcDateTime);
    }
}
