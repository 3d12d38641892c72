using System.Reflection;
using System.Reflection.Metadata;
using System.Text;

namespace JobMaster.Tests.Architecture;

/// <summary>Renders what other assemblies can see of an assembly: a block per type, a line per member, in a stable order.</summary>
internal sealed class PublicApi(BuiltAssembly assembly)
{
    private readonly MetadataReader _metadata = assembly.Metadata;
    private readonly SignatureText _names = new(assembly, fullNames: false);
    private readonly PublicMembers _members = new(assembly);

    public string Render()
    {
        var text = new StringBuilder();
        foreach (var type in assembly.Types.Where(assembly.IsPublic).OrderBy(assembly.FullNameOf, StringComparer.Ordinal))
        {
            text.Append(Declaration(type)).Append('\n');
            foreach (var member in _members.Of(type).Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private string Declaration(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var attributes = assembly.Attributes(type.GetCustomAttributes(), "System.Diagnostics.CodeAnalysis.ExperimentalAttribute")
            .Select(texts => $"[Experimental({texts[0]})] ");
        var name = assembly.FullNameOf(handle).Split('`')[0];
        var parameters = type.GetGenericParameters()
            .Select(parameter => _metadata.GetString(_metadata.GetGenericParameter(parameter).Name))
            .ToList();
        var generic = parameters.Count > 0 ? $"<{string.Join(", ", parameters)}>" : "";
        return $"{string.Concat(attributes)}{Kind(handle, type)} " +
            $"{name}{generic}{Bases(type, parameters)}{_members.Constraints(type.GetGenericParameters(), new(parameters, []))}";
    }

    private string Kind(TypeDefinitionHandle handle, TypeDefinition type)
    {
        var (isAbstract, isSealed) = (type.Attributes.HasFlag(TypeAttributes.Abstract), type.Attributes.HasFlag(TypeAttributes.Sealed));
        return (type.Attributes.HasFlag(TypeAttributes.Interface), assembly.BaseNameOf(handle)) switch
        {
            (true, _) => "interface",
            (_, "System.Enum") => "enum",
            (_, "System.MulticastDelegate") => "delegate",
            (_, "System.ValueType") when assembly.Has(type.GetCustomAttributes(), "System.Runtime.CompilerServices.IsReadOnlyAttribute") =>
                "readonly struct",
            (_, "System.ValueType") => "struct",
            _ when isAbstract && isSealed => "static class",
            _ when isAbstract => $"abstract {ClassOrRecord(type)}",
            _ when isSealed => $"sealed {ClassOrRecord(type)}",
            _ => ClassOrRecord(type),
        };
    }

    private string ClassOrRecord(TypeDefinition type) =>
        type.GetMethods().Any(method => _metadata.StringComparer.Equals(_metadata.GetMethodDefinition(method).Name, "<Clone>$"))
            ? "record"
            : "class";

    private string Bases(TypeDefinition type, List<string> parameters)
    {
        var context = new TypeParameters(parameters, []);
        var interfaces = type.GetInterfaceImplementations()
            .Select(implementation => _names.Of(_metadata.GetInterfaceImplementation(implementation).Interface, context))
            .Order(StringComparer.Ordinal);
        var bases = new[] { _names.Of(type.BaseType, context) }
            .Where(name => name is not ("" or "Object" or "Enum" or "ValueType" or "MulticastDelegate"))
            .Concat(interfaces)
            .ToList();
        return bases.Count > 0 ? $" : {string.Join(", ", bases)}" : "";
    }
}
