package io.ixi.node.net;

import io.ixi.consensus.types.Bytes;

/**
 * Where a validator listens and the key that it must prove.
 *
 * @param index validator index in the genesis set
 * @param publicKey raw FIPS 204 public key
 * @param host name or address; resolved again at every dial
 */
public record PeerAddress(int index, Bytes publicKey, String host, int port) {
    public PeerAddress {
        if (index < 0 || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("peer index " + index + ", port " + port);
        }
    }
}
