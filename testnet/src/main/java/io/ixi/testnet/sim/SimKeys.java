package io.ixi.testnet.sim;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.replica.VoteCheck;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.tx.SignatureCheck;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Signatures that cost nanoseconds: a keyed 64-bit mix instead of ML-DSA. Nobody in a run tries to invert them; what a
 * signature covers and when it holds is as in production. Validators' are hedged: each one differs.
 */
final class SimKeys {
    private static final int VOTE_BYTES = 16;

    /** Voting keys of a run: validators of the genesis, then those that may join. */
    private static final int HOLDERS = 20;

    private static final List<Bytes> VOTING =
            IntStream.range(0, HOLDERS).mapToObj(SimKeys::newVotingKey).toList();

    private static final Map<Bytes, Integer> BY_KEY = new HashMap<>();

    static {
        for (int i = 0; i < HOLDERS; i++) {
            BY_KEY.put(VOTING.get(i), i);
        }
    }

    private final long secret;
    private long nonce;

    SimKeys(long secret) {
        this.secret = secret;
    }

    private static Bytes newVotingKey(int holder) {
        byte[] key = new byte[Scheme.ML_DSA_44.publicKeyBytes()];
        ByteBuffer.wrap(key).putInt(holder + 1);
        return Bytes.wrap(key);
    }

    /** The voting key of this holder: as long as a real one. */
    static Bytes votingKey(int holder) {
        return VOTING.get(holder);
    }

    /** Whose key it is; -1: nobody's. */
    static int holder(Bytes votingKey) {
        return BY_KEY.getOrDefault(votingKey, -1);
    }

    /** Checks votes of an epoch. */
    VoteCheck of(ValidatorSet set) {
        int[] holders = new int[set.size()];
        for (int i = 0; i < holders.length; i++) {
            holders[i] = holder(set.get(i).publicKey());
        }
        return (signer, subject, signature) ->
                signer >= 0 && signer < holders.length && holds(holders[signer], subject, signature);
    }

    /** A fresh signature of this holder's key. */
    Bytes sign(int signer, Subject subject) {
        long fresh = ++nonce;
        return Bytes.wrap(ByteBuffer.allocate(VOTE_BYTES)
                .putLong(fresh)
                .putLong(mac(signer, subject, fresh))
                .array());
    }

    boolean holds(int signer, Subject subject, Bytes signature) {
        if (signature.size() != VOTE_BYTES) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(signature.unsafeArray());
        return in.getLong(8) == mac(signer, subject, in.getLong(0));
    }

    private long mac(int signer, Subject subject, long fresh) {
        long h = mix(mix(mix(secret + signer) ^ subject.epoch()) ^ subject.view());
        h = switch (subject) {
            case Subject.Notarize(Proposal p) -> over(mix(h ^ 1), p);
            case Subject.Nullify _ -> mix(h ^ 2);
            case Subject.Finalize(Proposal p) -> over(mix(h ^ 3), p);
        };
        return mix(h ^ fresh);
    }

    private static long over(long start, Proposal p) {
        long h = mix(start ^ p.parentView());
        h = mix(h ^ p.payload().w0());
        h = mix(h ^ p.payload().w1());
        h = mix(h ^ p.payload().w2());
        return mix(h ^ p.payload().w3());
    }

    /** An account's public key: as long as a real one. */
    static Bytes accountKey(int account) {
        byte[] key = new byte[Scheme.ML_DSA_44.publicKeyBytes()];
        Arrays.fill(key, (byte) (account + 1));
        ByteBuffer.wrap(key).putInt(0, account);
        return Bytes.wrap(key);
    }

    /** An account's signature over a 32-byte message: as long as a real one. */
    static Bytes accountSignature(Bytes publicKey, Bytes message) {
        byte[] signature = new byte[Scheme.ML_DSA_44.signatureBytes()];
        ByteBuffer.wrap(signature).putLong(0, tag(publicKey, message));
        return Bytes.wrap(signature);
    }

    static boolean hold(List<SignatureCheck> checks) {
        for (SignatureCheck check : checks) {
            ByteBuffer signature = ByteBuffer.wrap(check.signature().unsafeArray());
            if (signature.getLong(0) != tag(check.publicKey(), check.message())) {
                return false;
            }
        }
        return true;
    }

    private static long tag(Bytes publicKey, Bytes message) {
        ByteBuffer words = ByteBuffer.wrap(message.unsafeArray());
        long h = mix(ByteBuffer.wrap(publicKey.unsafeArray()).getLong(0));
        while (words.remaining() >= Long.BYTES) {
            h = mix(h ^ words.getLong());
        }
        return h;
    }

    /** The finalizer of SplitMix64: every input bit moves every output bit. */
    static long mix(long z) {
        long a = z + 0x9e3779b97f4a7c15L;
        a = (a ^ (a >>> 30)) * 0xbf58476d1ce4e5b9L;
        a = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return a ^ (a >>> 31);
    }
}
