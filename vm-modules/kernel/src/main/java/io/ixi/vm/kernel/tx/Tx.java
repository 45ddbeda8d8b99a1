package io.ixi.vm.kernel.tx;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.TransactionBody;
import java.util.List;

/**
 * A transaction that decoded canonically and passed every check that needs no state. Its signatures are not checked
 * yet.
 *
 * @param bytes the whole transaction as received
 * @param id SHA-256 over a domain tag and the body bytes: independent of the hedged signature
 * @param signingHash what the account's keys sign: SHA-256 over a domain tag, the chain and the body bytes
 * @param gas fixed gas of the messages plus gas for bytes and signatures
 */
public record Tx(
        Bytes bytes,
        Hash id,
        Hash signingHash,
        TransactionBody body,
        List<Signature> signatures,
        Address account,
        long sequence,
        long validUntilHeight,
        Amount maxFee,
        long gas) {
    public int size() {
        return bytes.size();
    }
}
