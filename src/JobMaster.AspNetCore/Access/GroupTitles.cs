namespace JobMaster.AspNetCore.Access;

/// <summary>
/// Hides values in the titles of failure groups if the payload of their example hides them. It keeps a title as long as its group has the
/// same example.
/// </summary>
/// <param name="jobs">Reads the examples.</param>
/// <param name="names">The names of members whose values are hidden.</param>
internal sealed class GroupTitles(IJobMonitor jobs, IEnumerable<string> names)
{
    private Dictionary<string, (Guid Example, string Found, string Shown)> _known = [];

    public async Task<IReadOnlyList<FailureGroup>> HideAsync(IReadOnlyList<FailureGroup> groups, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, (Guid Example, string Found, string Shown)>(StringComparer.Ordinal);
        var hidden = new List<FailureGroup>(groups.Count);
        foreach (var group in groups)
        {
            if (group.ExampleJobId is not { } example)
            {
                hidden.Add(group);
                continue;
            }

            var title = _known.TryGetValue(group.Fingerprint, out var before) && before.Example == example && before.Found == group.Title
                ? before
                : (Example: example, Found: group.Title, Shown: await TitleAsync(group, example, cancellationToken));
            known[group.Fingerprint] = title;
            hidden.Add(group with { Title = title.Shown });
        }

        _known = known;
        return hidden;
    }

    /// <summary>
    /// A title has '#' for the varying parts, so it may hold a part of a hidden value. If the error contains such a value, the title is the
    /// error's own first line, with the value hidden.
    /// </summary>
    private async Task<string> TitleAsync(FailureGroup group, Guid example, CancellationToken cancellationToken)
    {
        if (await jobs.GetAsync(example, cancellationToken) is not { Error: { } error } job)
        {
            return group.Fingerprint;
        }

        if (job.IsPayloadEncrypted)
        {
            return Redactor.Concealed(error);
        }

        var redactor = new Redactor(names, reveals: false);
        redactor.Learn(job);
        string line = error.Split('\n', 2)[0].TrimEnd();
        string shown = redactor.Text(line)!;
        return shown == line ? redactor.Text(group.Title)! : shown;
    }
}
