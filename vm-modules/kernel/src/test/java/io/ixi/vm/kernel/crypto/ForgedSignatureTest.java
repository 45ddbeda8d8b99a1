package io.ixi.vm.kernel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A public key whose vector t1 is zero lets anyone make a valid signature with the response and the hint of his choice
 * (Wycheproof's "ZeroPublicKey"). So the exact edges are reached with signatures that verify: the largest response
 * that is allowed and the first that is not, and hints from none to omega in every order of the rows.
 */
class ForgedSignatureTest {
    private static final byte[] MESSAGE = new byte[32];

    @ParameterizedTest
    @EnumSource
    void theResponseBoundIsExact(Scheme scheme) {
        Lattice lattice = Lattice.of(scheme);
        int largest = lattice.gamma1() - lattice.beta() - 1;
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            int at = random.nextInt(256 * lattice.l());
            for (int z : new int[] {largest, -largest}) {
                assertBothSay(true, scheme, forge(scheme, random, at, z, 0));
            }
            for (int z : new int[] {largest + 1, -largest - 1, lattice.gamma1(), 1 - lattice.gamma1()}) {
                assertBothSay(false, scheme, forge(scheme, random, at, z, 0));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyNumberOfHintsUpToOmegaCounts(Scheme scheme) {
        Random random = new Random(4);
        for (int hints = 0; hints <= Lattice.of(scheme).omega(); hints++) {
            byte[] signature = forge(scheme, random, 0, 1, hints);
            assertBothSay(true, scheme, signature);
            if (hints > 0) {
                byte[] other = signature.clone();
                int first = signature.length
                        - Lattice.of(scheme).omega()
                        - Lattice.of(scheme).k();
                other[first + random.nextInt(hints)] ^= 1;
                assertBothSay(false, scheme, other);
            }
        }
    }

    private static void assertBothSay(boolean expected, Scheme scheme, byte[] signature) {
        byte[] publicKey = zeroKey(scheme).toArray();
        assertThat(MlDsaVerifier.verify(scheme, publicKey, new byte[0], MESSAGE, signature))
                .isEqualTo(expected);
        MLDSASigner oracle = new MLDSASigner();
        oracle.init(false, new MLDSAPublicKeyParameters(VerifyBenchmark.parameters(scheme), publicKey));
        oracle.update(MESSAGE, 0, MESSAGE.length);
        assertThat(oracle.verifySignature(signature)).isEqualTo(expected);
    }

    /** Random small response with one given coefficient, random hints, and the challenge that the verifier computes. */
    private static byte[] forge(Scheme scheme, Random random, int at, int z, int hints) {
        Lattice lattice = Lattice.of(scheme);
        byte[] signature = new byte[scheme.signatureBytes()];
        int bits = lattice.gamma1Bits() + 1;
        for (int i = 0; i < 256 * lattice.l(); i++) {
            int value = lattice.gamma1() - (i == at ? z : random.nextInt(-1000, 1000));
            for (int bit = 0; bit < bits; bit++) {
                int place = 8 * lattice.challengeBytes() + bits * i + bit;
                signature[place >>> 3] |= (byte) (((value >>> bit) & 1) << (place & 7));
            }
        }
        putHints(lattice, random, hints, signature);
        PublicKey key = PublicKey.decode(scheme, zeroKey(scheme)).orElseThrow();
        byte[] challenge = key.challenge(key.begin(new byte[0]).absorb(MESSAGE), signature, key.response(signature));
        System.arraycopy(challenge, 0, signature, 0, challenge.length);
        return signature;
    }

    private static void putHints(Lattice lattice, Random random, int hints, byte[] signature) {
        int counts = signature.length - lattice.k();
        int at = counts - lattice.omega();
        int left = hints;
        for (int row = 0; row < lattice.k(); row++) {
            int here = row == lattice.k() - 1 ? left : random.nextInt(left + 1);
            int[] places = random.ints(0, 256).distinct().limit(here).sorted().toArray();
            for (int place : places) {
                signature[at++] = (byte) place;
            }
            left -= here;
            signature[counts + row] = (byte) (hints - left);
        }
    }

    private static Bytes zeroKey(Scheme scheme) {
        byte[] key = new byte[scheme.publicKeyBytes()];
        Arrays.fill(key, 0, 32, (byte) 7);
        return Bytes.wrap(key);
    }
}
