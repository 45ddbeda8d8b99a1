package io.ixi.node.net;

/** Independent streams to a peer, most urgent first: a later one never delays an earlier one by more than one chunk. */
public enum Channel {
    VOTE,
    CERTIFICATE,
    BLOCK,
    TRANSACTION,
    SYNC
}
