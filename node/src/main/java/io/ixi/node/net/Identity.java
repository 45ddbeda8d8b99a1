package io.ixi.node.net;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.Scheme;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A validator's key as TLS uses it: the private key and a self-signed certificate over it. The key signs TLS messages
 * and the certificate with FIPS 204's empty context, votes with another one, so neither can stand for the other.
 * Immutable.
 */
public final class Identity {
    // X.509 has no "forever": RFC 5280 section 4.1.2.5 gives 99991231235959Z for that
    private static final Instant NOT_BEFORE = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant NOT_AFTER = Instant.parse("9999-12-31T23:59:59Z");

    private final Bytes publicKey;
    private final PrivateKey privateKey;
    private final X509Certificate certificate;

    private Identity(Bytes publicKey, PrivateKey privateKey, X509Certificate certificate) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.certificate = certificate;
    }

    /**
     * Derives the key (FIPS 204, ML-DSA.KeyGen_internal) and signs a certificate over it.
     *
     * @param seed 32 bytes; not kept, the caller zeroes it
     */
    public static Identity fromSeed(Scheme scheme, byte[] seed) {
        if (seed.length != 32) {
            throw new IllegalArgumentException("a seed is 32 bytes, not " + seed.length);
        }
        MLDSAPrivateKeyParameters key = new MLDSAPrivateKeyParameters(parameters(scheme), seed);
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(oid(scheme));
        byte[] expanded = key.getEncoded();
        try {
            // the JDK's provider reads the expanded key, wrapped in an OCTET STRING
            byte[] pkcs8 = new PrivateKeyInfo(algorithm, new DEROctetString(expanded)).getEncoded();
            PrivateKey privateKey = KeyFactory.getInstance("ML-DSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            Arrays.fill(pkcs8, (byte) 0);
            X509Certificate certificate =
                    certificate(scheme, privateKey, new SubjectPublicKeyInfo(algorithm, key.getPublicKey()));
            return new Identity(
                    Bytes.copyOf(key.getPublicKey()), new NamedKey(jcaName(scheme), privateKey), certificate);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("this Java runtime cannot use " + scheme + " keys; use JDK 25 or later", e);
        } finally {
            Arrays.fill(expanded, (byte) 0);
        }
    }

    private static X509Certificate certificate(Scheme scheme, PrivateKey privateKey, SubjectPublicKeyInfo subject)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X500Name name = new X500Name("CN=ixi validator");
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name, BigInteger.ONE, Date.from(NOT_BEFORE), Date.from(NOT_AFTER), name, subject);
        ContentSigner signer = new JcaContentSignerBuilder(jcaName(scheme)).build(privateKey);
        X509CertificateHolder holder = builder.build(signer);
        // Bouncy Castle's own certificate class names its key ML-DSA-44; the JDK's says ML-DSA, which its JSSE does not
        // find
        return new JcaX509CertificateConverter()
                .setProvider(new BouncyCastleProvider())
                .getCertificate(holder);
    }

    /**
     * Checks that a certificate is valid now and signed by the key in it.
     *
     * @throws GeneralSecurityException for anything else
     */
    static void verifyOwnSignature(X509Certificate certificate) throws GeneralSecurityException {
        certificate.checkValidity();
        Signature signature = Signature.getInstance("ML-DSA");
        signature.initVerify(certificate.getPublicKey());
        signature.update(certificate.getTBSCertificate());
        if (!signature.verify(certificate.getSignature())) {
            throw new GeneralSecurityException("the certificate is not signed by its own key");
        }
    }

    /** The FIPS 204 bytes of a key. */
    static Bytes rawKey(PublicKey key) {
        return Bytes.wrap(SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getOctets());
    }

    public Bytes publicKey() {
        return publicKey;
    }

    /** This certificate with a key that is not its own: what a thief of certificates has. For tests. */
    Identity withPrivateKeyOf(Identity other) {
        return new Identity(publicKey, other.privateKey, certificate);
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    X509Certificate certificate() {
        return certificate;
    }

    private static MLDSAParameters parameters(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
        };
    }

    private static ASN1ObjectIdentifier oid(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> NISTObjectIdentifiers.id_ml_dsa_44;
            case ML_DSA_65 -> NISTObjectIdentifiers.id_ml_dsa_65;
            case ML_DSA_87 -> NISTObjectIdentifiers.id_ml_dsa_87;
        };
    }

    private static String jcaName(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> "ML-DSA-44";
            case ML_DSA_65 -> "ML-DSA-65";
            case ML_DSA_87 -> "ML-DSA-87";
        };
    }

    /** A JDK key under the name of its parameter set, by which Bouncy Castle's JSSE knows it. */
    private static final class NamedKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        private final String algorithm;
        private final transient PrivateKey key;

        NamedKey(String algorithm, PrivateKey key) {
            this.algorithm = algorithm;
            this.key = key;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return key.getFormat();
        }

        @Override
        public byte[] getEncoded() {
            return key.getEncoded();
        }
    }
}
