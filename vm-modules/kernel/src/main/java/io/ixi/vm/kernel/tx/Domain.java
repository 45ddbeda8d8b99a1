package io.ixi.vm.kernel.tx;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import java.nio.charset.StandardCharsets;

/** Domain tags: no two kinds of digest or signature can be confused. ASCII; lengths differ from no other use. */
public final class Domain {
    /** FIPS 204 context of account signatures. */
    public static final String TX_SIGNATURE = "IXI-tx-v1";

    private static final byte[] ID = tag("IXI-tx-id-v1");
    private static final byte[] SIGNING = tag("IXI-tx-sign-v1");
    private static final byte[] GENESIS = tag("IXI-genesis-v1");

    private Domain() {}

    /** The context bytes for signing and verifying. */
    public static byte[] txContext() {
        return tag(TX_SIGNATURE);
    }

    /** The transaction's id: SHA-256 over the tag and the body. */
    public static Hash transactionId(byte[] body) {
        return Hash.sha256(ID, body);
    }

    /** What account keys sign: SHA-256 over the tag, the chain's hash and the body. */
    public static Hash signingHash(Hash chain, byte[] body) {
        return Hash.sha256(SIGNING, chain.toBytes(), body);
    }

    /** The chain's identity: SHA-256 over the tag and the canonical bytes of the genesis. */
    public static Hash chain(Message genesis) {
        return Hash.sha256(GENESIS, genesis.toByteArray());
    }

    private static byte[] tag(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
