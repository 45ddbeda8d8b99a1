package io.ixi.vm.kernel.crypto;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * Prints verifications and signatures per second of processor time of one thread: our verifier with a key expanded
 * before, with a key expanded each time, Bouncy Castle, and the JDK; our signer and Bouncy Castle's. All in one run, in
 * turns, so that the ratios hold on a noisy machine. Arguments: seconds of warm-up and of measuring for each figure
 * (default 2 and 3).
 */
final class VerifyBenchmark {
    private static final int ROUNDS = 3;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private VerifyBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        double warmUp = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 2;
        double measured = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 3;
        for (Scheme scheme : Scheme.values()) {
            run(scheme, warmUp, measured);
        }
    }

    private static void run(Scheme scheme, double warmUp, double measured) throws Exception {
        Random random = new Random(1);
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        byte[] message = new byte[256];
        random.nextBytes(message);
        byte[] other = new byte[256];
        byte[] context = new byte[0];
        SigningKey signing = SigningKey.fromSeed(scheme, seed);
        byte[] publicKey = signing.publicKey().toArray();
        byte[] signature = signing.sign(context, message, new byte[32]);
        PublicKey cached = PublicKey.decode(scheme, signing.publicKey()).orElseThrow();
        MLDSAPublicKeyParameters bouncy = new MLDSAPublicKeyParameters(parameters(scheme), publicKey);
        Signature jdk = Signature.getInstance(scheme.title(), "SUN");
        java.security.PublicKey jdkKey = KeyFactory.getInstance(scheme.title(), "SUN")
                .generatePublic(new X509EncodedKeySpec(spki(scheme, publicKey)));
        MLDSAPrivateKeyParameters secret = new MLDSAPrivateKeyParameters(parameters(scheme), seed);
        String[] names = {"IXI cached", "IXI uncached", "Bouncy Castle", "JDK", "IXI sign", "Bouncy Castle sign"};
        BooleanSupplier[] tasks = {
            () -> cached.verify(context, message, signature),
            () -> MlDsaVerifier.verify(scheme, publicKey, context, message, signature),
            () -> bouncyCastle(bouncy, message, signature),
            () -> jdk(jdk, jdkKey, message, signature),
            () -> {
                random.nextBytes(other);
                return signing.sign(context, other, seed).length == scheme.signatureBytes();
            },
            () -> {
                random.nextBytes(other);
                return bouncyCastleSign(secret, other).length == scheme.signatureBytes();
            }
        };
        double[][] rates = new double[tasks.length][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int task = 0; task < tasks.length; task++) {
                if (round == 0) {
                    rate(tasks[task], warmUp);
                }
                rates[task][round] = rate(tasks[task], measured / ROUNDS);
            }
        }
        for (int task = 0; task < tasks.length; task++) {
            Arrays.sort(rates[task]);
            System.out.printf(
                    "%s %-18s %,9.0f /s  %5.2fx Bouncy Castle verify%n",
                    scheme.title(),
                    names[task],
                    rates[task][ROUNDS / 2],
                    rates[task][ROUNDS / 2] / rates[2][ROUNDS / 2]);
        }
    }

    private static double rate(BooleanSupplier task, double seconds) {
        long start = CLOCK.getCurrentThreadCpuTime();
        long end = start + (long) (seconds * 1e9);
        long count = 0;
        long now = start;
        while (now < end) {
            for (int i = 0; i < 20; i++) {
                if (!task.getAsBoolean()) {
                    throw new IllegalStateException("a valid signature was refused");
                }
            }
            count += 20;
            now = CLOCK.getCurrentThreadCpuTime();
        }
        return count * 1e9 / (now - start);
    }

    private static boolean bouncyCastle(MLDSAPublicKeyParameters key, byte[] message, byte[] signature) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(false, key);
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    private static byte[] bouncyCastleSign(MLDSAPrivateKeyParameters key, byte[] message) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean jdk(Signature verifier, java.security.PublicKey key, byte[] message, byte[] signature) {
        try {
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static MLDSAParameters parameters(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
        };
    }

    /** SubjectPublicKeyInfo: a fixed 22-byte head (RFC 9881), then the raw key. */
    static byte[] spki(Scheme scheme, byte[] publicKey) {
        String head = switch (scheme) {
            case ML_DSA_44 -> "30820532300b06096086480165030403110382052100";
            case ML_DSA_65 -> "308207b2300b0609608648016503040312038207a100";
            case ML_DSA_87 -> "30820a32300b060960864801650304031303820a2100";
        };
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(head), 22 + publicKey.length);
        System.arraycopy(publicKey, 0, bytes, 22, publicKey.length);
        return bytes;
    }
}
