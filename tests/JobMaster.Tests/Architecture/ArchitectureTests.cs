using System.Reflection;
using System.Reflection.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace JobMaster.Tests.Architecture;

/// <summary>The rules of CONTRIBUTING.md that can be read from the built assemblies.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] ForbiddenWords =
        [
            "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Processor", "Processors",
            "Engine", "Engines"];

    private static readonly string[] ForbiddenSuffixes = ["Raw", "Model", "Dto", "DTO", "Entity"];

    private static IEnumerable<(BuiltAssembly Assembly, TypeDefinitionHandle Handle, TypeDefinition Type)> AllTypes =>
        BuiltAssembly.All.SelectMany(assembly =>
            assembly.Types.Select(handle => (assembly, handle, assembly.Metadata.GetTypeDefinition(handle))));

    private static IEnumerable<TypeDefinitionHandle> Seams(BuiltAssembly core) =>
        core.Types.Where(type => core.NamespaceOf(type) == "JobMaster.Storage"
            && core.Metadata.GetTypeDefinition(type).Attributes.HasFlag(TypeAttributes.Interface));

    [Fact]
    public void Every_project_has_a_row_in_the_table_of_references() =>
        Repository.Projects.Where(project => !AllowedReferences.Knows(project)).ShouldBeEmpty();

    [Fact]
    public void Assemblies_reference_only_what_their_row_allows() =>
        (from assembly in BuiltAssembly.All
         from reference in assembly.References
         where !AllowedReferences.Allows(assembly.Name, reference)
         select $"{assembly.Name} → {reference}").ShouldBeEmpty();

    [Fact]
    public void Projects_name_only_packages_and_projects_their_row_allows() =>
        (from project in Repository.Projects
         from element in XDocument.Load(Repository.ProjectFile(project)).Descendants()
         where element.Name.LocalName is "PackageReference" or "ProjectReference"
         let name = element.Name.LocalName == "ProjectReference"
             ? Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value.Replace('\\', '/'))
             : element.Attribute("Include")!.Value
         where !AllowedReferences.Allows(project, name)
         select $"{project} → {name}").ShouldBeEmpty();

    [Fact]
    public void Every_namespace_of_the_core_has_a_layer()
    {
        var core = BuiltAssembly.Of("JobMaster");
        core.Types.Select(core.NamespaceOf)
            .Distinct()
            .Where(space => !Layers.IsFree(space) && Layers.HeightOf(space) is null)
            .ShouldBeEmpty();
    }

    [Fact]
    public void No_type_of_the_core_uses_a_higher_layer()
    {
        var core = BuiltAssembly.Of("JobMaster");
        (from pair in new TypeUses(core).All()
         where Layers.HeightOf(core.NamespaceOf(pair.User)) < Layers.HeightOf(core.NamespaceOf(pair.Used))
         orderby core.FullNameOf(pair.User), core.FullNameOf(pair.Used)
         select $"{core.FullNameOf(pair.User)} → {core.FullNameOf(pair.Used)}").ShouldBeEmpty();
    }

    [Fact]
    public void Store_seams_are_public_and_experimental_with_at_most_twelve_methods()
    {
        var core = BuiltAssembly.Of("JobMaster");
        (from handle in Seams(core)
         let type = core.Metadata.GetTypeDefinition(handle)
         let methods = type.GetMethods().Count(method =>
             !core.Metadata.GetMethodDefinition(method).Attributes.HasFlag(MethodAttributes.SpecialName))
         let isMarked = core.Attributes(type.GetCustomAttributes(), "System.Diagnostics.CodeAnalysis.ExperimentalAttribute")
             .Any(texts => texts[0] == "JM9001")
         where !core.IsPublic(handle) || !isMarked || methods > 12
         select $"{core.FullNameOf(handle)}: public {core.IsPublic(handle)}, [Experimental(\"JM9001\")] {isMarked}, {methods} methods")
             .ShouldBeEmpty();
    }

    [Fact]
    public void What_store_authors_alone_need_stays_out_of_completion_lists()
    {
        var core = BuiltAssembly.Of("JobMaster");
        (from handle in core.Types
         let type = core.Metadata.GetTypeDefinition(handle)
         where core.NamespaceOf(handle) == "JobMaster.Storage" && core.IsPublic(handle) && !type.IsNested
         where !core.Has(type.GetCustomAttributes(), "System.ComponentModel.EditorBrowsableAttribute")
         select core.FullNameOf(handle)).ShouldBeEmpty();
    }

    /// <summary>It stands on the monitor, the scheduler and the cluster's controls, as an app of a user could.</summary>
    [Theory]
    [InlineData("JobMaster.AspNetCore")]
    [InlineData("JobMaster.Client")]
    public void What_stands_outside_uses_no_type_of_a_store(string project)
    {
        var metadata = BuiltAssembly.Of(project).Metadata;
        var used = metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Where(type => metadata.GetString(type.Namespace).StartsWith("JobMaster", StringComparison.Ordinal))
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}").ToList();

        used.Where(name => name.StartsWith("JobMaster.Storage", StringComparison.Ordinal)).ShouldBeEmpty();
        used.Contains("JobMaster.IJobMasterMonitor").ShouldBe(project == "JobMaster.AspNetCore");
    }

    [Fact]
    public void Internal_classes_are_sealed_static_or_abstract_with_a_derived_type()
    {
        var bases = AllTypes.Select(type => type.Assembly.BaseNameOf(type.Handle)).ToHashSet(StringComparer.Ordinal);
        (from type in AllTypes
         where !type.Type.Attributes.HasFlag(TypeAttributes.Interface) && !type.Assembly.IsPublic(type.Handle)
         where !type.Type.Attributes.HasFlag(TypeAttributes.Sealed)
         where !(type.Type.Attributes.HasFlag(TypeAttributes.Abstract) && bases.Contains(type.Assembly.FullNameOf(type.Handle)))
         select type.Assembly.FullNameOf(type.Handle)).ShouldBeEmpty();
    }

    [Fact]
    public void There_are_at_most_five_public_exception_types()
    {
        var exceptions = from type in AllTypes
                         where type.Assembly.IsPublic(type.Handle)
                             && type.Assembly.BaseNameOf(type.Handle).EndsWith("Exception", StringComparison.Ordinal)
                         select type.Assembly.FullNameOf(type.Handle);

        // The client is used without the other packages, and has one of its own.
        exceptions = exceptions.Where(name => name != "JobMaster.Client.JobMasterApiException");
        exceptions.Count().ShouldBeLessThanOrEqualTo(5, string.Join(", ", exceptions));
    }

    [Fact]
    public void Types_are_named_for_their_role() =>
        (from type in AllTypes
         let words = Word().Matches(type.Assembly.NameOf(type.Handle)).Select(match => match.Value).ToList()
         where words.Intersect(ForbiddenWords).Any() || ForbiddenSuffixes.Contains(words.LastOrDefault())
         select type.Assembly.FullNameOf(type.Handle)).ShouldBeEmpty();

    [Fact]
    public void What_users_see_of_the_core_is_in_the_root_or_in_storage()
    {
        var core = BuiltAssembly.Of("JobMaster");
        core.Types.Where(type => core.IsPublic(type) && core.NamespaceOf(type) is not ("JobMaster" or "JobMaster.Storage"))
            .Select(core.FullNameOf)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_is_packable_described_and_ready_for_native_compilation() =>
        (from assembly in BuiltAssembly.All
         let attributes = assembly.Metadata.GetAssemblyDefinition().GetCustomAttributes()
         let isDescribed = assembly.Attributes(attributes, "System.Reflection.AssemblyDescriptionAttribute")
             .Any(texts => texts[0].Length > 0)
         let isAot = assembly.Attributes(attributes, "System.Reflection.AssemblyMetadataAttribute")
             .Any(texts => texts is ["IsAotCompatible", "True"])
         let isPackable = !File.ReadAllText(Repository.ProjectFile(assembly.Name)).Contains(
             "<IsPackable>false", StringComparison.OrdinalIgnoreCase)
         where !isDescribed || !isAot || !isPackable
         select $"{assembly.Name}: description {isDescribed}, IsAotCompatible {isAot}, packable {isPackable}").ShouldBeEmpty();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")]
    private static partial Regex Word();
}
