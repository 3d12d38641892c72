using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JobMaster.NatsJetStream.Tests.Servers;

/// <summary>An authority and what it signed, as PEM files in a temporary directory.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("jobmaster-tls-").FullName;
    private readonly X509Certificate2 _authority;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        Sign("server", names => names.AddIpAddress(IPAddress.Loopback));
        Sign("client", names => names.AddDnsName("worker"));
        Sign("stranger", names => names.AddDnsName("elsewhere"));
    }

    public string AuthorityFile => Path.Combine(_directory, "authority.pem");

    public string CertificateFile(string name) => Path.Combine(_directory, $"{name}.pem");

    public string KeyFile(string name) => Path.Combine(_directory, $"{name}-key.pem");

    /// <summary>The tls block of a server's configuration.</summary>
    /// <param name="server">Which certificate the server shows.</param>
    /// <param name="verify">Whether it wants one from its clients.</param>
    public string Configuration(string server = "server", bool verify = false) =>
        $"tls {{ cert_file: \"{CertificateFile(server)}\", key_file: \"{KeyFile(server)}\", ca_file: \"{AuthorityFile}\", verify: " +
        $"{(verify ? "true" : "false")} }}";

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Sign(string name, Action<SubjectAlternativeNameBuilder> addNames)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        addNames(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using var signed = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddHours(12), serial);
        File.WriteAllText(CertificateFile(name), signed.ExportCertificatePem());
        File.WriteAllText(KeyFile(name), key.ExportPkcs8PrivateKeyPem());
    }
}
