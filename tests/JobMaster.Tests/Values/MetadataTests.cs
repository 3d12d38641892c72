using System.Reflection;

namespace JobMaster.Tests.Values;

public sealed class MetadataTests
{
    [Fact]
    public void Metadata_comes_back()
    {
        DateTimeOffset at = new(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        WritableMetadata written = WritableMetadata.New()
            .SetStringValue("s", "x").SetIntValue("i", 1).SetLongValue("l", 2).SetDecimalValue("m", 1.50m).SetDoubleValue("d", 2.5)
            .SetBoolValue("b", value: true)
                .SetGuidValue("g", Guid.Empty)
                .SetDateTimeValue("t", at.UtcDateTime)
                .SetDateTimeOffsetValue("o", at)
            .SetTimeSpanValue("p", TimeSpan.FromDays(1)).SetByteArrayValue("y", [1, 2]).SetEnumValue("e", DayOfWeek.Monday)
            .SetObjectValue("j", new[] { 1, 2 });
        JobMetadata read = JobMetadata.Parse(written.ToJson());
        read.GetStringValue("s").ShouldBe("x");
        read.GetIntValue("i").ShouldBe(1);
        read.GetLongValue("l").ShouldBe(2);
        read.GetDecimalValue("m").ShouldBe(1.5m);
        read.GetDoubleValue("d").ShouldBe(2.5);
        read.GetBoolValue("b").ShouldBeTrue();
        read.GetGuidValue("g").ShouldBe(Guid.Empty);
        read.GetDateTimeValue("t").ShouldBe(at.UtcDateTime);
        read.GetDateTimeOffsetValue("o").ShouldBe(at);
        read.GetTimeSpanValue("p").ShouldBe(TimeSpan.FromDays(1));
        read.GetByteArrayValue("y").ShouldBe([1, 2]);
        read.GetEnumValue<DayOfWeek>("e").ShouldBe(DayOfWeek.Monday);
        read.GetObjectValue<int[]>("j").ShouldBe([1, 2]);
    }

    [Fact]
    public void Both_writers_have_the_same_setters()
    {
        Setters(typeof(WritableMetadata)).ShouldBe(Setters(typeof(WriteableMessageData)));

        static IEnumerable<string> Setters(Type type) =>
            type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(method =>
                $"{method.Name}(" +
                $"{string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType} {parameter.Name}"))})")
            .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Every_getter_has_a_twin_and_a_setter()
    {
        string[] getters =
        [
            .. typeof(JobValues).GetMethods().Select(method => method.Name)
                .Where(name => name.StartsWith("Get", StringComparison.Ordinal) && name.EndsWith("Value", StringComparison.Ordinal)),
        ];
        getters.Length.ShouldBe(13);
        string[] setters = [.. typeof(WriteableMessageData).GetMethods().Select(method => method.Name)];
        foreach (string getter in getters)
        {
            typeof(JobValues).GetMethod("Try" + getter).ShouldNotBeNull(getter);
            setters.ShouldContain($"Set{getter[3..]}");
        }
    }
}
