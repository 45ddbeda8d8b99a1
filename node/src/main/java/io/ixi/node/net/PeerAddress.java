package io.ixi.node.net;

import io.ixi.consensus.types.Bytes;

/**
 * Where a validator listens and the key that it must prove.
 *
 * @param index the peer's number: its index in the genesis set, or a later one
 * @param publicKey raw FIPS 204 public key
 * @param host name or address; resolved again at every dial; empty: it is not dialed
 */
public record PeerAddress(int index, Bytes publicKey, String host, int port) {
    public PeerAddress {
        if (index < 0 || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("peer index " + index + ", port " + port);
        }
    }
}
