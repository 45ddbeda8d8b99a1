package io.ixi.vm.kernel.crypto;

import java.util.Arrays;

/**
 * The secret half of an ML-DSA key (FIPS 204), expanded once for many signatures: s1, s2 and t0 are transformed here,
 * and the matrix is the public key's. Holds {@code 4 * 256 * (l + 2k)} bytes of secrets until {@link #erase}.
 *
 * <p>No branch and no index depends on a secret, except that a candidate is thrown away, at which polynomial, which
 * tells nothing of the key: arithmetic on secrets is additions, products, shifts and masks. Immutable until erased;
 * thread-safe.
 */
final class MlDsaSigner {
    private static final int N = Ntt.N;
    private static final int RHO_BYTES = 32;
    private static final int SEED_BYTES = 32;
    private static final int TR_BYTES = 64;
    private static final int MU_BYTES = 64;

    /** Candidates before giving up: 814 fail with probability 2^-256 (FIPS 204, appendix C). */
    private static final int MAX_CANDIDATES = 4_096;

    private final Lattice lattice;
    private final PublicKey publicKey;
    private final byte[] seed;

    /** s1, s2 and t0 one after the other; transformed, each times R / 256. */
    private final int[] secrets;

    /**
     * @param publicKey the public half
     * @param expanded the private key as Algorithm 24 encodes it; the caller erases it
     */
    MlDsaSigner(PublicKey publicKey, byte[] expanded) {
        this.lattice = Lattice.of(publicKey.scheme());
        this.publicKey = publicKey;
        this.seed = Arrays.copyOfRange(expanded, RHO_BYTES, RHO_BYTES + SEED_BYTES);
        this.secrets = new int[(lattice.l() + 2 * lattice.k()) * N];
        int eta = lattice.beta() / lattice.tau();
        int small = eta == 2 ? 3 : 4;
        int from = RHO_BYTES + SEED_BYTES + TR_BYTES;
        int at = 0;
        for (int i = 0; i < lattice.l() + lattice.k(); i++, at += N, from += N * small / 8) {
            unpack(expanded, from, small, eta, at);
        }
        for (int i = 0; i < lattice.k(); i++, at += N, from += N * 13 / 8) {
            unpack(expanded, from, 13, 1 << 12, at);
        }
    }

    /** BitUnpack (Algorithm 19) of one polynomial with the largest value {@code top}, then the transform. */
    private void unpack(byte[] source, int from, int bits, int top, int at) {
        for (int i = 0, bit = 8 * from; i < N; i++, bit += bits) {
            int value = 0;
            for (int b = 0; b < bits; b++) {
                value |= (source[(bit + b) >>> 3] >>> ((bit + b) & 7) & 1) << b;
            }
            secrets[at + i] = top - value;
        }
        Ntt.forward(secrets, at);
        for (int i = at; i < at + N; i++) {
            secrets[i] = Ntt.scaleForInverse(secrets[i]);
        }
    }

    /**
     * Signs (Algorithms 2 and 7).
     *
     * @param context at most 255 bytes
     * @param randomness 32 bytes
     */
    byte[] sign(byte[] context, byte[] message, byte[] randomness) {
        Candidate candidate = new Candidate(lattice);
        Keccak hash = publicKey.begin(context).absorb(message);
        byte[] mu = hash.squeeze(MU_BYTES);
        byte[] secret = hash.reset().absorb(seed).absorb(randomness).absorb(mu).squeeze(MU_BYTES);
        try {
            byte[] signature = new byte[publicKey.scheme().signatureBytes()];
            for (int i = 0; i < MAX_CANDIDATES; i++) {
                candidate.mask(hash, secret, i * lattice.l());
                commit(candidate, hash, mu, signature);
                if (respond(candidate) && hint(candidate, signature)) {
                    candidate.pack(signature);
                    return signature;
                }
            }
            throw new IllegalStateException("no signature in " + MAX_CANDIDATES + " candidates");
        } finally {
            candidate.erase();
            Arrays.fill(secret, (byte) 0);
            hash.erase();
        }
    }

    /** w = A y and the challenge hash of its high bits, into the signature (Algorithm 7, lines 11 to 17). */
    private void commit(Candidate c, Keccak hash, byte[] mu, byte[] signature) {
        System.arraycopy(c.z, 0, c.vector, 0, c.z.length);
        for (int at = 0; at < c.z.length; at += N) {
            Ntt.forward(c.vector, at);
        }
        hash.reset().absorb(mu);
        for (int row = 0; row < lattice.k(); row++) {
            publicKey.multiplyRow(row, c.vector, c.sums, c.row);
            Ntt.inverse(c.row, 0);
            for (int i = 0; i < N; i++) {
                c.w[row * N + i] = Lattice.normal(c.row[i]);
            }
            lattice.highBits(c.w, row * N, c.row, c.packed);
            hash.absorb(c.packed);
        }
        byte[] challenge = hash.squeeze(lattice.challengeBytes());
        System.arraycopy(challenge, 0, signature, 0, challenge.length);
        Arrays.fill(c.challenge, 0);
        lattice.sampleInBall(hash.reset().absorb(challenge), c.challenge, 0);
        Ntt.forward(c.challenge, 0);
    }

