package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bouncy Castle and the JDK are the oracles: three implementations must say the same about every input. */
class MlDsaVerifierTest {
    private static final long SEED = 20261123;
    private static final int KEYS = 40;

    @ParameterizedTest
    @EnumSource
    void agreesWithBouncyCastleOnValidAndOnEveryTamperedInput(Scheme scheme) {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int round = 0; round < KEYS; round++) {
            Tampering.Signed original = signed(scheme, random, random.nextInt(4) == 0 ? 255 : random.nextInt(40));
            for (Tampering tampering : Tampering.values()) {
                Tampering.Signed s = tampering.apply(original, scheme, random);
                boolean ours = MlDsaVerifier.verify(scheme, s.publicKey, s.context, s.message, s.signature);
                assertThat(ours)
                        .as("seed %s round %s %s", SEED, round, tampering)
                        .isEqualTo(bouncyCastle(scheme, s));
                if (tampering == Tampering.NOTHING) {
                    assertThat(ours).as("seed %s round %s", SEED, round).isTrue();
                }
                accepted += ours ? 1 : 0;
            }
        }
        // Some inputs tolerate some tampering (no context bit to flip, no hint to swap); most do not.
        assertThat(accepted).isBetween(KEYS, 3 * KEYS);
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheJdkWhereTheContextIsEmpty(Scheme scheme) throws GeneralSecurityException {
        Random random = new Random(SEED + 1);
        Signature jdk = Signature.getInstance(scheme.title(), "SUN");
        for (int round = 0; round < 10; round++) {
            Tampering.Signed original = signed(scheme, random, 0);
            for (Tampering tampering : Tampering.values()) {
                Tampering.Signed s = tampering.apply(original, scheme, random);
                if (s.publicKey.length != scheme.publicKeyBytes() || s.context.length != 0) {
                    continue;
                }
                jdk.initVerify(KeyFactory.getInstance(scheme.title(), "SUN")
                        .generatePublic(new X509EncodedKeySpec(VerifyBenchmark.spki(scheme, s.publicKey))));
                jdk.update(s.message);
                boolean theirs;
                try {
                    theirs = jdk.verify(s.signature);
                } catch (SignatureException e) {
                    theirs = false;
                }
                assertThat(MlDsaVerifier.verify(scheme, s.publicKey, s.context, s.message, s.signature))
                        .as("seed %s round %s %s", SEED + 1, round, tampering)
                        .isEqualTo(theirs);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneDecodedKeyServesManyMessages(Scheme scheme) {
        Random random = new Random(SEED + 2);
        try (SigningKey signing = SigningKey.fromSeed(scheme, bytes(random, 32))) {
            PublicKey key = PublicKey.decode(scheme, signing.publicKey()).orElseThrow();
            assertThat(key.encoded()).isEqualTo(signing.publicKey());
            assertThat(key.scheme()).isEqualTo(scheme);
            for (int length = 0; length < 300; length += 37) {
                byte[] message = bytes(random, length);
                byte[] context = bytes(random, length % 256);
                byte[] signature = signing.sign(context, message, bytes(random, 32));
                assertThat(key.verify(context, message, signature)).isTrue();
                signature[0] ^= 1;
                assertThat(key.verify(context, message, signature)).isFalse();
            }
        }
    }

    @Property(tries = 300)
    void anyBytesGiveFalse(
            @ForAll Scheme scheme,
            @ForAll @Size(max = 5000) byte[] key,
            @ForAll @Size(max = 300) byte[] context,
            @ForAll byte[] message,
            @ForAll @Size(max = 5000) byte[] signature) {
        assertThat(MlDsaVerifier.verify(scheme, key, context, message, signature))
                .isFalse();
        assertThat(PublicKey.decode(scheme, Bytes.copyOf(key)))
                .matches(k -> k.isEmpty() || key.length == scheme.publicKeyBytes());
    }

    private static Tampering.Signed signed(Scheme scheme, Random random, int contextLength) {
        byte[] context = bytes(random, contextLength);
        byte[] message = bytes(random, random.nextInt(400));
        try (SigningKey key = SigningKey.fromSeed(scheme, bytes(random, 32))) {
            byte[] signature = key.sign(context, message, bytes(random, 32));
            return new Tampering.Signed(key.publicKey().toArray(), context, message, signature);
        }
    }

    /** Wrong lengths make Bouncy Castle throw; here that counts as false. */
    private static boolean bouncyCastle(Scheme scheme, Tampering.Signed s) {
        if (s.publicKey.length != scheme.publicKeyBytes() || s.context.length > 255) {
            return false;
        }
        MLDSASigner signer = new MLDSASigner();
        signer.init(
                false,
                new ParametersWithContext(
                        new MLDSAPublicKeyParameters(VerifyBenchmark.parameters(scheme), s.publicKey), s.context));
        signer.update(s.message, 0, s.message.length);
        return signer.verifySignature(s.signature);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
