package io.ixi.node.genesis;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.config.ConfigException;
import io.ixi.node.replica.VoteCheck;
import io.ixi.vm.kernel.crypto.PublicKey;
import io.ixi.vm.kernel.crypto.Scheme;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The validators' keys, expanded once. Safe for any thread. */
public final class VoteKeys implements VoteCheck {
    private static final String CONTEXT = "IXI-vote-v1";

    private final Hash chain;
    private final List<PublicKey> keys;

    /** Throws {@link ConfigException} if a key is of no known scheme. */
    public VoteKeys(Hash chain, ValidatorSet set) {
        this.chain = chain;
        this.keys = new ArrayList<>();
        for (Validator validator : set.validators()) {
            Scheme scheme = scheme(validator.publicKey());
            keys.add(PublicKey.decode(scheme, validator.publicKey()).orElseThrow());
        }
    }

    /** FIPS 204 context of votes. */
    static byte[] context() {
        return CONTEXT.getBytes(StandardCharsets.US_ASCII);
    }

    /** The scheme whose keys have this length. */
    public static Scheme scheme(Bytes publicKey) {
        for (Scheme scheme : Scheme.values()) {
            if (scheme.publicKeyBytes() == publicKey.size()) {
                return scheme;
            }
        }
        throw new ConfigException("A validator key of " + publicKey.size() + " bytes is of no known scheme.");
    }

    @Override
    public boolean holds(int signer, Subject subject, Bytes signature) {
        return signer >= 0
                && signer < keys.size()
                && keys.get(signer).verify(context(), Wire.signingBytes(chain, subject), signature.unsafeArray());
    }
}
