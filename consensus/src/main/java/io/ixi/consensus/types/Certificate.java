package io.ixi.consensus.types;

import java.util.List;

/**
 * A quorum of signatures over one subject. Shares are strictly ascending by signer. Whether the weight reaches quorum
 * and whether the signatures hold is for the verifier, which knows the set.
 */
public record Certificate(Subject subject, List<Share> shares) {
    /** One validator's signature over the certificate's subject. */
    public record Share(int signer, Bytes signature) {}

    public Certificate {
        shares = List.copyOf(shares);
        for (int i = 1; i < shares.size(); i++) {
            if (shares.get(i - 1).signer() >= shares.get(i).signer()) {
                throw new IllegalArgumentException("signers must be strictly ascending");
            }
        }
    }

    public long view() {
        return subject.view();
    }
}
