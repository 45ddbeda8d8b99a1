package io.ixi.testnet.sim;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.replica.VoteCheck;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tx.SignatureCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that cost nanoseconds: a keyed 64-bit mix instead of ML-DSA. Nobody in a run tries to invert them; what a
 * signature covers and when it holds is as in production. Validators' are hedged: each one differs.
 */
final class SimKeys {
    private static final int VOTE_BYTES = 16;

    /** Voting keys of a run: validators of the genesis, then those that may join. */
    static final int HOLDERS = 20;

    private static final List<SigningKey> SIGNING = IntStream.range(0, HOLDERS)
            .mapToObj(i -> SigningKey.fromSeed(
                    Scheme.ML_DSA_44, ByteBuffer.allocate(32).putInt(i + 1).array()))
            .toList();

    private static final List<Bytes> VOTING =
            SIGNING.stream().map(SigningKey::publicKey).toList();

    private static final byte[] PROOF = "IXI-validator-v1".getBytes(StandardCharsets.US_ASCII);

    private static final Map<Bytes, Integer> BY_KEY = new HashMap<>();

    static {
        for (int i = 0; i < HOLDERS; i++) {
            BY_KEY.put(VOTING.get(i), i);
        }
    }

    private static final byte[] VOTE = "IXI-vote-v1".getBytes(StandardCharsets.US_ASCII);

    private final long secret;
    /** Holders whose votes are signed for real, so that the chain itself can judge them. */
    private final Set<Integer> real = new TreeSet<>();

    private @Nullable Hash chain;
    private long nonce;

    SimKeys(long secret) {
        this.secret = secret;
    }

    /** A real signature, which the staking module asks for: the holder's key is the operator's. */
    static Bytes proof(int holder, Hash chain, Address operator) {
        byte[] proven = Hash.sha256(chain.toBytes(), operator.hash().toBytes()).toBytes();
        return Bytes.wrap(SIGNING.get(holder).sign(PROOF, proven, new byte[32]));
    }

    /** The voting key of this holder. */
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

    /** This holder's votes are signed with ML-DSA from now on. */
    void real(int holder, Hash ofChain) {
        real.add(holder);
        chain = ofChain;
    }

    /** A fresh signature of this holder's key. */
    Bytes sign(int signer, Subject subject) {
        if (chain != null && real.contains(signer)) {
            byte[] randomness = ByteBuffer.allocate(32).putLong(++nonce).array();
            return Bytes.wrap(SIGNING.get(signer).sign(VOTE, Wire.signingBytes(chain, subject), randomness));
        }
        long fresh = ++nonce;
        return Bytes.wrap(ByteBuffer.allocate(VOTE_BYTES)
                .putLong(fresh)
                .putLong(mac(signer, subject, fresh))
                .array());
    }

    boolean holds(int signer, Subject subject, Bytes signature) {
        if (chain != null && real.contains(signer)) {
            byte[] bytes = Wire.signingBytes(chain, subject);
            byte[] key = VOTING.get(signer).unsafeArray();
            return MlDsaVerifier.verify(Scheme.ML_DSA_44, key, VOTE, bytes, signature.unsafeArray());
        }
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
