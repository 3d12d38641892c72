using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace JobMaster.Tests.Architecture;

/// <summary>An assembly read from its file, not loaded: what it references need not be there.</summary>
internal sealed class BuiltAssembly
{
    private static readonly ConcurrentDictionary<string, BuiltAssembly> Opened = new(StringComparer.Ordinal);

    private BuiltAssembly(string path)
    {
        Image = new PEReader(new MemoryStream(File.ReadAllBytes(path)));
        Metadata = Image.GetMetadataReader();
        Name = Metadata.GetString(Metadata.GetAssemblyDefinition().Name);
    }

    public string Name { get; }

    public PEReader Image { get; }

    public MetadataReader Metadata { get; }

    /// <summary>Every assembly of the src folder.</summary>
    public static IEnumerable<BuiltAssembly> All => Repository.Projects.Select(Of);

    public IEnumerable<string> References =>
        Metadata.AssemblyReferences.Select(handle => Metadata.GetString(Metadata.GetAssemblyReference(handle).Name));

    /// <summary>The types people wrote here, nested ones too; generated ones stand in other namespaces or have unspeakable names.</summary>
    public IEnumerable<TypeDefinitionHandle> Types => Metadata.TypeDefinitions.Where(IsWritten);

    public static BuiltAssembly Of(string project) => Open(Repository.AssemblyFile(project));

    public static BuiltAssembly Open(string path) => Opened.GetOrAdd(path, static path => new BuiltAssembly(path));

    public string NameOf(TypeDefinitionHandle handle) => Metadata.GetString(Metadata.GetTypeDefinition(handle).Name);

    public string NamespaceOf(TypeDefinitionHandle handle) => Metadata.GetString(Metadata.GetTypeDefinition(Outermost(handle)).Namespace);

    public string FullNameOf(TypeDefinitionHandle handle)
    {
        var declaring = Metadata.GetTypeDefinition(handle).GetDeclaringType();
        return declaring.IsNil ? $"{NamespaceOf(handle)}.{NameOf(handle)}" : $"{FullNameOf(declaring)}.{NameOf(handle)}";
    }

    /// <summary>The type at the top of the nesting, which answers for all that is compiled into it.</summary>
    public TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (Metadata.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } declaring)
        {
            handle = declaring;
        }

        return handle;
    }

    /// <summary>Whether code of other assemblies can name the type.</summary>
    public bool IsPublic(TypeDefinitionHandle handle)
    {
        var type = Metadata.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
                IsPublic(type.GetDeclaringType()),
            _ => false,
        };
    }

    /// <summary>The base type's full name without type arguments; empty for interfaces and <see cref="object"/>.</summary>
    public string BaseNameOf(TypeDefinitionHandle handle)
    {
        var text = new SignatureText(this, fullNames: true).Of(Metadata.GetTypeDefinition(handle).BaseType, default);
        return text.Split('<')[0];
    }

    /// <summary>The texts given to each attribute of that name, for attributes that take nothing but text.</summary>
    public IEnumerable<IReadOnlyList<string>> Attributes(CustomAttributeHandleCollection handles, string attributeName)
    {
        foreach (var attribute in handles.Select(Metadata.GetCustomAttribute).Where(attribute => AttributeName(attribute) == attributeName))
        {
            var texts = new List<string>();
            var value = Metadata.GetBlobReader(attribute.Value);
            value.ReadUInt16();
            while (value.RemainingBytes > sizeof(ushort))
            {
                texts.Add(value.ReadSerializedString() ?? "");
            }

            yield return texts;
        }
    }

    public bool Has(CustomAttributeHandleCollection handles, string attributeName) =>
        handles.Select(Metadata.GetCustomAttribute).Any(attribute => AttributeName(attribute) == attributeName);

    private string AttributeName(CustomAttribute attribute)
    {
        var type = attribute.Constructor.Kind == HandleKind.MethodDefinition
            ? Metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType()
            : Metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        return new SignatureText(this, fullNames: true).Of(type, default);
    }

    private bool IsWritten(TypeDefinitionHandle handle)
    {
        if (NameOf(handle).Contains('<', StringComparison.Ordinal))
        {
            return false;
        }

        var type = Metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } declaring
            ? IsWritten(declaring)
            : NamespaceOf(handle).StartsWith("JobMaster", StringComparison.Ordinal)
                && !Has(type.GetCustomAttributes(), "System.Runtime.CompilerServices.CompilerGeneratedAttribute");
    }
}
