package io.ixi.node.net;

import io.ixi.consensus.types.Bytes;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.BCSSLParameters;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.jspecify.annotations.Nullable;

/**
 * Mutual TLS 1.3 with post-quantum keys only: key exchange X25519MLKEM768, ML-DSA certificates, AES-128-GCM. The
 * peer's certificate key must be one of a pinned set. Bouncy Castle's JSSE issues no TLS 1.3 session tickets and
 * reads no early data, so every connection is a full handshake.
 */
final class Tls {
    static final String GROUP = "X25519MLKEM768";
    static final String CIPHER = "TLS_AES_128_GCM_SHA256";
    static final String PROTOCOL = "TLSv1.3";

    private static final String[] SIGNATURES = {"mldsa44", "mldsa65", "mldsa87"};

    // without arguments it takes the primitives from the JDK, whose AES-GCM is eight times faster than Bouncy Castle's
    private static final BouncyCastleJsseProvider PROVIDER = new BouncyCastleJsseProvider();

    // it writes several lines per connection to the standard error; hostile input must not fill a disk. Held, for the
    // logging system forgets loggers that nobody holds
    private static final Logger NOISE = Logger.getLogger("org.bouncycastle.jsse");

    static {
        NOISE.setLevel(Level.OFF);
    }

    private Tls() {}

    /** A context that proves {@code identity} and accepts exactly the keys in {@code pinned}. */
    static SSLContext context(Identity identity, Set<Bytes> pinned) {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOL, PROVIDER);
            // given, for unpinned the provider would ask the JDK for Bouncy Castle's own generator
            context.init(
                    new KeyManager[] {new OwnKey(identity)},
                    new TrustManager[] {new PinnedKeys(pinned)},
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle's JSSE provider does not start", e);
        }
    }

    /** A fresh engine; never resumed. */
    static SSLEngine engine(SSLContext context, boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        BCSSLEngine configurable = (BCSSLEngine) engine;
        BCSSLParameters parameters = configurable.getParameters();
        restrict(parameters);
        configurable.setParameters(parameters);
        return engine;
    }

    /** The only algorithms in use; ML-DSA is off in Bouncy Castle unless named. */
    static void restrict(BCSSLParameters parameters) {
        parameters.setProtocols(new String[] {PROTOCOL});
        parameters.setCipherSuites(new String[] {CIPHER});
        parameters.setNamedGroups(new String[] {GROUP});
        parameters.setEarlyKeyShares(new String[] {GROUP});
        parameters.setSignatureSchemes(SIGNATURES);
        parameters.setSignatureSchemesCert(SIGNATURES);
        parameters.setNeedClientAuth(true);
    }

    /** The one key pair of this node, whatever is asked for. */
    private static final class OwnKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "validator";

        private final Identity identity;

        OwnKey(Identity identity) {
            this.identity = identity;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {identity.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.privateKey();
        }
    }

    /** Accepts a single self-signed certificate whose raw key is pinned. Names in it mean nothing. */
    private static final class PinnedKeys extends X509ExtendedTrustManager {
        private final Set<Bytes> pinned;

        PinnedKeys(Set<Bytes> pinned) {
            this.pinned = pinned;
        }

        private void check(X509Certificate @Nullable [] chain) throws CertificateException {
            if (chain == null || chain.length != 1) {
                throw new CertificateException("a peer shows exactly one certificate");
            }
            try {
                // the set first: a stranger costs no signature check
                if (!pinned.contains(Identity.rawKey(chain[0].getPublicKey()))) {
                    throw new CertificateException("unknown key");
                }
                Identity.verifyOwnSignature(chain[0]);
            } catch (CertificateException e) {
                throw e;
            } catch (GeneralSecurityException | RuntimeException e) {
                throw new CertificateException("unusable certificate", e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
