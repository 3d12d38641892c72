using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace JobMaster.AspNetCore.Access;

/// <summary>
/// One user of the configuration, under their name: <c>PasswordHash</c> and the members of <see cref="Access.Grant"/>.
/// </summary>
/// <param name="Name">The name; its case does not matter, as for all names of configuration.</param>
/// <param name="Password">The password's hash.</param>
/// <param name="Grant">The permissions and limits of the user.</param>
/// <param name="Stamp">Changes with every change of the user in the configuration.</param>
internal sealed record ApiUser(string Name, PasswordHash Password, Grant Grant, string Stamp)
{
    private static readonly string[] Members = ["PasswordHash"];

    /// <summary>Reads a user, or returns the problem.</summary>
    public static ApiUser? Read(IConfigurationSection section, out string? problem)
    {
        string who = $"The API user '{section.Key}'";
        if (section.Key.Length > Grant.LongestName || section.Key.Any(char.IsControl))
        {
            problem = $"{who} has a name with control characters, or of more than {Grant.LongestName} characters. Give another.";
            return null;
        }

        var grant = Grant.Read(section, who, section.Key, Members, out problem);
        var password = PasswordHash.Read(section["PasswordHash"], out string? why);
        problem ??= why is null ? null : $"The PasswordHash of the API user '{section.Key}' cannot be read: {why}. Make a new one.";
        return problem is not null || grant is null || password is null
            ? null
            : new ApiUser(section.Key, password, grant, StampOf(section));
    }

    private static string StampOf(IConfigurationSection section) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\0', section.AsEnumerable().OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{one.Key}\0{one.Value}")))));
}
