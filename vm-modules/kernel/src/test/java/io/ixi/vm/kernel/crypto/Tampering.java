package io.ixi.vm.kernel.crypto;

import java.util.Arrays;
import java.util.Random;

/** Ways to spoil one signed message. Each returns what the verifier is given instead. */
enum Tampering {
    NOTHING,
    MESSAGE_BIT,
    MESSAGE_LONGER,
    CONTEXT_BIT,
    CONTEXT_BYTE_MOVED_INTO_MESSAGE,
    CONTEXT_TOO_LONG,
    KEY_SEED_BIT,
    KEY_VECTOR_BIT,
    KEY_SHORT,
    KEY_LONG,
    KEY_EMPTY,
    CHALLENGE_BIT,
    RESPONSE_BIT,
    RESPONSE_AT_BOUND,
    RESPONSE_AT_MINUS_BOUND,
    RESPONSE_LARGEST,
    HINT_BIT,
    HINT_SWAPPED,
    HINT_DOUBLED,
    HINT_PADDING,
    HINT_COUNT_OVER_OMEGA,
    HINT_COUNT_255,
    HINT_COUNTS_FALL,
    HINT_LAST_DROPPED,
    HINTS_ALL_ZERO,
    SIGNATURE_SHORT,
    SIGNATURE_LONG,
    SIGNATURE_EMPTY,
    SIGNATURE_ZERO,
    SIGNATURE_RANDOM,
    SIGNATURE_RANDOM_WITHOUT_HINTS;

    /** Everything that a verifier reads. */
    static final class Signed {
        byte[] publicKey;
        byte[] context;
        byte[] message;
        byte[] signature;

        Signed(byte[] publicKey, byte[] context, byte[] message, byte[] signature) {
            this.publicKey = publicKey.clone();
            this.context = context.clone();
            this.message = message.clone();
            this.signature = signature.clone();
        }
    }

    Signed apply(Signed original, Scheme scheme, Random random) {
        Lattice lattice = Lattice.of(scheme);
        Signed s = new Signed(original.publicKey, original.context, original.message, original.signature);
        int hints = s.signature.length - lattice.omega() - lattice.k();
        int counts = s.signature.length - lattice.k();
        int used = s.signature[s.signature.length - 1] & 0xff;
        switch (this) {
            case NOTHING -> {}
            case MESSAGE_BIT -> flip(s.message, 0, s.message.length, random);
            case MESSAGE_LONGER -> s.message = Arrays.copyOf(s.message, s.message.length + 1);
            case CONTEXT_BIT -> flip(s.context, 0, s.context.length, random);
            case CONTEXT_BYTE_MOVED_INTO_MESSAGE -> moveContextByte(s);
            case CONTEXT_TOO_LONG -> s.context = new byte[256];
            case KEY_SEED_BIT -> flip(s.publicKey, 0, 32, random);
            case KEY_VECTOR_BIT -> flip(s.publicKey, 32, s.publicKey.length, random);
            case KEY_SHORT -> s.publicKey = Arrays.copyOf(s.publicKey, s.publicKey.length - 1);
            case KEY_LONG -> s.publicKey = Arrays.copyOf(s.publicKey, s.publicKey.length + 1);
            case KEY_EMPTY -> s.publicKey = new byte[0];
            case CHALLENGE_BIT -> flip(s.signature, 0, lattice.challengeBytes(), random);
            case RESPONSE_BIT -> flip(s.signature, lattice.challengeBytes(), hints, random);
            case RESPONSE_AT_BOUND -> setResponse(s, lattice, lattice.gamma1() - lattice.beta(), random);
            case RESPONSE_AT_MINUS_BOUND -> setResponse(s, lattice, lattice.beta() - lattice.gamma1(), random);
            case RESPONSE_LARGEST -> setResponse(s, lattice, lattice.gamma1(), random);
            case HINT_BIT -> flip(s.signature, hints, s.signature.length, random);
            case HINT_SWAPPED -> swapHints(s.signature, hints, counts, lattice);
            case HINT_DOUBLED -> s.signature[hints + 1] = s.signature[hints];
            case HINT_PADDING ->
                s.signature[hints + Math.min(used, lattice.omega() - 1)] = (byte) (1 + random.nextInt(255));
            case HINT_COUNT_OVER_OMEGA -> s.signature[s.signature.length - 1] = (byte) (lattice.omega() + 1);
            case HINT_COUNT_255 -> s.signature[counts + random.nextInt(lattice.k())] = (byte) 255;
            case HINT_COUNTS_FALL -> s.signature[s.signature.length - 1] = 0;
            case HINT_LAST_DROPPED -> dropLastHint(s.signature, hints, counts, used);
            case HINTS_ALL_ZERO -> Arrays.fill(s.signature, hints, s.signature.length, (byte) 0);
            case SIGNATURE_SHORT -> s.signature = Arrays.copyOf(s.signature, s.signature.length - 1);
            case SIGNATURE_LONG -> s.signature = Arrays.copyOf(s.signature, s.signature.length + 1);
            case SIGNATURE_EMPTY -> s.signature = new byte[0];
            case SIGNATURE_ZERO -> Arrays.fill(s.signature, (byte) 0);
            case SIGNATURE_RANDOM -> random.nextBytes(s.signature);
            case SIGNATURE_RANDOM_WITHOUT_HINTS -> {
                random.nextBytes(s.signature);
                Arrays.fill(s.signature, hints, s.signature.length, (byte) 0);
            }
        }
        return s;
    }

    private static void flip(byte[] bytes, int from, int to, Random random) {
        if (from < to) {
            bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private static void moveContextByte(Signed s) {
        if (s.context.length > 0) {
            byte[] message = new byte[s.message.length + 1];
            message[0] = s.context[s.context.length - 1];
            System.arraycopy(s.message, 0, message, 1, s.message.length);
            s.message = message;
            s.context = Arrays.copyOf(s.context, s.context.length - 1);
        }
    }

    /** Writes one coefficient of z: 18 or 20 bits of gamma1 - z, least significant first. */
    private static void setResponse(Signed s, Lattice lattice, int z, Random random) {
        int bits = lattice.gamma1Bits() + 1;
        int value = lattice.gamma1() - z;
        int first = 8 * lattice.challengeBytes() + bits * random.nextInt(256 * lattice.l());
        for (int i = 0; i < bits; i++) {
            int at = first + i;
            int mask = 1 << (at & 7);
            s.signature[at >>> 3] =
                    (byte) (((value >>> i) & 1) == 0 ? s.signature[at >>> 3] & ~mask : s.signature[at >>> 3] | mask);
        }
    }

    /** Puts two neighbouring indices of one polynomial out of order: the same hint, another encoding. */
    private static void swapHints(byte[] signature, int hints, int counts, Lattice lattice) {
        int first = 0;
        for (int row = 0; row < lattice.k(); row++) {
            int end = signature[counts + row] & 0xff;
            if (end - first >= 2) {
                byte swapped = signature[hints + first];
                signature[hints + first] = signature[hints + first + 1];
                signature[hints + first + 1] = swapped;
                return;
            }
            first = end;
        }
    }

    private static void dropLastHint(byte[] signature, int hints, int counts, int used) {
        if (used > 0) {
            signature[hints + used - 1] = 0;
            for (int i = counts; i < signature.length; i++) {
                signature[i] = (byte) Math.min(signature[i] & 0xff, used - 1);
            }
        }
    }
}
