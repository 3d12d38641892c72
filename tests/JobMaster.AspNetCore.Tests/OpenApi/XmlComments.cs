using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>The summaries that the compiler wrote beside the assemblies.</summary>
internal sealed partial class XmlComments
{
    private readonly Dictionary<string, XElement> _members = new[] { "JobMaster", "JobMaster.AspNetCore" }
        .SelectMany(assembly => XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")).Descendants("member"))
        .DistinctBy(member => member.Attribute("name")!.Value)
        .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    public string? Of(Type type) => Summary($"T:{type.FullName}");

    /// <summary>Of a property; of a record's positional one, the text of its parameter.</summary>
    public string? Of(PropertyInfo property) =>
        Summary($"P:{property.DeclaringType!.FullName}.{property.Name}")
        ?? (_members.TryGetValue($"T:{property.DeclaringType.FullName}", out var type)
            ? type.Elements("param").Where(param => param.Attribute("name")!.Value == property.Name).Select(Text).FirstOrDefault()
            : null);

    private string? Summary(string name) =>
        _members.TryGetValue(name, out var member) && member.Element("summary") is { } summary ? Text(summary) : null;

    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } see => Named(see),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => Text(other),
        _ => "",
    };

    private static string Named(XElement see) => see.Attributes().First().Value.Split('(')[0].Split('.')[^1] switch
    {
        [var first, .. var rest] => $"`{char.ToLowerInvariant(first)}{rest}`",
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