    /** z = y + c s1 and w - c s2, if neither tells of the secrets (lines 18 to 23). */
    private boolean respond(Candidate c) {
        int outside = 0;
        int bound = lattice.gamma1() - lattice.beta() - 1;
        for (int at = 0; at < c.z.length; at += N) {
            product(c, at);
            for (int i = 0; i < N; i++) {
                int z = c.z[at + i] + Lattice.centred(c.row[i]);
                c.z[at + i] = z;
                outside |= (bound - z) | (bound + z);
            }
            if (outside < 0) {
                return false;
            }
        }
        bound = lattice.gamma2() - lattice.beta() - 1;
        for (int at = 0; at < c.w.length; at += N) {
            product(c, c.z.length + at);
            for (int i = 0; i < N; i++) {
                int r = Lattice.normal(c.w[at + i] - Lattice.normal(c.row[i]));
                int low = lattice.lowBits(r);
                c.w[at + i] = r;
                outside |= (bound - low) | (bound + low);
            }
            if (outside < 0) {
                return false;
            }
        }
        return true;
    }

    /** The hint (lines 24 to 28 and Algorithm 20); false if c t0 is too large or the hint too long. */
    private boolean hint(Candidate c, byte[] signature) {
        int from = signature.length - lattice.omega() - lattice.k();
        Arrays.fill(signature, from, signature.length, (byte) 0);
        int bound = lattice.gamma2() - 1;
        int outside = 0;
        int count = 0;
        for (int row = 0; row < lattice.k(); row++) {
            product(c, c.z.length + c.w.length + row * N);
            for (int i = 0; i < N; i++) {
                int t = Lattice.centred(c.row[i]);
                int r = c.w[row * N + i];
                outside |= (bound - t) | (bound + t);
                if (lattice.highPart(Lattice.normal(r + t)) != lattice.highPart(r)) {
                    if (count == lattice.omega()) {
                        return false;
                    }
                    signature[from + count++] = (byte) i;
                }
            }
            signature[from + lattice.omega() + row] = (byte) count;
        }
        return outside >= 0;
    }

    /** The challenge times the secret polynomial at {@code at}, as residues of either sign. */
    private void product(Candidate c, int at) {
        for (int i = 0; i < N; i++) {
            c.row[i] = Ntt.reduce((long) secrets[at + i] * c.challenge[i]);
        }
        Ntt.inverse(c.row, 0);
    }

    void erase() {
        Arrays.fill(seed, (byte) 0);
        Arrays.fill(secrets, 0);
    }

    /** What one attempt computes with; erased after the last. */
    private static final class Candidate {
        private final Lattice lattice;
        /** y, then z. */
        private final int[] z;
        /** y transformed; the last polynomial, which verification has for the challenge, stays zero. */
        private final int[] vector;
        /** w, then w - c s2; 0 to q-1. */
        private final int[] w;

        private final int[] challenge = new int[N];
        private final int[] row = new int[N];
        private final long[] sums = new long[N];
        private final byte[] packed;
        private final byte[] masks;

        Candidate(Lattice lattice) {
            this.lattice = lattice;
            this.z = new int[lattice.l() * N];
            this.vector = new int[(lattice.l() + 1) * N];
            this.w = new int[lattice.k() * N];
            this.packed = new byte[lattice.packedRowBytes()];
            this.masks = new byte[lattice.l() * lattice.maskBytes()];
        }

        /** ExpandMask (Algorithm 34). */
        void mask(Keccak hash, byte[] secret, int counter) {
            byte[] number = new byte[2];
            for (int i = 0; i < lattice.l(); i++) {
                number[0] = (byte) (counter + i);
                number[1] = (byte) ((counter + i) >>> 8);
                hash.reset().absorb(secret).absorb(number).squeeze(masks, i * lattice.maskBytes(), lattice.maskBytes());
            }
            lattice.unpackMasks(masks, 0, z);
        }

        /** BitPack (Algorithm 17) of z behind the challenge. */
        void pack(byte[] signature) {
            lattice.packMasks(z, signature, lattice.challengeBytes());
        }

        void erase() {
            Arrays.fill(z, 0);
            Arrays.fill(vector, 0);
            Arrays.fill(w, 0);
            Arrays.fill(row, 0);
            Arrays.fill(sums, 0);
            Arrays.fill(packed, (byte) 0);
            Arrays.fill(masks, (byte) 0);
        }
    }
}
