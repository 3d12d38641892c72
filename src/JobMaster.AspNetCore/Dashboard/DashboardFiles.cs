using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Dashboard;

/// <summary>The dashboard's files, which are part of the assembly.</summary>
internal static class DashboardFiles
{
    private const string Prefix = "JobMaster.AspNetCore.Dashboard/";
    private const string PageName = "index.html";

    private static readonly Dictionary<string, DashboardFile> Files = Read();

    /// <summary>The hash of all files; each version has a different one.</summary>
    public static string Hash { get; } = HashOf(Files);

    /// <summary>The page, which loads everything else from below its own address.</summary>
    public static DashboardFile Page { get; } = new(PageName, Encoding.UTF8.GetBytes(PageText()));

    /// <summary>The files that the page loads, by their paths.</summary>
    public static IReadOnlyDictionary<string, DashboardFile> Assets { get; } =
        Files.Where(file => file.Key != PageName).ToDictionary(StringComparer.Ordinal);

    private static Dictionary<string, DashboardFile> Read()
    {
        var assembly = typeof(DashboardFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                byte[] content = new byte[stream.Length];
                stream.ReadExactly(content);
                return new DashboardFile(name[Prefix.Length..].Replace('\\', '/'), content);
            })
            .ToDictionary(file => file.Path, StringComparer.Ordinal);
    }

    private static string HashOf(Dictionary<string, DashboardFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Values.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(file.Path));
            hash.AppendData(file.Content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    /// <summary>The page announces every module at once, so that a browser need not read one to find the next.</summary>
    private static string PageText()
    {
        string assets = $"assets/{Hash}/";
        string modules = string.Join(
            '\n',
            Files.Keys.Where(path => path.EndsWith(".js", StringComparison.Ordinal) && path is not ("main.js" or "vendor/uplot.js"))
                .Order(StringComparer.Ordinal)
                .Select(path => $"<link rel=\"modulepreload\" href=\"{assets}{path}\">"));
        return Encoding.UTF8.GetString(Files[PageName].Content)
            .Replace("{{modules}}", modules, StringComparison.Ordinal).Replace("{{assets}}", assets, StringComparison.Ordinal);
    }
}

/// <summary>A file as it is sent.</summary>
internal sealed class DashboardFile(string path, byte[] content)
{
    private readonly Lazy<byte[]> _packed = new(() => Pack(content));

    public string Path => path;

    public byte[] Content => content;

    /// <summary>The file in gzip format.</summary>
    public byte[] Packed => _packed.Value;

    public string MediaType => System.IO.Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The dashboard's file '{path}' ends in '{other}'. Add its media type here."),
    };

    public async Task SendAsync(HttpContext http)
    {
        bool isPacked = http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        byte[] body = isPacked ? Packed : content;
        http.Response.Headers.Vary = "Accept-Encoding";
        if (isPacked)
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }

        http.Response.ContentType = MediaType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
