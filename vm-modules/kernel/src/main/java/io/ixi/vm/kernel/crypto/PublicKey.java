package io.ixi.vm.kernel.crypto;

import io.ixi.consensus.types.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * An ML-DSA public key (FIPS 204), expanded once for many verifications: the matrix A, the vector t1 and the key's hash
 * are computed here and not for every signature. Holds {@code 4 * 256 * k * (l + 1)} bytes: 20, 36 and 64 KiB for the
 * three schemes. Immutable and thread-safe.
 *
 * <p>A public key, a message and a signature are no secrets, so the time taken may depend on them.
 */
public final class PublicKey {
    private static final int MAX_CONTEXT_BYTES = 255;
    private static final int RHO_BYTES = 32;
    private static final int TR_BYTES = 64;
    private static final int MU_BYTES = 64;
    private static final int N = Ntt.N;
    private static final int Q = Ntt.Q;

    private final Scheme scheme;
    private final Lattice lattice;
    private final Bytes encoded;
    private final byte[] tr;

    /** Rows of A and, as the last column, -2^d t1; transformed, each times R / 256. */
    private final int[] matrix;

    private PublicKey(Scheme scheme, Bytes encoded) {
        this.scheme = scheme;
        this.lattice = Lattice.of(scheme);
        this.encoded = encoded;
        byte[] bytes = encoded.unsafeArray();
        this.tr = Keccak.shake256().absorb(bytes).squeeze(TR_BYTES);
        this.matrix = expand(lattice, bytes);
    }

    /** Expands the key. Empty if the length is not the scheme's; every string of the right length is a key. */
    public static Optional<PublicKey> decode(Scheme scheme, Bytes raw) {
        return raw.size() == scheme.publicKeyBytes() ? Optional.of(new PublicKey(scheme, raw)) : Optional.empty();
    }

    public Scheme scheme() {
        return scheme;
    }

    /** The encoded form that {@link #decode} read. */
    public Bytes encoded() {
        return encoded;
    }

    /**
     * Whether {@code signature} is valid for {@code message} under {@code context} (Algorithm 3). Total: any bytes of
     * any length give true or false; a context over 255 bytes is false.
     */
    public boolean verify(byte[] context, byte[] message, byte[] signature) {
        if (context.length > MAX_CONTEXT_BYTES
                || signature.length != scheme.signatureBytes()
                || !Hints.canonical(lattice, signature)) {
            return false;
        }
        int[] vector = response(signature);
        if (!withinBound(vector)) {
            return false;
        }
        byte[] challenge = challenge(begin(context).absorb(message), signature, vector);
        return Arrays.equals(challenge, 0, challenge.length, signature, 0, challenge.length);
    }

    /** A sponge that has absorbed tr and the frame of M' up to the message (Algorithm 3, line 5). */
    Keccak begin(byte[] context) {
        return Keccak.shake256()
                .absorb(tr)
                .absorb(new byte[] {0, (byte) context.length})
                .absorb(context);
    }

    /** BitUnpack (Algorithm 19) of z into the first l polynomials of the vector; the last is free for c. */
    int[] response(byte[] signature) {
        int[] vector = new int[(lattice.l() + 1) * N];
        lattice.unpackMasks(signature, lattice.challengeBytes(), vector);
        return vector;
    }

    /** Whether every |z| is below gamma1 - beta; the free polynomial is zero. */
    private boolean withinBound(int[] vector) {
        int bound = lattice.gamma1() - lattice.beta() - 1;
        int outside = 0;
        for (int z : vector) {
            outside |= (bound - z) | (bound + z);
        }
        return outside >= 0;
    }

    /**
     * The challenge hash that makes the signature valid (Algorithm 8, lines 7 to 12). {@code hash} has absorbed tr and
     * M'; {@code vector} is the response and is overwritten; the hint is canonical.
     */
    byte[] challenge(Keccak hash, byte[] signature, int[] vector) {
        byte[] mu = hash.squeeze(MU_BYTES);
        lattice.sampleInBall(hash.reset().absorb(signature, 0, lattice.challengeBytes()), vector, lattice.l() * N);
        for (int at = 0; at < vector.length; at += N) {
            Ntt.forward(vector, at);
        }
        hash.reset().absorb(mu);
        long[] sums = new long[N];
        int[] w = new int[N];
        byte[] packed = new byte[lattice.packedRowBytes()];
        for (int row = 0; row < lattice.k(); row++) {
            multiplyRow(row, vector, sums, w);
            Ntt.inverse(w, 0);
            lattice.highBits(w, signature, row, packed);
            hash.absorb(packed);
        }
        return hash.squeeze(lattice.challengeBytes());
    }

    /** A row of A and of the column beside it times the transformed vector of l + 1 polynomials. */
    void multiplyRow(int row, int[] vector, long[] sums, int[] w) {
        lattice.multiplyRow(matrix, row * vector.length, vector, sums, w);
    }

    private static int[] expand(Lattice lattice, byte[] encoded) {
        int columns = lattice.l() + 1;
        int[] matrix = new int[lattice.k() * columns * N];
        byte[] seed = Arrays.copyOf(encoded, RHO_BYTES + 2);
        Keccak hash = Keccak.shake128();
        for (int row = 0; row < lattice.k(); row++) {
            for (int column = 0; column < lattice.l(); column++) {
                seed[RHO_BYTES] = (byte) column;
                seed[RHO_BYTES + 1] = (byte) row;
                int at = (row * columns + column) * N;
                sampleUniform(hash.reset().absorb(seed), matrix, at);
                Ntt.transpose(matrix, at);
            }
            int at = (row * columns + lattice.l()) * N;
            unpackHighKey(encoded, RHO_BYTES + row * 320, matrix, at);
            Ntt.forward(matrix, at);
        }
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = Ntt.scaleForInverse(matrix[i]);
        }
        return matrix;
    }

    /** Algorithm 30 (RejNTTPoly): 23-bit candidates, those below q are taken. */
    private static void sampleUniform(Keccak hash, int[] target, int from) {
        byte[] block = new byte[168];
        int taken = 0;
        while (taken < N) {
            hash.squeeze(block, 0, block.length);
            for (int at = 0; at < block.length && taken < N; at += 3) {
                int candidate = (block[at] & 0xff) | (block[at + 1] & 0xff) << 8 | (block[at + 2] & 0x7f) << 16;
                if (candidate < Q) {
                    target[from + taken++] = candidate;
                }
            }
        }
    }

    /** Algorithm 16 (SimpleBitUnpack) of ten-bit t1, as -2^13 t1: magnitudes below q. */
    private static void unpackHighKey(byte[] source, int from, int[] target, int to) {
        for (int i = 0; i < N; i++) {
            int bit = 10 * i;
            int at = from + (bit >>> 3);
            int pair = (source[at] & 0xff) | (source[at + 1] & 0xff) << 8;
            target[to + i] = -(((pair >>> (bit & 7)) & 0x3ff) << 13);
        }
    }
}
