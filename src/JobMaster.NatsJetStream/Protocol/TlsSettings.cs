using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace JobMaster.NatsJetStream.Protocol;

/// <summary>How a TLS handshake goes: whom we trust and what we show. Files are read for each connection, so renewed ones are taken up.</summary>
internal sealed class TlsSettings(NatsJetStreamOptions options)
{
    public SslClientAuthenticationOptions For(ServerAddress server)
    {
        var settings = new SslClientAuthenticationOptions { TargetHost = server.TlsName ?? server.Host };
        if (options.TlsCaFile is { } authorities)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authorities);
            settings.CertificateChainPolicy = policy;
        }

        if (options.TlsCertificateFile is { } file)
        {
            using var fromPem = X509Certificate2.CreateFromPemFile(file, options.TlsKeyFile);

            // Windows cannot use a key that only lives in memory; the detour makes it one that it can.
            var certificate = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), password: null);
            settings.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        }

        options.ConfigureTls?.Invoke(settings);
        return settings;
    }
}
