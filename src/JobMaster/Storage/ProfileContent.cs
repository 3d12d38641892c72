using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Storage;

/// <summary>The content of a profile of schedules in one version of the code.</summary>
/// <param name="ProfileId">The profile.</param>
/// <param name="Hash">The hash of the whole profile.</param>
/// <param name="DeclaredRevision">The revision that the profile declares.</param>
/// <param name="Keys">The keys of its schedules.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ProfileContent(string ProfileId, string Hash, long DeclaredRevision, IReadOnlyList<string> Keys);

/// <summary>A content of a profile that some node has, or had.</summary>
/// <param name="Content">The content.</param>
/// <param name="Revision">Its number: a content first seen later has a higher one.</param>
/// <param name="Beat">A counter, not a time: it rises as long as a node reports this content.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[Experimental("JM9001")]
public sealed record ProfileUse(ProfileContent Content, long Revision, long Beat);
